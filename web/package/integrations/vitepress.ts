/**
 * For VitePress, and for whatever else renders Markdown by markdown-it:
 *
 *     import { weftHead, weftPlayground } from 'weft-playground/vitepress';
 *     export default defineConfig({
 *       head: [weftHead({ src: '/weft/embed.js', prebuilt: '/weft-prebuilt/' })],
 *       markdown: { config: (md) => md.use(weftPlayground) },
 *     });
 */
import { attributesOfFence, elementAsHtml } from './element.js';

interface Token {
  readonly info: string;
  readonly content: string;
  readonly attrs?: readonly (readonly [string, string])[] | null;
}

type Render = (tokens: readonly Token[], index: number, ...rest: readonly unknown[]) => string;

/** As much of markdown-it as is used. */
export interface MarkdownIt {
  readonly renderer: { readonly rules: { fence?: unknown } };
}

/** The plugin: fences of `cpp-weft` become playgrounds, all others stay what they are. */
export function weftPlayground(md: MarkdownIt): void {
  const { rules } = md.renderer;
  const other = rules.fence as Render | undefined;
  const render: Render = (tokens, index, ...rest) => {
    const token = tokens[index];
    const options = token === undefined ? null : attributesOfFence(token.info + linesOf(token));
    // Vue compiles what VitePress renders, and is to leave this alone.
    if (token !== undefined && options !== null) return elementAsHtml(token.content, options, ['v-pre']);
    return other?.(tokens, index, ...rest) ?? '';
  };
  rules.fence = render;
}

/** `{1,3-5}` at the end of the line, which VitePress has taken away for itself. */
function linesOf({ attrs }: Token): string {
  const lines = attrs?.find(([name]) => /^\d[\d,-]*$/.test(name))?.[0];
  return lines === undefined ? '' : ` {${lines}}`;
}

/** An entry of `head`: the script. */
export function weftHead({ src, prebuilt }: { readonly src: string; readonly prebuilt?: string }): ['script', Record<string, string>] {
  return ['script', { type: 'module', src, ...(prebuilt === undefined ? {} : { 'data-prebuilt': prebuilt }) }];
}

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
    const options = token === undefined ? null : attributesOfFence(token.info);
    // Vue compiles what VitePress renders, and is to leave this alone.
    if (token !== undefined && options !== null) return elementAsHtml(token.content, options, ['v-pre']);
    return other?.(tokens, index, ...rest) ?? '';
  };
  rules.fence = render;
}

/** An entry of `head`: the script. */
export function weftHead({ src, prebuilt }: { readonly src: string; readonly prebuilt?: string }): ['script', Record<string, string>] {
  return ['script', { type: 'module', src, ...(prebuilt === undefined ? {} : { 'data-prebuilt': prebuilt }) }];
}

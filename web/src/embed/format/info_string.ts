/**
 * What stands behind a Markdown fence: whether the block is for weft, and its options.
 *
 *     cpp-weft expect="hello" height=200        any tool
 *     cpp weft                                  so that tools that know only C++ highlight it
 *     cpp-weft{1,3-5}                           lines to highlight, as VitePress and Docusaurus write them
 *     { .cpp-weft hl_lines="1 3-5" }            Python-Markdown, which MkDocs uses
 */
import { readOptionText, type WrittenOptions } from './option_text.js';

/** Null: the block is somebody else's. */
export function readInfoString(info: string): WrittenOptions | null {
  const braced = /^\{(.*)\}$/s.exec(info.trim());
  const rest = braced === null ? afterLanguage(info.trim()) : afterClass(braced[1] ?? '');
  if (rest === null) return null;
  let lines: string | undefined;
  const own = rest.replace(foreignWords, (word, quoted?: string) => {
    lines ??= quoted === undefined ? /^\{([\d\s,-]+)\}$/.exec(word)?.[1] : undefined;
    return quoted ?? ' ';
  });
  const { options, problems } = readOptionText(own);
  const highlight = lines ?? options['hl_lines'];
  const ours = Object.entries(options).filter(([name]) => !foreignOptions.has(name));
  return { options: { ...(highlight === undefined ? {} : { highlight: highlight.trim() }), ...Object.fromEntries(ours) }, problems };
}

/** `{…}`, `[title]`, `:line-numbers`, `.class`, `#name`: other tools' words. Not in a value's quotes, which are found first. */
const foreignWords = /("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*')|\{[^}]*\}|\[[^\]]*\]|(?<=^|\s)[.#:][\w=-]+/g;

/** Options that documentation tools read themselves. */
const foreignOptions = new Set(['title', 'hl_lines', 'linenums', 'linenostart', 'showlinenumbers']);

function afterLanguage(info: string): string | null {
  return /^(?:cpp-weft|cpp\s+weft)(?![\w-])(.*)$/s.exec(info)?.[1] ?? null;
}

function afterClass(attributes: string): string | null {
  const match = /^(.*?)(?:^|\s)\.(?:language-)?cpp-weft(?![\w-])(.*)$/s.exec(attributes);
  return match === null ? null : `${match[1] ?? ''} ${match[2] ?? ''}`;
}

/**
 * What stands behind a Markdown fence: whether the block is for weft, and its options.
 *
 *     cpp-weft expect="hello" height=200        any tool
 *     cpp weft                                  so that tools that know only C++ highlight it
 *     cpp-weft{1,3-5}                           lines to highlight, as VitePress and Docusaurus write them
 *     { .cpp-weft hl_lines="1 3-5" }            Python-Markdown, which MkDocs uses
 */
import { readOptionText, type WrittenOptions } from './option_text.js';
import { isOptionName } from './options.js';

/** Null: the block is somebody else's. */
export function readInfoString(info: string): WrittenOptions | null {
  const braced = /^\{(.*)\}$/s.exec(info.trim());
  const rest = braced === null ? afterLanguage(info.trim()) : afterClass(braced[1] ?? '');
  if (rest === null) return null;
  const lines = /\{([\d\s,-]+)\}/.exec(rest);
  // `{…}`, `[title]`, `:line-numbers`: other tools' words.
  const { options, problems } = readOptionText(rest.replace(/\{[^}]*\}|\[[^\]]*\]|(^|\s):[\w=-]+/g, ' '));
  const highlight = lines?.[1] ?? options['hl_lines'];
  const ours = Object.entries(options).filter(([name]) => !foreign.has(name));
  return { options: { ...(highlight === undefined ? {} : { highlight: highlight.trim() }), ...Object.fromEntries(ours) }, problems };
}

/** Options that documentation tools read themselves. */
const foreign = new Set(['title', 'hl_lines', 'linenums', 'linenostart', 'showlinenumbers', 'live', 'nocopy'].filter((name) => !isOptionName(name)));

function afterLanguage(info: string): string | null {
  return /^(?:cpp-weft|cpp\s+weft)(?![\w-])(.*)$/s.exec(info)?.[1] ?? null;
}

function afterClass(attributes: string): string | null {
  const match = /^(.*?)(?:^|\s)\.(?:language-)?cpp-weft(?![\w-])(.*)$/s.exec(attributes);
  return match === null ? null : `${match[1] ?? ''} ${match[2] ?? ''}`.replace(/(^|\s)[.#][\w-]+/g, ' ');
}

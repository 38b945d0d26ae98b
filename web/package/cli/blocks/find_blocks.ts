/** The blocks of a file, by what kind of file its name says it is. */
import path from 'node:path';
import type { FoundBlock } from './found_block.js';
import { findInHtml } from './html.js';
import { findInMarkdown } from './markdown.js';
import { findInRestructuredText } from './restructured_text.js';

const finders: Readonly<Record<string, (text: string) => FoundBlock[]>> = {
  '.md': findInMarkdown,
  '.markdown': findInMarkdown,
  '.mdx': findInMarkdown,
  '.html': (text) => findInHtml(text),
  '.htm': (text) => findInHtml(text),
  '.rst': findInRestructuredText,
};

export const knownExtensions = Object.keys(finders);

/** Undefined: a kind of file that has none. */
export function findBlocks(file: string, text: string): FoundBlock[] | undefined {
  return finders[path.extname(file).toLowerCase()]?.(text);
}

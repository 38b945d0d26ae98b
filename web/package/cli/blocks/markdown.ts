/** Blocks in Markdown: fences, and elements in its HTML. */
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describeProblem } from '../../../src/embed/format/option_docs.js';
import { readInfoString } from '../../../src/embed/format/info_string.js';
import type { FoundBlock } from './found_block.js';
import { findInHtml } from './html.js';

/**
 * A fence may be indented by any depth: as MDX has it, and as it is in the admonitions and tabs of Python-Markdown, which only that knows to be such.
 */
const extensions = [{ disable: { null: ['codeIndented'] } }];

export function findInMarkdown(text: string): FoundBlock[] {
  const blocks: FoundBlock[] = [];
  const visit = (node: Nodes): void => {
    const line = node.position?.start.line ?? 1;
    if (node.type === 'code') {
      const written = readInfoString(`${node.lang ?? ''} ${node.meta ?? ''}`);
      if (written === null) return;
      const problems = written.problems.map((problem) => ({ line, message: describeProblem(problem) }));
      blocks.push({ text: node.value, options: written.options, problems, line, textLine: line + 1 });
    } else if (node.type === 'html') {
      const unclosed = 'is not closed before the next blank line, where Markdown takes what follows for text: put the code into a fence';
      // In the middle of a paragraph each tag is a node by itself.
      const empty = /^<weft-playground\b[^>]*>\s*<\/weft-playground\s*>/.exec(text.slice(node.position?.start.offset));
      blocks.push(...findInHtml(empty?.[0] ?? node.value, line, unclosed));
    } else if ('children' in node) {
      node.children.forEach(visit);
    }
  };
  visit(fromMarkdown(text, { extensions }));
  return blocks;
}

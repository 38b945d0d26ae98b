/**
 * Blocks in reStructuredText:
 *
 *     .. code-block:: cpp-weft
 *        :expect: hello
 *        :emphasize-lines: 3-5
 *
 *        #include <weft/weft.hpp>
 */
import { isOptionName } from '../../../src/embed/format/options.js';
import type { FoundBlock } from './found_block.js';

export function findInRestructuredText(text: string): FoundBlock[] {
  const lines = text.split(/\r?\n/);
  const blocks: FoundBlock[] = [];
  for (let at = 0; at < lines.length; ++at) {
    const directive = /^(\s*)\.\. (?:code-block|sourcecode|code):: +cpp-weft\s*$/.exec(lines[at] ?? '');
    if (directive === null) continue;
    const depth = directive[1]?.length ?? 0;
    const options: Record<string, string> = {};
    let first = at + 1;
    for (; ; ++first) {
      const [, blanks, name = '', value = ''] = /^(\s+):([\w-]+):\s*(.*?)\s*$/.exec(lines[first] ?? '') ?? [];
      if (blanks === undefined || blanks.length <= depth) break;
      if (isOptionName(name)) options[name] = value;
      else if (name === 'emphasize-lines') options['highlight'] = value;
    }
    let end = first;
    while (end < lines.length && (lines[end]?.trim() === '' || indentOf(lines[end] ?? '') > depth)) ++end;
    blocks.push({ text: lines.slice(first, end).join('\n'), options, problems: [], line: at + 1, textLine: first + 1 });
    at = end - 1;
  }
  return blocks;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** A block of a page, read: what is shown, what is compiled, and how. The light script and `prebuild` read blocks by this, hence alike. */
import { takeDirectives } from './directive.js';
import { readOptions, type EmbedOptions, type OptionProblem, type RawOptions } from './options.js';
import { commonIndent, dedent, splitRegions, type Regions } from './regions.js';
import { normalizeSource } from './source_key.js';

export interface Block {
  /** The block's own options as they were written: what links are made of. */
  readonly raw: RawOptions;
  readonly options: EmbedOptions;
  readonly problems: readonly OptionProblem[];
  /** The whole source that is compiled while nothing is edited; empty when the block has no code. */
  readonly source: string;
  readonly regions: Regions;
  /** What was before the source in the text given: lines, and blanks before each line. */
  readonly skippedLines: number;
  readonly skippedColumns: number;
}

/**
 * @param text the block's text as it stands in the page: indented with its element, say
 * @param attributes the options on the element, or behind the fence's language; they count more than those in the code
 * @param defaults options for all blocks of the page; they count less than both
 */
export function readBlock(text: string, attributes: RawOptions = {}, defaults: RawOptions = {}): Block {
  const lines = text.replace(/\r\n?/g, '\n');
  const code = lines.replace(/^(?:[ \t]*\n)+/, '');
  const blankLines = lines.slice(0, lines.length - code.length).split('\n').length - 1;
  const indent = commonIndent(code);
  const taken = takeDirectives(dedent(code, indent));
  const raw = { ...taken.options, ...attributes };
  const { options, problems } = readOptions({ ...defaults, ...raw });
  const source = taken.code.trim() === '' ? '' : normalizeSource(taken.code);
  return {
    raw,
    options,
    problems: [...taken.problems, ...problems],
    source,
    regions: splitRegions(source),
    skippedLines: blankLines + taken.lines,
    skippedColumns: indent.length,
  };
}

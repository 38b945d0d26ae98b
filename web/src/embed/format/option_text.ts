/**
 * The one grammar in which options are written where there are no attributes: `view=compare expect="hello\n" readonly`.
 *
 * A value that holds blanks or quotes stands in quotes of either kind; in them a backslash before that quote gives the quote itself. Every other
 * backslash is left for the option to read.
 */
import type { OptionProblem, RawOptions } from './options.js';

export interface WrittenOptions {
  readonly options: RawOptions;
  /** What is no option. */
  readonly problems: readonly OptionProblem[];
}

export function readOptionText(text: string): WrittenOptions {
  const options: Record<string, string> = {};
  const problems: OptionProblem[] = [];
  const item = /([A-Za-z][\w-]*)(?:=(?:"((?:\\[^]|[^"\\])*)"|'((?:\\[^]|[^'\\])*)'|([^\s"']*)))?(?!\S)|\S+/g;
  for (const [whole, name, double, single, plain] of text.matchAll(item)) {
    if (name === undefined) problems.push({ name: '', value: whole, problem: 'syntax' });
    else options[name.toLowerCase()] = double?.replace(/\\(["\\])/g, onlyQuote) ?? single?.replace(/\\(['\\])/g, onlyQuote) ?? plain ?? '';
  }
  return { options, problems };
}

function onlyQuote(pair: string, character: string): string {
  return character === '\\' ? pair : character;
}

/** The reverse of `readOptionText`. */
export function writeOptionText(options: RawOptions): string {
  return Object.entries(options)
    .map(([name, value]) => {
      if (value === '') return name;
      return /^[^\s"'\\]+$/.test(value) ? `${name}=${value}` : `${name}="${value.replace(/\\[^"]|"/g, (found) => (found === '"' ? '\\"' : found))}"`;
    })
    .join(' ');
}

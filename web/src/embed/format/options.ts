/**
 * What an embed can be told: as attributes of `<weft-playground>`, behind a fence's language, in a directive line of the code, in a link. Its
 * words and their meaning live for ever in other people's pages: options may be added, none is renamed or dropped.
 *
 * What people read about each is in `option_docs.ts`, which the light script does without.
 */

/** Options as they are written: names and texts. `''` is an option without a value (`readonly`). */
export type RawOptions = Readonly<Record<string, string>>;

/** Lines from 1, both ends included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** An option's value when nothing is said, and how a text is read; undefined: it makes no sense. */
interface Option<Value> {
  readonly default: Value;
  readonly read: (text: string) => Value | undefined;
}

function option<Value>(value: Value, read: Option<Value>['read']): Option<Value> {
  return { default: value, read };
}

function choice<Value extends string>(...values: readonly [Value, ...Value[]]): Option<Value> {
  return option<Value>(values[0], (text) => values.find((value) => value === text));
}

const text = option<string | null>(null, (value) => value || undefined);

/** All there are, in the order in which they are documented and written into links. */
export const optionTable = {
  example: text,
  variants: option<readonly string[] | null>(null, (value) => {
    const names = value.split(',').map((name) => name.trim());
    return names.every(Boolean) ? names : undefined;
  }),
  view: choice('terminal', 'timeline', 'compare'),
  readonly: option<boolean>(false, (value) => (/^(|true|readonly)$/.test(value) ? true : value === 'false' ? false : undefined)),
  autorun: option<'visible' | null>(null, (value) => (value === 'visible' ? value : undefined)),
  height: option<number | null>(null, (value) => (/^\d{1,4}$/.test(value) && Number(value) > 0 ? Number(value) : undefined)),
  theme: choice('auto', 'light', 'dark'),
  lang: choice('auto', 'en', 'ko'),
  args: option<readonly string[]>([], splitArguments),
  stdin: option<string | null>(null, unescapeText),
  highlight: option<readonly LineRange[]>([], readLineRanges),
  expect: text,
  loading: choice('click', 'lazy', 'eager'),
  prebuilt: text,
};

export type OptionName = keyof typeof optionTable;
export type EmbedOptions = { readonly [Name in OptionName]: (typeof optionTable)[Name]['default'] };

export const optionNames = Object.keys(optionTable) as readonly OptionName[];

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTable, name);
}

export interface OptionProblem {
  readonly name: string;
  readonly value: string;
  /** `name`: there is no such option. `value`: it does not take this. `syntax`: `value` is no option at all. */
  readonly problem: 'name' | 'value' | 'syntax';
}

/**
 * The meaning of options. One that makes no sense is told of and taken as not given: a page with a mistake shows its code all the same.
 */
export function readOptions(raw: RawOptions): { options: EmbedOptions; problems: OptionProblem[] } {
  const options: Record<string, unknown> = {};
  for (const name of optionNames) options[name] = optionTable[name].default;
  const problems: OptionProblem[] = [];
  for (const [name, value] of Object.entries(raw)) {
    const read = isOptionName(name) ? optionTable[name].read(value) : undefined;
    if (read === undefined) problems.push({ name, value, problem: isOptionName(name) ? 'value' : 'name' });
    else options[name] = read;
  }
  return { options: options as EmbedOptions, problems };
}

/** `\n`, `\t`, `\r`, `\"`, `\'` and `\\` as in C++; any other backslash stands for itself. */
export function unescapeText(value: string): string {
  return value.replace(/\\([ntr"'\\])/g, (_whole, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
}

/** Words as a shell splits them: at blanks, but not in quotes; a backslash takes the next character as it is. */
function splitArguments(value: string): readonly string[] | undefined {
  const words: string[] = [];
  const word = /\s*((?:\\[^]|"(?:\\[^]|[^"\\])*"|'[^']*'|[^\s"'\\])+)\s*/gy;
  let end = 0;
  for (const match of value.matchAll(word)) {
    end = match.index + match[0].length;
    words.push(
      (match[1] ?? '').replace(/"((?:\\[^]|[^"\\])*)"|'([^']*)'|\\([^])/g, (_whole, double?: string, single?: string, escaped?: string) =>
        double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\])/g, '$1'),
      ),
    );
  }
  return end === value.length || value.trim() === '' ? words : undefined;
}

/** `3`, `3-5`, `1,3-5`; blanks may stand for the commas. */
function readLineRanges(value: string): readonly LineRange[] | undefined {
  const ranges = value
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => {
      const [, from = 0, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
      return { from: Number(from), to: Number(to) };
    });
  return ranges.length > 0 && ranges.every(({ from, to }) => from > 0 && to >= from) ? ranges : undefined;
}

/** What of a sample's output is the same each time and in each language. */

/** Samples that take minutes as they come: the tests that run all run them with less to do, or leave them to others. */
export const longSamples: Readonly<Record<string, (source: string) => string>> = {
  '08-sync-threads-async': (source) => source.replace(/\b(delay = )1\b/i, '$10.02'),
};

/** Lines in which a sample says itself that they differ between languages. */
const declared: Readonly<Record<string, readonly RegExp[]>> = {
  // A value crosses 10,000 levels at the cost of one only on weft; the twins have fewer levels and values.
  '03-yield-from': [/^.* levels down: sum \d+\n/gm],
  // Only C++ has threads here; and with them the table has a line more.
  '08-sync-threads-async': [/^threads.*\n/gm],
  '09-waiting-in-memory': [/^100 threads.*\n/gm],
  '10-cpu-bound': [/^threads.*\n/gm],
};

/** Without what may differ between languages, and from run to run. */
export function comparableTwin(sample: string, output: string): string {
  const text = comparable(sample, output);
  return (declared[sample] ?? []).reduce((rest, lines) => rest.replaceAll(lines, ''), text);
}

/** Without what may differ from run to run. */
export function comparable(sample: string, output: string): string {
  const text = withoutTimes(output);
  if (sample !== '04-await') return text;
  // Two tasks count side by side by clocks of their own: on a machine that stumbles one may get ahead of the other.
  const taskOf = (line: string): number => ['quick', 'slow'].indexOf(/^ *(\w+) \d+$/.exec(line)?.[1] ?? '');
  return text
    .split('\n')
    .sort((a, b) => taskOf(a) - taskOf(b))
    .join('\n');
}

/** Measured times and amounts; the table of a program with variants is nothing else but its names. */
export function withoutTimes(output: string): string {
  return output
    .replaceAll(/\b\d+(?:\.\d+)? ?(?:µs|ms|s)\b/g, '<time>')
    .replaceAll(/ +\d+\.\d +(?:[\d,]+|unknown)$/gm, ' <measured>');
}

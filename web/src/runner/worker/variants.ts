/**
 * What a program with variants prints and understands, the same in every language: a table of them all, `--variant=NAME` for
 * one, `--list-variants` for their names as JSON. (In C++ the runtime does this: wasm/src/variant.cpp.)
 */
export interface VariantRow {
  readonly name: string;
  readonly wallMs: number;
  /** Null where it cannot be known. */
  readonly peakBytes: number | null;
  /** What it failed with, if it did. */
  readonly failure: string | null;
}

export type VariantRequest =
  | { readonly what: 'list'; readonly text: string }
  | { readonly what: 'run'; readonly names: readonly string[] }
  | { readonly what: 'refuse'; readonly text: string };

export function readVariantArguments(args: readonly string[], all: readonly string[]): VariantRequest {
  const refuse = (why: string): VariantRequest => ({
    what: 'refuse',
    text: `${why}\nthe variants are:${all.map((name) => `\n  ${name}`).join('')}\n`,
  });
  const one = '--variant=';
  const names: string[] = [];
  for (const argument of args) {
    if (argument === '--list-variants') return { what: 'list', text: `${JSON.stringify(all)}\n` };
    if (!argument.startsWith(one)) {
      return refuse(`unknown argument "${argument}": --variant=NAME runs one variant, --list-variants names them`);
    }
    const name = argument.slice(one.length);
    if (!all.includes(name)) return refuse(`there is no variant "${name}"`);
    names.push(name);
  }
  return { what: 'run', names: names.length === 0 ? all : names };
}

export function variantTable(rows: readonly VariantRow[]): string {
  const width = Math.max(7, ...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, wallMs, peakBytes, failure }) => {
    if (failure !== null) return `${name.padEnd(width)}  failed: ${failure}`;
    const peak = peakBytes === null ? 'unknown' : peakBytes.toLocaleString('en');
    return name.padEnd(width) + wallMs.toFixed(1).padStart(13) + peak.padStart(16);
  });
  return [`${'variant'.padEnd(width)}      wall ms      peak bytes`, ...lines, ''].join('\n');
}

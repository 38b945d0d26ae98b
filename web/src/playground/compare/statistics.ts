/** What repeated measurements say: their middle and their spread, and whether repeated comparisons agree. */

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How many measurements it is of. */
  readonly count: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Null when one of the values is not known: half a set would look like a whole one. */
export function summarize(values: readonly (number | null)[]): Summary | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return { median: median(known), min: Math.min(...known), max: Math.max(...known), count: known.length };
}

/** How far the values lie apart, as a share of their middle: 0.05 is five percent. */
export function spread(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = median(values);
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / middle;
}

/** Whether an axis that holds all of them should be logarithmic: on a linear one the smallest could not be seen. */
export function needsLogarithmicAxis(values: readonly number[]): boolean {
  const positive = values.filter((value) => value > 0);
  return positive.length > 1 && positive.length === values.length && Math.max(...positive) / Math.min(...positive) >= 30;
}

/** What is compared, and what came out: plain data, kept, pinned, drawn and exported. */
import type { ProgramLanguage } from '../../protocol/language.js';
import { spread, summarize, type Summary } from './statistics.js';

/** One of the ways to do the work. */
export interface Contender {
  readonly language: ProgramLanguage;
  /** Null: the program has no variants and is run as a whole. */
  readonly variant: string | null;
}

/** One measured run, in an instance of its own. */
export interface Measurement {
  readonly wallMs: number;
  /** Null where it cannot be known. */
  readonly cpuMs: number | null;
  readonly peakBytes: number | null;
  /** The most requests under way at once. */
  readonly requests: number;
}

export interface Row {
  readonly contender: Contender;
  readonly measurements: readonly Measurement[];
  /** Why it could not be measured; null when it could. */
  readonly failure: string | null;
}

/** What every figure depends on. */
export interface Circumstances {
  readonly browser: string;
  /** Null where the browser does not tell. */
  readonly cores: number | null;
  readonly warmUps: number;
  readonly repetitions: number;
}

export interface Comparison {
  /** The sample it was made with. */
  readonly example: string;
  /** Equal for comparisons of the same sources under the same settings: only those are to agree. */
  readonly identity: string;
  readonly rows: readonly Row[];
  readonly circumstances: Circumstances;
}

export const metrics = ['wall', 'memory', 'cpu', 'requests'] as const;
export type Metric = (typeof metrics)[number];

export function contenderId({ language, variant }: Contender): string {
  return variant === null ? language : `${language}:${variant}`;
}

export function findRow(comparison: Comparison | null, contender: Contender): Row | undefined {
  const id = contenderId(contender);
  return comparison?.rows.find((row) => contenderId(row.contender) === id);
}

/** Whether a contender was run less often than the others, since it takes so long. */
export function hasLongRuns({ rows, circumstances }: Comparison): boolean {
  return rows.some(({ failure, measurements }) => failure === null && measurements.length < circumstances.repetitions);
}

/** Null when it is not known, or when nothing was measured. */
export function summaryOf(row: Row | undefined, metric: Metric): Summary | null {
  if (!row || row.failure !== null) return null;
  return summarize(
    row.measurements.map((measurement) => {
      switch (metric) {
        case 'wall':
          return measurement.wallMs;
        case 'memory':
          return measurement.peakBytes;
        case 'cpu':
          return measurement.cpuMs;
        case 'requests':
          return measurement.requests;
      }
    }),
  );
}

/** How many times as much as the baseline; null where either is not known or the baseline is nothing. */
export function ratioOf(row: Row | undefined, baseline: Row | undefined, metric: Metric): number | null {
  const [own, other] = [summaryOf(row, metric), summaryOf(baseline, metric)];
  return own === null || other === null || other.median === 0 ? null : own.median / other.median;
}

/** Comparisons are to agree within this. */
export const tolerance = 0.05;
/** As many are held against each other. */
export const comparedComparisons = 3;

export interface Agreement {
  /** How many comparisons there are to hold against each other. */
  readonly count: number;
  /** The contender whose medians lie farthest apart, and how far. Null when there is but one comparison. */
  readonly worst: { readonly contender: Contender; readonly spread: number } | null;
}

/** Holds the medians of the last comparisons that are like `latest` against each other. `history` ends with it. */
export function agreementOf(latest: Comparison, history: readonly Comparison[]): Agreement {
  const alike = history.filter(({ identity }) => identity === latest.identity).slice(-comparedComparisons);
  let worst: Agreement['worst'] = null;
  if (alike.length > 1) {
    for (const { contender } of latest.rows) {
      const medians = alike.flatMap((comparison) => summaryOf(findRow(comparison, contender), 'wall')?.median ?? []);
      const apart = spread(medians);
      if (medians.length > 1 && (worst === null || apart > worst.spread)) worst = { contender, spread: apart };
    }
  }
  return { count: alike.length, worst };
}

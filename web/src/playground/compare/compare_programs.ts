/**
 * Carries a comparison out: every run in a fresh instance, the contenders in turn, so that what slows the machine down for a
 * while slows all of them. Knows programs only as something to prepare and run.
 */
import { languageTitles, type ProgramLanguage } from '../../protocol/language.js';
import type { RunExit, VariantMeasurement } from '../../protocol/runner.js';
import { BoundedText } from '../session/bounded_text.js';
import type { Preparation, Programs } from '../session/programs.js';
import type { RunStatus } from '../status/run_status.js';
import { contenderId, type Circumstances, type Comparison, type Contender, type Measurement, type Row } from './comparison.js';
import { variantsIn } from './variants_in_source.js';

export interface ComparePlan {
  readonly example: string;
  /** The languages to compare, each with its source. */
  readonly sources: readonly { readonly language: ProgramLanguage; readonly source: string }[];
  /** What the reader does not want to see, by `contenderId`. */
  readonly left: ReadonlySet<string>;
  readonly circumstances: Circumstances;
}

export type CompareProgress =
  /** A program is compiled, downloaded or started. */
  | { readonly phase: 'preparing'; readonly language: ProgramLanguage; readonly status: RunStatus }
  | { readonly phase: 'running'; readonly contender: Contender; readonly done: number; readonly total: number };

export interface CompareOptions {
  readonly programs: Pick<Programs, 'prepare'>;
  /** Aborting ends the run that goes on, and rejects. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CompareProgress) => void;
}

/** What takes as long is run but once: a warm-up changes nothing about it, and nobody would wait for more. */
const longRunMs = 20_000;

type Start = Extract<Preparation, { ok: true }>['run'];

/** A contender while it is measured. */
interface Entry {
  readonly contender: Contender;
  readonly start: Start;
  readonly measurements: Measurement[];
  failure: string | null;
}

/** Rejects when it is aborted, and when a program cannot even be prepared for a reason that lies outside it. */
export async function comparePrograms(plan: ComparePlan, options: CompareOptions): Promise<Comparison> {
  const { warmUps, repetitions } = plan.circumstances;
  const entries: Entry[] = [];
  for (const { language, source } of plan.sources) entries.push(...(await enter(language, source, plan, options)));

  const wanted = entries.filter(({ failure }) => failure === null);
  // Python knows its peak only while it traces, which makes it slow: one run besides, whose time does not count.
  const traced = wanted.filter(({ contender }) => contender.language === 'python');
  const rounds = warmUps + repetitions;
  let total = wanted.length * rounds + traced.length;
  let done = 0;
  const measure = async (entry: Entry, traceMemory: boolean): Promise<Measurement | null> => {
    if (entry.failure !== null) return null;
    options.signal.throwIfAborted();
    options.onProgress({ phase: 'running', contender: entry.contender, done, total });
    done += 1;
    return runOnce(entry, traceMemory, options.signal);
  };

  const peaks = new Map<Entry, number | null>();
  for (const entry of traced) peaks.set(entry, (await measure(entry, true))?.peakBytes ?? null);
  const finished = new Set<Entry>();
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of wanted) {
      if (finished.has(entry)) continue;
      const measurement = await measure(entry, false);
      if (measurement === null) continue;
      if (measurement.wallMs >= longRunMs) {
        finished.add(entry);
        total -= rounds - 1 - round;
      } else if (round < warmUps) {
        continue;
      }
      entry.measurements.push({ ...measurement, peakBytes: measurement.peakBytes ?? peaks.get(entry) ?? null });
    }
  }
  return {
    example: plan.example,
    identity: JSON.stringify([plan.sources, [...plan.left].sort(), plan.circumstances]),
    rows: entries.map(({ contender, measurements, failure }): Row => ({ contender, measurements, failure })),
    circumstances: plan.circumstances,
  };
}

/** Prepares a language's program and finds the contenders in it. */
async function enter(language: ProgramLanguage, source: string, plan: ComparePlan, options: CompareOptions): Promise<Entry[]> {
  const { signal, programs } = options;
  const named = variantsIn(language, source);
  const isWanted = (contender: Contender) => !plan.left.has(contenderId(contender));
  const whole: Contender = { language, variant: null };
  // Nothing is prepared of which nothing is wanted.
  if (!(named.length === 0 ? [whole] : named.map((variant) => ({ language, variant }))).some(isWanted)) return [];
  const prepared = await programs.prepare(
    { example: plan.example, language, source },
    { signal, onStatus: (status) => options.onProgress({ phase: 'preparing', language, status }) },
  );
  signal.throwIfAborted();
  const noStart: Start = () => {
    throw new Error('there is no program');
  };
  const failed = (failure: string): Entry[] => [{ contender: whole, start: noStart, measurements: [], failure }];
  if (!prepared.ok) return failed(prepared.diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'did not compile');
  const entry = (contender: Contender): Entry => ({ contender, start: prepared.run, measurements: [], failure: null });
  if (named.length === 0) return [entry(whole)];

  const stdout = new BoundedText(1_000_000);
  const exit = await finish(prepared.run, signal, {
    args: ['--list-variants'],
    onOutput: (stream, text) => {
      if (stream === 'stdout') stdout.append(text);
    },
  });
  const listed = exit.exitCode === 0 ? readList(stdout.text) : null;
  if (listed === null) return failed(exit.message === '' ? `${languageTitles[language]}: --list-variants gave no list` : exit.message);
  return listed.map((variant) => ({ language, variant })).filter(isWanted).map(entry);
}

function readList(text: string): string[] | null {
  try {
    const list: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '');
    return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : null;
  } catch {
    return null;
  }
}

/** Null when it failed, which `entry` then says. */
async function runOnce(entry: Entry, traceMemory: boolean, signal: AbortSignal): Promise<Measurement | null> {
  const { variant } = entry.contender;
  const output = new BoundedText(100_000);
  let measured: VariantMeasurement | undefined;
  const exit = await finish(entry.start, signal, {
    args: variant === null ? [] : [`--variant=${variant}`],
    undisturbed: true,
    traceMemory,
    onVariant: (measurement) => (measured = measurement),
    onOutput: (_stream, text) => output.append(text),
  });
  if (exit.exitCode !== 0 || exit.reason !== 'exit' || (variant !== null && measured === undefined)) {
    entry.failure = exit.message || /failed: (.*)/.exec(output.text)?.[1] || `exit code ${exit.exitCode}`;
    return null;
  }
  return {
    wallMs: variant === null || measured === undefined ? exit.timings.runMs : measured.wallMs,
    cpuMs: measured?.cpuMs ?? null,
    peakBytes: measured?.peakBytes ?? null,
    requests: exit.requests.peak,
  };
}

async function finish(start: Start, signal: AbortSignal, options: Parameters<Start>[0]): Promise<RunExit> {
  signal.throwIfAborted();
  const run = start(options);
  const stop = (): void => run.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const exit = await run.finished;
    signal.throwIfAborted();
    return exit;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

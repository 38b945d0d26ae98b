import { describe, expect, test, vi } from 'vitest';
import type { Run, RunExit, RunOptions } from '../../../../web/src/protocol/runner.js';
import { comparePrograms, type ComparePlan, type CompareProgress } from '../../../../web/src/playground/compare/compare_programs.js';
import { CompareSession } from '../../../../web/src/playground/compare/compare_session.js';
import type { Preparation, ProgramSource } from '../../../../web/src/playground/session/programs.js';

const cppSource = 'weft::variant a{"a", [] {}};\nweft::variant b{"b", [] {}};\n';
const pythonSource = 'variants = {"a": f}\n';
const circumstances = { browser: 'Test 1', cores: 2, warmUps: 1, repetitions: 3 };

/** Programs whose variants take the milliseconds that the test says, and fail where it says so. */
class FakePrograms {
  readonly runs: string[] = [];
  readonly prepared: string[] = [];
  times: Record<string, number> = { a: 10, b: 20, whole: 5 };
  failing: string | null = null;
  listed: Record<string, readonly string[]> = { cpp: ['a', 'b'], python: ['a'] };
  hang = false;

  readonly prepare = async ({ language }: ProgramSource): Promise<Preparation> => {
    this.prepared.push(language);
    const run = (options: RunOptions): Run => this.#run(language, options);
    return { ok: true, run, diagnostics: [], timings: { compileMs: 0, linkMs: 0 } };
  };

  #run(language: string, { args = [], onVariant, onOutput, traceMemory, undisturbed }: RunOptions): Run {
    const exit = (rest: Partial<RunExit> = {}): RunExit => ({
      reason: 'exit',
      exitCode: 0,
      message: '',
      timings: { startMs: 1, runMs: this.times['whole'] ?? 0 },
      requests: { total: 3, peak: 2 },
      ...rest,
    });
    const [argument] = args;
    if (argument === '--list-variants') {
      onOutput?.('stdout', `${JSON.stringify(this.listed[language])}\n`);
      return { ...inert, finished: Promise.resolve(exit()), stop: () => undefined };
    }
    const name = argument?.replace('--variant=', '') ?? 'whole';
    expect(undisturbed).toBe(true);
    this.runs.push(`${language}:${name}${traceMemory === true ? ' traced' : ''}`);
    let stop: () => void = () => undefined;
    const finished = new Promise<RunExit>((resolve) => {
      stop = () => resolve(exit({ reason: 'stopped', exitCode: 130 }));
      if (this.hang) return;
      if (this.failing === name) {
        onOutput?.('stdout', `${name}  failed: out of thread\n`);
        resolve(exit({ exitCode: 1 }));
        return;
      }
      const wallMs = this.times[name] ?? 0;
      if (argument !== undefined) onVariant?.({ name, wallMs, peakBytes: traceMemory === true ? 4_096 : null, cpuMs: null });
      resolve(exit());
    });
    return { ...inert, finished, stop };
  }
}

const inert = { tasks: async () => [], cancelTask: async () => false };

function compare(programs: FakePrograms, plan: Partial<ComparePlan> = {}, abort = new AbortController()) {
  const progress: CompareProgress[] = [];
  const result = comparePrograms(
    {
      example: 'x',
      sources: [{ language: 'cpp', source: cppSource }, { language: 'python', source: pythonSource }],
      left: new Set(),
      circumstances,
      ...plan,
    },
    { programs, signal: abort.signal, onProgress: (each) => progress.push(each) },
  );
  return { result, progress };
}

describe('a comparison', () => {
  test('runs each in turn, so that a slow moment slows them all, and drops the warm-up', async () => {
    const programs = new FakePrograms();
    const { result, progress } = compare(programs);
    const { rows } = await result;
    const round = ['cpp:a', 'cpp:b', 'python:a'];
    expect(programs.runs).toEqual(['python:a traced', ...round, ...round, ...round, ...round]);
    expect(rows.map(({ measurements }) => measurements.length)).toEqual([3, 3, 3]);
    expect(rows[1]?.measurements[0]).toEqual({ wallMs: 20, cpuMs: null, peakBytes: null, requests: 2 });
    const running = progress.filter((each) => each.phase === 'running');
    expect(running.map(({ done, total }) => [done, total]).at(-1)).toEqual([12, 13]);
  });

  test('runs but once what takes twenty seconds', async () => {
    const programs = new FakePrograms();
    programs.times['b'] = 20_000;
    const { result, progress } = compare(programs, { sources: [{ language: 'cpp', source: cppSource }] });
    const { rows } = await result;
    expect(programs.runs).toEqual(['cpp:a', 'cpp:b', 'cpp:a', 'cpp:a', 'cpp:a']);
    expect(rows.map(({ measurements }) => measurements.length)).toEqual([3, 1]);
    const running = progress.filter((each) => each.phase === 'running');
    expect(running.map(({ done, total }) => [done, total]).at(-1)).toEqual([4, 5]);
  });

  test('takes Python’s memory from a run of its own, and its time from the others', async () => {
    const { rows } = await compare(new FakePrograms()).result;
    expect(rows[2]?.measurements).toEqual(Array(3).fill({ wallMs: 10, cpuMs: null, peakBytes: 4_096, requests: 2 }));
  });

  test('takes a program without variants as a whole, by the time that main ran', async () => {
    const programs = new FakePrograms();
    const { rows } = await compare(programs, { sources: [{ language: 'javascript', source: 'console.log(1)' }] }).result;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.contender).toEqual({ language: 'javascript', variant: null });
    expect(rows[0]?.measurements.map(({ wallMs }) => wallMs)).toEqual([5, 5, 5]);
  });

  test('believes the program, not its text, about which variants there are', async () => {
    const programs = new FakePrograms();
    programs.listed['cpp'] = ['b', 'made later'];
    const { rows } = await compare(programs, { sources: [{ language: 'cpp', source: cppSource }] }).result;
    expect(rows.map(({ contender }) => contender.variant)).toEqual(['b', 'made later']);
  });

  test('leaves out what is left out, and does not even prepare a language of which nothing is wanted', async () => {
    const programs = new FakePrograms();
    const { rows } = await compare(programs, { left: new Set(['cpp:a', 'python:a']) }).result;
    expect(rows.map(({ contender }) => contender.variant)).toEqual(['b']);
    expect(programs.prepared).toEqual(['cpp']);
  });

  test('goes on without what fails, and says why it failed', async () => {
    const programs = new FakePrograms();
    programs.failing = 'b';
    const { rows } = await compare(programs).result;
    expect(rows[1]).toMatchObject({ failure: 'out of thread', measurements: [] });
    expect(rows[0]?.measurements).toHaveLength(3);
    expect(programs.runs.filter((run) => run === 'cpp:b')).toHaveLength(1);
  });

  test('says of a program that does not compile what the compiler said', async () => {
    const programs = new FakePrograms();
    const message = 'expected expression';
    const prepare = async (): Promise<Preparation> => ({
      ok: false,
      diagnostics: [{ severity: 'error', message, file: 'main.cpp', range: null, notes: [], fixIts: [] }],
      timings: { compileMs: 1, linkMs: 0 },
    });
    const { rows } = await comparePrograms(
      { example: 'x', sources: [{ language: 'cpp', source: cppSource }], left: new Set(), circumstances },
      { programs: { prepare }, signal: new AbortController().signal, onProgress: () => undefined },
    );
    expect(rows).toEqual([{ contender: { language: 'cpp', variant: null }, measurements: [], failure: message }]);
    expect(programs.runs).toEqual([]);
  });

  test('ends at once when it is stopped', async () => {
    const programs = new FakePrograms();
    programs.hang = true;
    const abort = new AbortController();
    const { result } = compare(programs, {}, abort);
    await vi.waitFor(() => expect(programs.runs).toHaveLength(1));
    abort.abort();
    await expect(result).rejects.toThrow();
    expect(programs.runs).toHaveLength(1);
  });
});

describe('a session', () => {
  const plan: ComparePlan = { example: 'x', sources: [{ language: 'cpp', source: cppSource }], left: new Set(), circumstances };

  test('keeps what came out, and holds a later one against what is pinned', async () => {
    const session = new CompareSession();
    const programs = new FakePrograms();
    await session.compare(plan, programs);
    const first = session.latest;
    expect(session.agreement).toEqual({ count: 1, worst: null });
    session.pin();
    expect(session.against).toBeNull(); // there is nothing later yet
    programs.times = { a: 5, b: 20 };
    await session.compare({ ...plan, sources: [{ language: 'cpp', source: `${cppSource}\n` }] }, programs);
    expect(session.against).toBe(first);
    const [a] = session.latest?.rows ?? [];
    expect(a && session.pinnedRow(a)?.measurements[0]?.wallMs).toBe(10);
    expect(session.agreement?.count).toBe(1); // of another source
    session.unpin();
    expect(session.against).toBeNull();
  });

  test('tells when repeated comparisons disagree', async () => {
    const session = new CompareSession();
    const programs = new FakePrograms();
    await session.compare(plan, programs);
    await session.compare(plan, programs);
    expect(session.agreement?.worst?.spread).toBe(0);
    programs.times = { a: 11, b: 20 };
    await session.compare(plan, programs);
    expect(session.agreement).toMatchObject({ count: 3, worst: { contender: { variant: 'a' } } });
    expect(session.agreement?.worst?.spread).toBeCloseTo(0.1);
  });

  test('takes what was chosen for the baseline as long as it can', async () => {
    const session = new CompareSession();
    const programs = new FakePrograms();
    await session.compare(plan, programs);
    expect(session.baseline?.contender.variant).toBe('a');
    session.baselineId = 'cpp:b';
    expect(session.baseline?.contender.variant).toBe('b');
    programs.failing = 'b';
    await session.compare(plan, programs);
    expect(session.baseline?.contender.variant).toBe('a');
  });

  test('keeps nothing of a comparison that was stopped', async () => {
    const session = new CompareSession();
    const programs = new FakePrograms();
    programs.hang = true;
    const ended = session.compare(plan, programs);
    await vi.waitFor(() => expect(programs.runs).toHaveLength(1));
    expect(session.isWorking).toBe(true);
    session.stop();
    await ended;
    expect(session.state.value).toEqual({ phase: 'stopped' });
    expect(session.latest).toBeNull();
  });
});

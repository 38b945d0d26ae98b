import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { BuildOptions, BuildResult, Compiler } from '../../../web/src/protocol/compiler.js';
import type { Diagnostic } from '../../../web/src/protocol/diagnostics.js';
import type { RunExit, Runner, RunOptions } from '../../../web/src/protocol/runner.js';
import type { LoadProgress } from '../../../web/src/runner/python_files.js';
import { PrebuiltPrograms } from '../../../web/src/playground/session/prebuilt.js';
import { Programs, type ProgramSource } from '../../../web/src/playground/session/programs.js';
import { RunSession } from '../../../web/src/playground/session/run_session.js';
import type { RunStatus } from '../../../web/src/playground/status/run_status.js';

const original = 'original';
const cpp = (source: string): ProgramSource => ({ example: 'sample', language: 'cpp', source });
const prebuiltProgram = new Uint8Array([1]);
const compiledProgram = new Uint8Array([2]);

const error: Diagnostic = {
  severity: 'error',
  message: 'expected expression',
  file: 'main.cpp',
  range: { line: 1, column: 1, endLine: 1, endColumn: 2 },
  notes: [],
  fixIts: [],
};

class FakeCompiler implements Compiler {
  loaded = true;
  build = vi.fn(async (_source: string, options: BuildOptions = {}): Promise<BuildResult> => {
    options.onProgress?.({ stage: 'compiling' });
    options.onProgress?.({ stage: 'linking' });
    return { ok: true, wasm: compiledProgram.slice(), diagnostics: [], timings: { compileMs: 300, linkMs: 80 } };
  });
  load = vi.fn(async () => undefined);
  dispose = vi.fn();
}

/** Programs that do what the test says. */
class FakeRunner<Program = Uint8Array<ArrayBuffer>> implements Runner<Program> {
  readonly started: { program: Program; options: RunOptions; end: (exit: Partial<RunExit>) => void }[] = [];
  warm = async (): Promise<void> => undefined;
  dispose = () => undefined;
  run(program: Program, options: RunOptions = {}) {
    let end: (exit: Partial<RunExit>) => void = () => undefined;
    const finished = new Promise<RunExit>((resolve) => {
      end = (exit) => resolve({ reason: 'exit', exitCode: 0, message: '', timings: { startMs: 5, runMs: 12 }, requests: { total: 0, peak: 0 }, ...exit });
    });
    this.started.push({ program, options, end });
    options.onStart?.();
    return {
      finished,
      stop: () => end({ reason: 'stopped', exitCode: 130 }),
      tasks: async () => [],
      cancelTask: async () => false,
    };
  }
  async latest() {
    await vi.waitFor(() => expect(this.started.length).toBeGreaterThan(0));
    return this.started.at(-1)!;
  }
}

let compiler: FakeCompiler;
let runner: FakeRunner;
let python: FakeRunner<string>;
let javascript: FakeRunner<string>;
let pythonProgress: (progress: LoadProgress) => void;
let phases: RunStatus['phase'][];
let output: string[];
let shown: (readonly Diagnostic[])[];
let fetchAsset: ReturnType<typeof vi.fn<() => Promise<Uint8Array<ArrayBuffer>>>>;
let session: RunSession;
const readLine = vi.fn(async (): Promise<string | null> => 'typed');
const cancelReadLine = vi.fn();

beforeEach(() => {
  vi.clearAllMocks();
  compiler = new FakeCompiler();
  runner = new FakeRunner();
  phases = [];
  output = [];
  shown = [];
  fetchAsset = vi.fn(async () => prebuiltProgram.slice());
  python = new FakeRunner<string>();
  javascript = new FakeRunner<string>();
  const prebuilt = new PrebuiltPrograms({
    samples: { sample: { sourceHash: original, wasm: { path: 'p', bytes: 1, encoding: 'identity' } } },
    fetchAsset,
    hash: async (text) => text,
  });
  const onPythonProgress = (watcher: (progress: LoadProgress) => void) => {
    pythonProgress = watcher;
    return () => undefined;
  };
  session = new RunSession({
    programs: new Programs({ compiler, runners: { cpp: runner, python, javascript, onPythonProgress }, prebuilt }),
    onStatus: (status) => phases.push(status.phase),
    onOutput: (stream, text) => output.push(`${stream}: ${text}`),
    onDiagnostics: (diagnostics) => shown.push(diagnostics),
    readLine,
    cancelReadLine,
  });
});

test('arguments reach the program', async () => {
  const result = session.run(cpp(original), ['--variant=async']);
  const program = await runner.latest();
  expect(program.options.args).toEqual(['--variant=async']);
  program.end({});
  await result;
});

test('an unedited sample runs from its prebuilt program, without the compiler', async () => {
  const result = session.run(cpp(original));
  const program = await runner.latest();
  expect(program.program).toEqual(prebuiltProgram);
  program.options.onOutput?.('stdout', 'hello\n');
  program.options.onOutput?.('stderr', 'careful\n');
  program.end({ exitCode: 3 });
  expect(await result).toEqual({
    exitCode: 3,
    reason: 'exit',
    message: '',
    stdout: 'hello\n',
    stderr: 'careful\n',
    diagnostics: [],
    timings: { compileMs: 0, linkMs: 0, startMs: 5, runMs: 12 },
  });
  expect(output).toEqual(['stdout: hello\n', 'stderr: careful\n']);
  expect(phases).toEqual(['preparing', 'starting', 'running', 'exited']);
  expect(compiler.build).not.toHaveBeenCalled();
  expect(program.options.args).toEqual([]);
});

test('an edited sample is compiled, linked and run', async () => {
  const result = session.run(cpp('edited'));
  const program = await runner.latest();
  expect(program.program).toEqual(compiledProgram);
  program.end({});
  expect((await result).timings).toEqual({ compileMs: 300, linkMs: 80, startMs: 5, runMs: 12 });
  expect(phases).toEqual(['preparing', 'compiling', 'linking', 'starting', 'running', 'exited']);
});

test('a prebuilt program that cannot be fetched is compiled instead', async () => {
  fetchAsset.mockRejectedValue(new Error('404'));
  const result = session.run(cpp(original));
  (await runner.latest()).end({});
  expect((await result).exitCode).toBe(0);
  expect(compiler.build).toHaveBeenCalledTimes(1);
});

test('a program that does not compile never starts', async () => {
  compiler.build.mockResolvedValue({ ok: false, diagnostics: [error], timings: { compileMs: 100, linkMs: 0 } });
  const result = await session.run(cpp('edited'));
  expect(result).toMatchObject({ exitCode: 1, reason: 'not-compiled', diagnostics: [error], timings: { compileMs: 100 } });
  expect(shown).toEqual([[error]]);
  expect(session.status).toEqual({ phase: 'not-compiled', errors: 1, warnings: 0 });
  expect(runner.started).toHaveLength(0);
});

test('a compiler that cannot be downloaded is told as a failure with its reason', async () => {
  compiler.build.mockRejectedValue(new Error('The compiler could not be downloaded.'));
  const result = await session.run(cpp('edited'));
  expect(result).toMatchObject({ exitCode: 1, reason: 'failed', message: 'The compiler could not be downloaded.' });
  expect(session.status.phase).toBe('failed');
});

test.each(['exception', 'trap', 'failed'] as const)('an end by %s is told with its message', async (reason) => {
  const result = session.run(cpp(original));
  (await runner.latest()).end({ reason, exitCode: 1, message: 'why' });
  expect(await result).toMatchObject({ reason, message: 'why' });
  expect(session.status).toEqual({ phase: reason, message: 'why' });
});

describe('stop', () => {
  test('ends a running program', async () => {
    const result = session.run(cpp(original));
    await runner.latest();
    session.stop();
    session.stop();
    expect(await result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    expect(session.status.phase).toBe('stopped');
  });

  test('aborts a compilation', async () => {
    compiler.build.mockImplementation(
      (_source, { signal } = {}) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    const result = session.run(cpp('edited'));
    await vi.waitFor(() => expect(compiler.build).toHaveBeenCalled());
    session.stop();
    expect(await result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    expect(session.status).toEqual({ phase: 'stopped', runMs: null });
  });

  test('does nothing when nothing runs', () => {
    session.stop();
    expect(session.status.phase).toBe('ready');
  });
});

test('a run while another is going on stops that one first', async () => {
  const first = session.run(cpp(original));
  const firstProgram = await runner.latest();
  const second = session.run(cpp('edited'));
  expect(await first).toMatchObject({ reason: 'stopped' });
  await vi.waitFor(() => expect(runner.started).toHaveLength(2));
  firstProgram.options.onOutput?.('stdout', 'late');
  runner.started[1]?.end({});
  expect(await second).toMatchObject({ reason: 'exit', stdout: '' });
  expect(output).toEqual([]);
});

test('of three runs asked for at once only the last program starts', async () => {
  const runs = ['a', 'b', 'c'].map((source) => session.run(cpp(source)));
  (await runner.latest()).end({});
  expect((await Promise.all(runs)).map(({ reason }) => reason)).toEqual(['stopped', 'stopped', 'exit']);
  expect(compiler.build.mock.calls.map(([source]) => source)).toEqual(['c']);
});

test('a program that reads a line gets it, and the status tells of the waiting', async () => {
  const result = session.run(cpp(original));
  const { options, end } = await runner.latest();
  expect(await options.readLine?.()).toBe('typed');
  expect(phases.slice(-2)).toEqual(['waiting-for-input', 'running']);
  end({});
  await result;
  expect(cancelReadLine).toHaveBeenCalledTimes(1);
});

test('a program that ends while it waits for a line does not seem to run on', async () => {
  let answer: (line: string | null) => void = () => undefined;
  readLine.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  cancelReadLine.mockImplementationOnce(() => answer(null));
  const result = session.run(cpp(original));
  const { options } = await runner.latest();
  const line = options.readLine?.();
  session.stop();
  await result;
  expect(await line).toBeNull();
  expect(session.status.phase).toBe('stopped');
});

test('the end of the last run can be forgotten, a run that is going on cannot', async () => {
  const result = session.run(cpp(original));
  const program = await runner.latest();
  session.forget();
  expect(session.status.phase).toBe('running');
  program.end({});
  await result;
  session.forget();
  expect(session.status.phase).toBe('ready');
});

test('a script is run as it is, without the compiler', async () => {
  const result = session.run({ example: 'sample', language: 'javascript', source: 'console.log(1)' });
  const program = await javascript.latest();
  expect(program.program).toBe('console.log(1)');
  program.end({ exitCode: 0 });
  expect((await result).exitCode).toBe(0);
  expect(phases).toEqual(['preparing', 'starting', 'running', 'exited']);
  expect(compiler.build).not.toHaveBeenCalled();
});

test('Python is waited for, with its download told', async () => {
  let ready: () => void = () => undefined;
  python.warm = () => new Promise<void>((resolve) => (ready = resolve));
  const result = session.run({ example: 'sample', language: 'python', source: 'print(1)' });
  await vi.waitFor(() => expect(phases.at(-1)).toBe('starting-python'));
  pythonProgress({ loadedBytes: 1, totalBytes: 4 });
  expect(session.status).toEqual({ phase: 'downloading', what: 'python', loadedBytes: 1, totalBytes: 4 });
  pythonProgress({ loadedBytes: 4, totalBytes: 4 });
  ready();
  (await python.latest()).end({});
  await result;
  expect(phases).toEqual(['preparing', 'starting-python', 'downloading', 'starting-python', 'starting', 'running', 'exited']);
});

test('Stop ends the wait for Python', async () => {
  python.warm = () => new Promise<void>(() => undefined);
  const result = session.run({ example: 'sample', language: 'python', source: 'print(1)' });
  await vi.waitFor(() => expect(phases.at(-1)).toBe('starting-python'));
  session.stop();
  expect(await result).toMatchObject({ reason: 'stopped', exitCode: 130 });
  expect(python.started).toHaveLength(0);
});

import { describe, expect, it, vi } from 'vitest';
import type { PageMessage, ProgramMessage } from '../../../web/src/protocol/program_messages.js';
import type { RunOptions } from '../../../web/src/protocol/runner.js';
import type { NetworkBroker } from '../../../web/src/runner/network_broker.js';
import { ProgramRun } from '../../../web/src/runner/program_run.js';

const startMessage = ({ args = [] }: RunOptions = {}): PageMessage => ({ type: 'run', wasm: new Uint8Array([0, 1]), args, jspi: undefined });

/** A run whose worker is the test. */
function begin(options: RunOptions = {}) {
  const output: string[] = [];
  const toldWorker: PageMessage[] = [];
  const broker = { start: vi.fn(), pull: vi.fn(), abort: vi.fn(), close: vi.fn(), counts: { total: 7, peak: 3 } } satisfies NetworkBroker;
  const port = {
    postMessage: (message: PageMessage) => void toldWorker.push(message),
    onmessage: null as ((event: { data: unknown }) => void) | null,
    onmessageerror: null,
  };
  const worker = { port: port as unknown as MessagePort, onFailure: (_reason: string) => {}, terminate: vi.fn() };
  const run = new ProgramRun({
    ...options,
    onOutput: (stream, text) => void output.push(`${stream}:${text}`),
    createBroker: () => broker,
  });
  run.begin(worker, { message: startMessage(options) });
  return {
    run,
    worker,
    broker,
    output,
    toldWorker,
    says: (message: ProgramMessage) => port.onmessage?.({ data: message }),
    saysAnything: (data: unknown) => port.onmessage?.({ data }),
  };
}

const text = (value: string) => new TextEncoder().encode(value);

describe('the end of a run', () => {
  it('is main’s value', async () => {
    const { run, worker, broker, says } = begin();
    says({ type: 'started' });
    says({ type: 'ended', ending: { how: 'exit', exitCode: 3 }, runMs: 12 });
    expect(await run.finished).toMatchObject({ reason: 'exit', exitCode: 3, message: '', timings: { runMs: 12 }, requests: { total: 7, peak: 3 } });
    expect(worker.terminate).toHaveBeenCalledOnce();
    expect(broker.close).toHaveBeenCalledOnce();
  });

  it('is an exception with its type and text', async () => {
    const { run, says } = begin();
    says({ type: 'ended', ending: { how: 'exception', exceptionType: 'std::runtime_error', what: 'boom' }, runMs: 1 });
    expect(await run.finished).toMatchObject({ reason: 'exception', exitCode: 1, message: 'std::runtime_error: boom' });
  });

  it('is a trap in words', async () => {
    const { run, says } = begin();
    says({ type: 'ended', ending: { how: 'trap', name: 'RuntimeError', message: 'divide by zero', stack: '' }, runMs: 1 });
    expect(await run.finished).toMatchObject({ reason: 'trap', exitCode: 134, message: 'Integer division by zero' });
  });

  it('comes at once by stop, however often, and nothing after it counts', async () => {
    const { run, worker, output, says } = begin();
    says({ type: 'started' });
    run.stop();
    run.stop();
    says({ type: 'output', pieces: [{ stream: 'stdout', bytes: text('late') }] });
    says({ type: 'ended', ending: { how: 'exit', exitCode: 0 }, runMs: 1 });
    expect(await run.finished).toMatchObject({ reason: 'stopped', exitCode: 130 });
    expect(worker.terminate).toHaveBeenCalledOnce();
    expect(output).toEqual([]);
  });

  it('by stop before there is a worker ends the worker that comes', async () => {
    const run = new ProgramRun({ createBroker: () => ({ start() {}, pull() {}, abort() {}, close() {}, counts: { total: 0, peak: 0 } }) });
    run.stop();
    const terminate = vi.fn();
    run.begin({ port: new MessageChannel().port1, onFailure: () => {}, terminate }, { message: startMessage() });
    expect((await run.finished).reason).toBe('stopped');
    expect(terminate).toHaveBeenCalledOnce();
  });

  it('is a failure when the worker breaks', async () => {
    const { run, worker } = begin();
    worker.onFailure('out of memory');
    expect(await run.finished).toMatchObject({ reason: 'failed', message: expect.stringContaining('out of memory') });
  });
});

describe('output', () => {
  it('never cuts a character, whatever the pieces, and keeps the streams apart', () => {
    const { output, says } = begin();
    const [first, second, third] = text('한');
    says({ type: 'output', pieces: [{ stream: 'stdout', bytes: Uint8Array.of(first!, second!) }] });
    says({ type: 'output', pieces: [{ stream: 'stderr', bytes: text('!') }, { stream: 'stdout', bytes: Uint8Array.of(third!) }] });
    expect(output).toEqual(['stderr:!', 'stdout:한']);
  });

  it('shows a character that the end itself cut as a replacement', () => {
    const { run, output, says } = begin();
    says({ type: 'output', pieces: [{ stream: 'stdout', bytes: text('한').slice(0, 1) }] });
    run.stop();
    expect(output).toEqual(['stdout:\ufffd']);
  });
});

describe('a worker that is not to be trusted', () => {
  it.each([
    ['no message at all', undefined],
    ['an unknown message', { type: 'sudo' }],
    ['output that is no bytes', { type: 'output', pieces: [{ stream: 'stdout', bytes: 'text' }] }],
    ['output for no stream', { type: 'output', pieces: [{ stream: 'stdin', bytes: new Uint8Array(1) }] }],
    ['too much at once', { type: 'output', pieces: [{ stream: 'stdout', bytes: new Uint8Array(2 << 20) }] }],
    ['a time that is none', { type: 'ended', ending: { how: 'exit', exitCode: 0 }, runMs: Number.NaN }],
    ['a request of the wrong form', { type: 'fetch', id: 1, url: 'x', method: 'GET', headers: 'none', body: null, redirect: 'follow' }],
  ])('fails the run by %s', async (_what, message) => {
    const { run, worker, saysAnything } = begin();
    saysAnything(message);
    expect(await run.finished).toMatchObject({ reason: 'failed', message: expect.stringContaining('tampered') });
    expect(worker.terminate).toHaveBeenCalledOnce();
  });

  it('cannot start twice', () => {
    const onStart = vi.fn();
    const { says } = begin({ onStart });
    says({ type: 'started' });
    says({ type: 'started' });
    expect(onStart).toHaveBeenCalledOnce();
  });

  it('may answer a question that nobody asked', () => {
    const { says } = begin();
    says({ type: 'task-cancelled', id: 99, cancelled: true });
    says({ type: 'inspection-failed', id: 99, message: 'x' });
  });
});

describe('input', () => {
  it('gives a line to whoever asked for it', async () => {
    const { says, toldWorker } = begin({ readLine: () => Promise.resolve('hello') });
    says({ type: 'read-line', id: 4 });
    await vi.waitFor(() => expect(toldWorker.at(-1)).toEqual({ type: 'line', id: 4, text: 'hello' }));
  });

  it('is at its end where nobody can type', async () => {
    const { says, toldWorker } = begin();
    says({ type: 'read-line', id: 1 });
    await vi.waitFor(() => expect(toldWorker.at(-1)).toEqual({ type: 'line', id: 1, text: null }));
  });
});

describe('inspection', () => {
  const task = { id: 1, name: 'main', state: 'pending', waitingOn: 'sleep', createdAt: 'main.cpp:3' } as const;

  it('waits for the start, then answers each question', async () => {
    const { run, says, toldWorker } = begin();
    const tasks = run.tasks();
    await Promise.resolve();
    expect(toldWorker.map(({ type }) => type)).toEqual(['run']);
    says({ type: 'started' });
    await vi.waitFor(() => expect(toldWorker.at(-1)).toEqual({ type: 'tasks', id: 1 }));
    says({ type: 'tasks', id: 1, tasks: [task] });
    expect(await tasks).toEqual([task]);

    const cancelled = run.cancelTask(7);
    await vi.waitFor(() => expect(toldWorker.at(-1)).toEqual({ type: 'cancel-task', id: 2, task: 7 }));
    says({ type: 'task-cancelled', id: 2, cancelled: false });
    expect(await cancelled).toBe(false);
  });

  it('rejects when the program ends first, and after it', async () => {
    const { run, says } = begin();
    says({ type: 'started' });
    const open = expect(run.tasks()).rejects.toThrow(/ended/);
    await Promise.resolve();
    run.stop();
    await open;
    await expect(run.tasks()).rejects.toThrow(/ended/);
  });

  it('rejects when the program never started', async () => {
    const { run } = begin();
    const open = expect(run.tasks()).rejects.toThrow(/ended/);
    run.fail('no worker');
    await open;
  });
});

describe('variants', () => {
  it('are told as each ends, with what is known of them', () => {
    const onVariant = vi.fn();
    const { says } = begin({ onVariant });
    says({ type: 'variant', name: 'async', wallMs: 1012.5, peakBytes: 40_960, cpuMs: null });
    says({ type: 'variant', name: 'sync', wallMs: 9_000, peakBytes: null, cpuMs: 3 });
    expect(onVariant.mock.calls).toEqual([
      [{ name: 'async', wallMs: 1012.5, peakBytes: 40_960, cpuMs: null }],
      [{ name: 'sync', wallMs: 9_000, peakBytes: null, cpuMs: 3 }],
    ]);
  });

  it('are chosen by arguments, which go to the program', () => {
    const { toldWorker } = begin({ args: ['--variant=async'] });
    expect(toldWorker[0]).toMatchObject({ type: 'run', args: ['--variant=async'] });
  });

  it.each([
    ['a time', { wallMs: Infinity }],
    ['an amount of memory', { peakBytes: -1 }],
    ['a name', { name: 'x'.repeat(5_000) }],
  ])('fail the run when they tell %s that is none', async (_what, wrong) => {
    const onVariant = vi.fn();
    const { run, saysAnything } = begin({ onVariant });
    saysAnything({ type: 'variant', name: 'async', wallMs: 1, peakBytes: null, cpuMs: null, ...wrong });
    expect(await run.finished).toMatchObject({ reason: 'failed' });
    expect(onVariant).not.toHaveBeenCalled();
  });
});

it('hands requests to the broker', () => {
  const { broker, says } = begin();
  says({ type: 'fetch', id: 1, url: '/httpbin/get', method: 'GET', headers: [['a', 'b']], body: null, redirect: 'follow' });
  says({ type: 'fetch-pull', id: 1 });
  says({ type: 'fetch-abort', id: 1 });
  expect(broker.start).toHaveBeenCalledWith(expect.objectContaining({ url: '/httpbin/get' }));
  expect(broker.pull).toHaveBeenCalledWith(1);
  expect(broker.abort).toHaveBeenCalledWith(1);
});

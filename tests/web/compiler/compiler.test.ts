import { describe, expect, test, vi } from 'vitest';
import { createCompiler } from '../../../web/src/compiler/index.js';
import type { FromWorker, ToWorker } from '../../../web/src/compiler/worker_messages.js';
import type { CompilerProgress } from '../../../web/src/protocol/compiler.js';
import type { ProgramManifest } from '../../../web/src/protocol/program.js';

const file = { path: 'x', bytes: 1, encoding: 'identity' } as const;
const manifest: ProgramManifest = { version: 1, glue: 'glue.js', threadsGlue: 'threads.js', compiler: { files: {}, pch: file, sysroot: file, threads: file }, samples: {} };

/** A worker whose side of the conversation the test speaks. */
class FakeWorker extends EventTarget {
  readonly received: ToWorker[] = [];
  terminated = false;
  postMessage(message: ToWorker) {
    this.received.push(message);
  }
  terminate() {
    this.terminated = true;
  }
  say(message: FromWorker) {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }
  last<Type extends ToWorker['type']>(type: Type): Extract<ToWorker, { type: Type }> {
    return this.received.findLast((message): message is Extract<ToWorker, { type: Type }> => message.type === type)!;
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const compiler = createCompiler({
    manifest,
    baseUrl: 'https://example.test/site/',
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker as unknown as Worker;
    },
  });
  return { compiler, workers };
}

const loadedFiles = {
  core: new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])),
  precompiled: new Blob(['pch']),
  sysroot: new Blob(['pack']),
  threads: null,
};

const built = (id: number): FromWorker => ({ type: 'built', id, wasm: new Uint8Array([1]), diagnostics: [], timings: { compileMs: 1, linkMs: 2 } });

/** Lets what promises have queued run. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('the compiler, towards the page', () => {
  test('starts its worker at the first need, and once', async () => {
    const { compiler, workers } = setUp();
    expect(workers).toHaveLength(0);
    const both = Promise.all([compiler.load(), compiler.load()]);
    expect(workers).toHaveLength(1);
    expect(compiler.loaded).toBe(false);
    workers[0]!.say({ type: 'loaded' });
    await both;
    expect(compiler.loaded).toBe(true);
    expect(workers[0]!.last('load').folder).toBe('https://example.test/site/program/');
  });

  test('tells how the download goes, also to those who ask later', async () => {
    const { compiler, workers } = setUp();
    const first: CompilerProgress[] = [];
    const second: CompilerProgress[] = [];
    void compiler.load({ onProgress: (progress) => first.push(progress) });
    workers[0]!.say({ type: 'progress', loadedBytes: 5, totalBytes: 9 });
    void compiler.load({ onProgress: (progress) => second.push(progress) });
    workers[0]!.say({ type: 'starting' });
    expect(first).toEqual([{ stage: 'downloading', loadedBytes: 0, totalBytes: 0 }, { stage: 'downloading', loadedBytes: 5, totalBytes: 9 }, { stage: 'starting' }]);
    expect(second).toEqual([{ stage: 'downloading', loadedBytes: 5, totalBytes: 9 }, { stage: 'starting' }]);
  });

  test('builds one source after the other', async () => {
    const { compiler, workers } = setUp();
    const one = compiler.build('1');
    const two = compiler.build('2');
    await settle();
    const [worker] = workers;
    worker!.say({ type: 'loaded' });
    await settle();
    expect(worker!.received.filter(({ type }) => type === 'build')).toHaveLength(1);
    worker!.say(built(worker!.last('build').id));
    expect(await one).toMatchObject({ ok: true, timings: { compileMs: 1, linkMs: 2 } });
    await settle();
    expect(worker!.last('build').source).toBe('2');
    worker!.say(built(worker!.last('build').id));
    expect((await two).ok).toBe(true);
  });

  test('ends a build that is stopped, and gives the next worker what was loaded', async () => {
    const { compiler, workers } = setUp();
    const controller = new AbortController();
    const stopped = compiler.build('for ever', { signal: controller.signal });
    await settle();
    workers[0]!.say({ type: 'files', files: loadedFiles });
    workers[0]!.say({ type: 'loaded' });
    await settle();
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(workers[0]!.terminated).toBe(true);
    expect(workers).toHaveLength(2);
    expect(workers[1]!.last('load').kept?.core).toBe(loadedFiles.core);

    workers[1]!.say({ type: 'loaded' });
    const next = compiler.build('next');
    await settle();
    workers[1]!.say(built(workers[1]!.last('build').id));
    expect((await next).ok).toBe(true);
  });

  test('keeps downloading when only the wait for it is stopped', async () => {
    const { compiler, workers } = setUp();
    const controller = new AbortController();
    const stopped = compiler.build('x', { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(workers[0]!.terminated).toBe(false);
  });

  test('a failed download rejects in words, and the next call tries again', async () => {
    const { compiler, workers } = setUp();
    const failed = compiler.load();
    workers[0]!.say({ type: 'load-failed', message: 'no network' });
    await expect(failed).rejects.toThrow('The compiler could not be loaded: no network');
    expect(workers[0]!.terminated).toBe(true);
    const again = compiler.load();
    expect(workers).toHaveLength(2);
    workers[1]!.say({ type: 'loaded' });
    await again;
  });

  test('a crash of clang rejects the build and costs the worker only', async () => {
    const { compiler, workers } = setUp();
    const crashed = compiler.build('x');
    await settle();
    workers[0]!.say({ type: 'files', files: loadedFiles });
    workers[0]!.say({ type: 'loaded' });
    await settle();
    workers[0]!.say({ type: 'crashed', id: workers[0]!.last('build').id, message: 'clang++ crashed: unreachable' });
    await expect(crashed).rejects.toThrow('The compiler failed on this program: clang++ crashed: unreachable');
    void compiler.load().catch(() => undefined);
    expect(workers[1]!.last('load').kept?.core).toBe(loadedFiles.core);
  });

  test('a worker that cannot start is a rejection, not an uncaught error', async () => {
    const { compiler, workers } = setUp();
    const failed = compiler.load();
    const event = Object.assign(new Event('error', { cancelable: true }), { message: 'blocked' });
    workers[0]!.dispatchEvent(event);
    await expect(failed).rejects.toThrow(/blocked/);
    expect(event.defaultPrevented).toBe(true);
  });

  test('nobody need be listening when it fails', async () => {
    const { compiler, workers } = setUp();
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    void compiler.load().catch(() => undefined);
    workers[0]!.say({ type: 'load-failed', message: 'no network' });
    await settle();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

import { describe, expect, test } from 'vitest';
import { BuildingAhead } from '../../../web/src/compiler/building_ahead.js';
import type { BuildOptions, BuildResult, Compiler, CompilerProgress } from '../../../web/src/protocol/compiler.js';

/** A compiler whose builds the test ends. */
class ManualCompiler implements Compiler {
  loaded = true;
  readonly builds: { source: string; options: BuildOptions; finish: (result?: BuildResult) => void; fail: (reason: Error) => void }[] = [];
  load() {
    return Promise.resolve();
  }
  build(source: string, options: BuildOptions = {}) {
    return new Promise<BuildResult>((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
      this.builds.push({ source, options, finish: (result = program(source)) => resolve(result), fail: reject });
    });
  }
  dispose() {}
}

const program = (source: string): BuildResult => ({
  ok: true,
  wasm: new TextEncoder().encode(source),
  diagnostics: [],
  timings: { compileMs: 5, linkMs: 2 },
});

function setUp() {
  const inner = new ManualCompiler();
  return { inner, compiler: new BuildingAhead(inner) };
}

describe('a compiler that builds ahead', () => {
  test('has the program for whoever asks for that source later', async () => {
    const { inner, compiler } = setUp();
    const ahead = compiler.buildAhead('a');
    inner.builds[0]!.finish();
    await ahead;
    expect(await compiler.build('a')).toEqual(program('a'));
    expect(inner.builds).toHaveLength(1);
  });

  test('lets whoever asks meanwhile wait for the same build, and tells how it stands', async () => {
    const { inner, compiler } = setUp();
    void compiler.buildAhead('a');
    inner.builds[0]!.options.onProgress?.({ stage: 'compiling' });
    const stages: CompilerProgress[] = [];
    const asked = compiler.build('a', { onProgress: (progress) => stages.push(progress) });
    inner.builds[0]!.options.onProgress?.({ stage: 'linking' });
    inner.builds[0]!.finish();
    expect(await asked).toEqual(program('a'));
    expect(stages).toEqual([{ stage: 'compiling' }, { stage: 'linking' }]);
    expect(inner.builds).toHaveLength(1);
  });

  test('gives up what nobody asked for when another source is asked for', async () => {
    const { inner, compiler } = setUp();
    const ahead = compiler.buildAhead('a');
    const asked = compiler.build('b');
    expect(inner.builds[0]!.options.signal?.aborted).toBe(true);
    inner.builds[1]!.finish();
    expect(await ahead).toBeNull();
    expect(await asked).toEqual(program('b'));
  });

  test('does not give up what somebody else waits for', async () => {
    const { inner, compiler } = setUp();
    const first = compiler.build('a');
    const second = compiler.build('b');
    expect(inner.builds[0]!.options.signal?.aborted).toBe(false);
    for (const build of inner.builds) build.finish();
    expect(await Promise.all([first, second])).toEqual([program('a'), program('b')]);
  });

  test('never begins ahead while it is at work, nor before it is loaded', async () => {
    const { inner, compiler } = setUp();
    const asked = compiler.build('a');
    expect(await compiler.buildAhead('b')).toBeNull();
    inner.builds[0]!.finish();
    await asked;
    inner.loaded = false;
    expect(await compiler.buildAhead('b')).toBeNull();
    expect(inner.builds).toHaveLength(1);
  });

  test('keeps the last program, which took no time the second time, in a copy of its own', async () => {
    const { inner, compiler } = setUp();
    const first = compiler.build('a');
    inner.builds[0]!.finish();
    const { timings, ...rest } = await first;
    expect(timings).toEqual({ compileMs: 5, linkMs: 2 });
    const second = await compiler.build('a');
    expect(second).toEqual({ ...rest, timings: { compileMs: 0, linkMs: 0 } });
    expect(second.ok && rest.ok && second.wasm.buffer === rest.wasm.buffer).toBe(false);
    expect(inner.builds).toHaveLength(1);
  });

  test('stopping ends the build unless another waits for it, and the next one begins anew', async () => {
    const { inner, compiler } = setUp();
    const [stop, stopToo] = [new AbortController(), new AbortController()];
    const first = compiler.build('a', { signal: stop.signal });
    const second = compiler.build('a', { signal: stopToo.signal });
    stop.abort();
    await expect(first).rejects.toThrow();
    expect(inner.builds[0]!.options.signal?.aborted).toBe(false);
    stopToo.abort();
    await expect(second).rejects.toThrow();
    expect(inner.builds[0]!.options.signal?.aborted).toBe(true);
    const third = compiler.build('a');
    inner.builds[1]!.finish();
    expect(await third).toEqual(program('a'));
  });

  test('tries a build again that failed', async () => {
    const { inner, compiler } = setUp();
    const first = compiler.build('a');
    inner.builds[0]!.fail(new Error('crashed'));
    await expect(first).rejects.toThrow('crashed');
    const second = compiler.build('a');
    inner.builds[1]!.finish();
    expect(await second).toEqual(program('a'));
  });
});

/** A smoke run in Firefox, with JSPI and without (Firefox has a switch for it): a sample, an edit, a mistake, a stop. */
import { describe, expect, test } from 'vitest';
import { launchFirefox } from '../support/browsers.mjs';
import { cpp, useBrowser } from './support.js';

const jspi = 'javascript.options.wasm_js_promise_integration';

describe.each([
  ['Firefox', true],
  ['Firefox without JSPI', false],
])('%s', (_name, enabled) => {
  const browser = useBrowser(() => launchFirefox({ preferences: { [jspi]: enabled } }));

  test('runs a sample, compiles an edit, shows a mistake and stops a loop', { timeout: 180_000 }, async () => {
    const playground = await browser.open();

    const sample = await playground.run();
    expect(sample).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', timings: { compileMs: 0 } });
    expect(sample.stdout).not.toBe('');
    expect(await playground.terminalText()).toBe(sample.stdout);

    const edited = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <emscripten/val.h>
      weft::coroutine<> all() {
        co_await weft::sleep(std::chrono::milliseconds(10));
        weft::client_session session;
        auto response = co_await session.get("/httpbin/status/200");
        weft::println("slept, then {}", response.status);
        weft::println("JSPI: {}", !emscripten::val::global("WebAssembly")["Suspending"].isUndefined());
      }
      int main() { weft::run(all()); }
    `);
    expect(edited).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', stdout: `slept, then 200\nJSPI: ${enabled}\n` });

    const mistaken = await playground.runSource('int main() { return x; }\n');
    expect(mistaken).toMatchObject({ exitCode: 1, reason: 'not-compiled' });
    expect(mistaken.diagnostics[0]?.range).toMatchObject({ line: 1, column: 21 });

    await playground.setSource('int main() { while (true) asm volatile(""); }\n');
    const stopped = await playground.run(async () => {
      await playground.start();
      await playground.untilPhase('running');
      await playground.stop();
    });
    expect(stopped).toMatchObject({ exitCode: 130, reason: 'stopped' });

    const trap = await playground.runSource('int main() { __builtin_trap(); }\n');
    expect(trap).toMatchObject({ exitCode: 134, reason: 'trap' });
    // Firefox itself says this of a worker with JSPI that is ended while it computes.
    expect(playground.complaints.filter((complaint) => complaint !== 'uncaught: uncaught exception: undefined')).toEqual([]);
  });
});

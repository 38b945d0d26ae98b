/** Programs of variants in the page, which have no main: Run runs them all. */
import { describe, expect, test } from 'vitest';
import { takeAwayJspi } from '../support/without_jspi.mjs';
import { cpp, usePlayground } from './support.js';

const program = cpp`
  #include <weft/weft.hpp>
  using namespace std::chrono_literals;
  weft::variant plain{"plain", [] { weft::println("plain runs"); }};
  weft::variant waiting{"on a loop", []() -> weft::coroutine<> {
                          co_await weft::sleep(30ms);
                          weft::println("the loop runs");
                        }};
`;

describe.each([
  ['with what the browser has', {}],
  ['without JSPI', { prepare: takeAwayJspi }],
])('%s', (_name, options) => {
  const page = usePlayground(options);

  test('Run measures each and prints a table', async () => {
    const { exitCode, stdout } = await page.playground.runSource(program);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^plain runs\nthe loop runs\nvariant +wall ms +peak bytes\nplain +\d+\.\d .+\non a loop +\d+\.\d .+\n$/);
    expect(Number(/^on a loop +([\d.]+)/m.exec(stdout)?.[1])).toBeGreaterThanOrEqual(29);
  });
});

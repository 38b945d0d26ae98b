/** The command as a writer of documentation uses it: real files, the real compiler, real programs. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sourceKey } from '../../../web/src/embed/format/source_key.js';
import { builtPrograms, buildCommandLine, runCommandLine } from '../../support/command_line.mjs';
import { loadGlue } from '../../support/glue.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'weft-prebuild-'));
let program: string;
let folder: string;

beforeAll(async () => {
  program = await buildCommandLine(path.join(scratch, 'bin'));
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(path.join(scratch, 'docs-'));
});

function write(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const weftPlayground = (...args: string[]) => runCommandLine(program, args, folder);
const prebuild = (...args: string[]) => weftPlayground('prebuild', ...args, '--site', builtPrograms);

const hello = `#include <weft/weft.hpp>
int main() {
  weft::println("hello");
}
`;
const fence = (code: string, info = '') => `\`\`\`cpp-weft ${info}\n${code}\`\`\`\n`;

const manifest = () => JSON.parse(readFileSync(path.join(folder, 'out/weft-prebuilt.json'), 'utf8'));

describe('a folder of good blocks', { timeout: 120_000 }, () => {
  const waits = `#include <weft/weft.hpp>
using namespace weft;
using namespace std::chrono_literals;

coroutine<std::string> fetch(client_session& session, int seconds) {
  auto response = co_await session.get("/httpbin/delay/" + std::to_string(seconds) + ".1");
  co_await sleep(10ms);
  co_return std::to_string(response.status);
}

coroutine<int> amain() {
  client_session session;
  auto [a, b] = co_await gather(fetch(session, 0), fetch(session, 0));
  println("{} {}", a, b);
  co_return 42;
}

int main() {
  println("before");
  println("{}", run(amain()));
  println("after");
}
`;
  const reads = `#include <iostream>
#include <string>
int main(int argc, char** argv) {
  std::string first, second;
  std::getline(std::cin, first);
  std::getline(std::cin, second);
  std::cout << argv[1] << ": " << first << '+' << second << (std::cin.get() < 0 ? "." : "?") << argc << '\\n';
}
`;
  const threads = `#include <weft/weft.hpp>
#include <atomic>
#include <thread>
#include <vector>
int main() {
  std::atomic<int> sum = 0;
  std::vector<std::jthread> all;
  for (int i = 1; i <= 3; ++i) all.emplace_back([&sum, i] { sum += weft::blocking::get("/httpbin/status/20" + std::to_string(i)).status; });
  all.clear();
  weft::println("{}", sum.load());
}
`;

  beforeEach(() => {
    write({
      'docs/one.md': `# One\n\n${fence(hello, 'expect="hello"')}\n${fence(waits, 'expect="before\\n200 200\\n42\\nafter"')}`,
      'docs/deep/two.rst': `Two\n===\n\n.. code-block:: cpp-weft\n   :stdin: Ada\\nBob\\n\n   :args: "the names"\n   :expect: the names: Ada+Bob.2\n\n${reads.replace(/^(?=.)/gm, '   ')}`,
      'docs/three.html': `<weft-playground expect="/^6\\d+$/"><pre><code>${threads.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</code></pre></weft-playground>`,
      'docs/four.mdx': fence(`//weft: expect=hello\n${hello}`),
    });
  });

  test('is compiled, run, and written', async () => {
    const { code, stdout, stderr } = await prebuild('docs/**/*.{md,mdx,rst,html}', '--out', 'out');
    expect(stderr).toMatch(/5 blocks in 4 files: 4 compiled, 0 unchanged, 5 expectations held; \d\.\d MB in out\n$/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });

    const { version, weft, programs } = manifest();
    expect({ version, weft }).toEqual({ version: 1, weft: '0.1.0' });
    const keys = await Promise.all([hello, waits, reads, threads].map(sourceKey));
    expect(Object.keys(programs).sort()).toEqual([...keys].sort());
    const site = JSON.parse(readFileSync(path.join(builtPrograms, 'program/manifest.json'), 'utf8'));
    for (const { glue } of Object.values(programs) as { glue: string }[]) {
      expect(`glue-${glue.split('-')[0]}.js glue-${glue.split('-')[1]}.js`).toBe(`${site.glue} ${site.threadsGlue}`);
    }
    expect(Object.values(programs).filter((one) => 'threadsWasm' in (one as object))).toHaveLength(1);
    expect(readdirSync(path.join(folder, 'out'))).toHaveLength(6);

    // What is written is a program that runs under the site's glue.
    const { wasm } = programs[(await sourceKey(hello)) ?? ''];
    let output = '';
    const instance = await loadGlue(path.join(builtPrograms, 'program', site.glue))({
      wasmBinary: gunzipSync(readFileSync(path.join(folder, 'out', wasm))),
      arguments: [],
      weft: { write: (_fd: number, bytes: Uint8Array) => (output += new TextDecoder().decode(bytes)) },
    });
    expect(await instance.weftMain()).toBe(0);
    expect(output).toBe('hello\n');

    // What is unchanged is not compiled again; what is gone is removed.
    rmSync(path.join(folder, 'docs/three.html'));
    const again = await prebuild('docs', '--out', 'out');
    expect(again.stderr).toMatch(/^4 blocks in 3 files: 0 compiled, 3 unchanged, 4 expectations held/);
    expect(again.code).toBe(0);
    expect(readdirSync(path.join(folder, 'out'))).toHaveLength(4);
  });
});

describe('a folder with mistakes', { timeout: 120_000 }, () => {
  const broken = `#include <weft/weft.hpp>
int main() {
  return undefined_name;
}
`;

  beforeEach(() => {
    write({
      'docs/broken.md': `# Broken\n\n- A list:\n\n  ${fence(broken).trimEnd().replaceAll('\n', '\n  ')}\n`,
      'docs/good.md': fence(hello, 'expect="hello"'),
      'docs/wrong.md': `# Wrong\n\n${fence(hello, 'expect="goodbye"')}`,
    });
  });

  test('fails with each of them by file and line, and writes nothing', async () => {
    const { code, stderr } = await prebuild('docs/**/*.md', '--out', 'out');
    expect(stderr.split('\n').slice(1)).toEqual([
      "docs/broken.md:8:12: error: use of undeclared identifier 'undefined_name'",
      'docs/wrong.md:3: error: expected "goodbye", but it printed "hello"',
      '2 errors in 2 files; nothing was written',
      '',
    ]);
    expect(code).toBe(1);
    expect(existsSync(path.join(folder, 'out'))).toBe(false);
  });

  test('leaves what the last time wrote', async () => {
    await prebuild('docs/good.md', '--out', 'out');
    const before = manifest();
    const file = path.join(folder, 'out', Object.values<{ wasm: string }>(before.programs)[0]?.wasm ?? '');
    const { mtimeMs } = statSync(file);
    expect((await prebuild('docs', '--out', 'out')).code).toBe(1);
    expect(manifest()).toEqual(before);
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  test('keeps what is good for the next time', async () => {
    mkdirSync(path.join(folder, 'node_modules'));
    rmSync(path.join(folder, 'docs/broken.md'));
    expect((await prebuild('docs', '--out', 'out')).stderr).toMatch(/^compiling 1 block …\n/);
    write({ 'docs/wrong.md': fence(hello, 'expect=hello') });
    expect(await prebuild('docs', '--out', 'out')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^2 blocks in 2 files: 0 compiled, 1 unchanged, 2 expectations held/),
    });
  });
});

test('programs that end badly, and options that are wrong, are told of', { timeout: 120_000 }, async () => {
  write({
    'page.md': [
      fence('int main() { for (;;) {} }\n', 'expect="x"'),
      fence('#include <weft/weft.hpp>\nint main() { weft::println("so far"); throw 7; }\n', 'expect="so far and on"'),
      fence('void missing();\nint main() { missing(); }\n'),
      fence('int main() {}\n', 'hieght=200'),
      fence('int main() {}\n', 'expect="/(/"'),
      '<weft-playground example="no-such"></weft-playground>\n',
    ].join('\n'),
  });
  const { code, stderr } = await prebuild('page.md', '--timeout', '2');
  const lines = stderr.split('\n');
  expect(lines).toContain('page.md:1: error: it did not end within 2 s, and had printed ""');
  expect(lines).toContain('page.md:5: error: expected "so far and on", but it printed "so far" and ended by int: 7; on stderr "uncaught exception int: 7"');
  expect(lines).toContain('page.md:10: error: undefined symbol: missing()');
  expect(lines.find((line) => line.startsWith('page.md:15:'))).toMatch(/error: there is no option "hieght"/);
  expect(lines).toContain('page.md:19: error: expect="/(/" is no regular expression');
  expect(lines).toContain('page.md:23: error: there is no sample "no-such"');
  expect(lines.at(-2)).toBe('6 errors in 1 file; nothing was written');
  expect(code).toBe(1);
});

describe('the command', () => {
  test('explains itself', async () => {
    const { code, stdout } = await weftPlayground('--help');
    expect(stdout).toContain('weft-playground prebuild <files, folders or globs>');
    expect(code).toBe(0);
    expect(await weftPlayground('--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });

  test.each([
    [['prebuild', '--colour'], "Unknown option '--colour'"],
    [['prebuild'], 'prebuild needs files'],
    [['prebuild', 'none/*.md'], 'no file matches "none/*.md"'],
    [['prebuild', 'main.cpp'], '"main.cpp" matches no file of a known kind'],
    [['prebuild', 'page.md', '--timeout', 'long'], '--timeout long: a number of seconds is needed'],
    [['prebuild', 'page.md', '--site', 'elsewhere'], 'there is no weft site in'],
    [['build'], 'there is no command "build"'],
    [['copy'], 'copy needs one folder'],
  ])('%j is refused with a reason', async (args, reason) => {
    write({ 'main.cpp': hello, 'page.md': '# Nothing\n' });
    const site = args.includes('--site') || args[0] !== 'prebuild' ? [] : ['--site', builtPrograms];
    const { code, stdout, stderr } = await weftPlayground(...args, ...site);
    expect(stderr).toContain(`weft-playground: ${reason}`);
    expect(stderr).not.toMatch(/ {4}at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

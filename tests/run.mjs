// npm test: sets up what the tests need, builds everything, runs every suite, and closes with the sum of their tests.
//
//     npm test                    all suites
//     npm test -- native wasm     these
//     npm test -- --list          which there are
//
// A suite's own output is shown when something in it failed (or always, with --verbose). A suite that runs no test at
// all has failed: it would otherwise look like a success.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from '../web/scripts/site.mjs';
import { build, configure } from '../wasm/toolchain/cmake.mjs';
import { duration, say } from '../wasm/toolchain/report.mjs';
import { main, project, setUp } from '../wasm/toolchain/setup.mjs';
import { compareRandomPrograms } from './conformance/random/compare.mjs';
import { conformance } from './conformance/run.mjs';
import { compareCompilers } from './fuzz/compilers.mjs';
import { fuzz } from './fuzz/run.mjs';
import { readGtestOutput } from './support/gtest_output.mjs';

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures names of what failed
 * @property {string} output
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} title
 * @property {readonly ('native-debug' | 'native-fuzz' | 'native-tsan' | 'wasm' | 'site')[]} builds what must be built before
 * @property {() => Promise<Result>} run
 */

/** How the sanitizers of the native build are set. */
const sanitizers = {
  ASAN_OPTIONS: 'detect_stack_use_after_return=1:strict_string_checks=1',
  ASAN_SYMBOLIZER_PATH: '/usr/bin/llvm-symbolizer-19',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  UBSAN_SYMBOLIZER_PATH: '/usr/bin/llvm-symbolizer-19',
  TSAN_OPTIONS: 'halt_on_error=0 second_deadlock_stack=1 external_symbolizer_path=/usr/bin/llvm-symbolizer-19',
};

/** @type {readonly Suite[]} */
const suites = [
  { name: 'types', title: 'TypeScript, and JavaScript by its JSDoc', builds: [], run: checkTypes },
  { name: 'web', title: "the page's parts, and what the compiler says (Vitest)", builds: ['site'], run: () => vitest('web', 'vite.config.ts', 5) },
  { name: 'package', title: 'the npm package, installed and used (Vitest)', builds: ['site'], run: () => vitest('package', 'tests/package/vitest.config.ts', 5) },
  { name: 'native', title: 'the runtime, native, under AddressSanitizer and UndefinedBehaviorSanitizer', builds: ['native-debug'], run: native },
  { name: 'tsan', title: 'what threads share, under ThreadSanitizer', builds: ['native-tsan'], run: threads },
  { name: 'conformance', title: 'the runtime beside CPython, on the same scenarios, natively and as WebAssembly', builds: ['native-debug', 'wasm'], run: besideCPython },
  { name: 'fuzz', title: 'what reads outside input, a minute of fuzzing each', builds: ['native-fuzz'], run: () => fuzz({ seconds: 60, env: sanitizers }) },
  { name: 'wasm', title: 'the runtime as WebAssembly in Chromium', builds: ['wasm'], run: wasm },
  { name: 'compilers', title: 'random programs, compiled natively and as in the browser', builds: ['native-debug', 'site'], run: () => compareCompilers({ first: 1, count: 3, env: sanitizers }) },
  { name: 'e2e', title: 'the built site in real browsers', builds: ['site'], run: () => vitest('e2e', 'tests/e2e/vitest.config.ts', 15) },
];

/** @type {Record<'native-debug' | 'native-fuzz' | 'native-tsan' | 'wasm' | 'site', () => Promise<void>>} */
const builders = {
  async 'native-debug'() {
    await configure(project, 'native-debug');
    await build(project, 'native-debug', ['weft_tests', 'weft_conformance'], { what: 'building the native tests', expected: 'a minute or two' });
  },
  async 'native-fuzz'() {
    await configure(project, 'native-fuzz');
    await build(project, 'native-fuzz', ['weft_fuzzers'], { what: 'building the fuzzers', expected: 'a minute or two' });
  },
  async 'native-tsan'() {
    await configure(project, 'native-tsan');
    await build(project, 'native-tsan', ['weft_thread_tests'], { what: 'building the tests of threads', expected: 'a minute' });
  },
  async wasm() {
    await configure(project, 'wasm', { WEFT_BUILD_TESTS: 'ON' });
    await build(project, 'wasm', ['weft_tests_wasm', 'weft_conformance'], { what: 'building the WebAssembly tests', expected: 'a minute or two' });
  },
  site: () => buildSite(),
};

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false }, verbose: { type: 'boolean', default: false } },
});

await main(async () => {
  if (options.list) {
    for (const { name, title } of suites) process.stdout.write(`${name.padEnd(13)}${title}\n`);
    return;
  }
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    say(`no such suite: ${unknown.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name));
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failures = [];

  await setUp({ tests: true });
  fs.mkdirSync(path.join(project, 'build/tests'), { recursive: true });
  /** @type {Map<string, string>} what could not be built, and why */
  const broken = new Map();
  for (const what of new Set(chosen.flatMap(({ builds }) => builds))) {
    try {
      await builders[what]();
    } catch (error) {
      broken.set(what, error instanceof Error ? error.message : String(error));
    }
  }

  for (const suite of chosen) {
    const began = performance.now();
    process.stdout.write(`\n== ${suite.name}: ${suite.title}\n`);
    const unbuilt = suite.builds.filter((what) => broken.has(what));
    const result = unbuilt.length > 0 ? notRun(unbuilt.map((what) => broken.get(what)).join('\n')) : await suite.run();
    if (result.passed + result.failed === 0) {
      result.failed += 1;
      result.failures.push('(it ran no test)');
    }
    if (result.failed > 0 || options.verbose) process.stdout.write(`${result.output.trimEnd()}\n`);
    process.stdout.write(`== ${suite.name}: ${count(result)} in ${duration(performance.now() - began)}\n`);
    total.passed += result.passed;
    total.failed += result.failed;
    total.skipped += result.skipped;
    failures.push(...result.failures.map((failure) => `${suite.name}: ${failure}`));
  }

  if (failures.length > 0) process.stdout.write(`\nFailed:\n${failures.map((failure) => `  ${failure}\n`).join('')}`);
  process.stdout.write(`\n${count(total)}\n`);
  if (total.failed > 0) process.exitCode = 1;
});

/** @param {{passed: number, failed: number, skipped: number}} counts */
function count({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * @param {string} output
 * @returns {Result}
 */
function notRun(output) {
  return { passed: 0, failed: 1, skipped: 0, failures: ['(it could not be built)'], output };
}

/** @returns {Promise<Result>} */
async function checkTypes() {
  const { code, output } = await capture(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], { minutes: 3 });
  return code === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [], output }
    : { passed: 0, failed: 1, skipped: 0, failures: ['tsc --noEmit'], output };
}

/** @returns {Promise<Result>} */
async function native() {
  // Needs an npm package, and before the set-up there may have been none.
  const { serveHttpbin } = await import('./support/httpbin.mjs');
  const server = await serveHttpbin();
  try {
    const env = { ...sanitizers, WEFT_BASE_URL: server.address };
    return gtest(await capture('build/native-debug/tests/unit/weft_tests', [], { minutes: 5, env }));
  } finally {
    await server.close();
  }
}

/** @returns {Promise<Result>} */
async function threads() {
  return gtest(await capture('build/native-tsan/tests/unit/weft_thread_tests', [], { minutes: 5, env: sanitizers }));
}

/** @returns {Promise<Result>} */
async function besideCPython() {
  const native = await conformance({ command: ['build/native-debug/tests/conformance/weft_conformance'], env: sanitizers });
  const random = await compareRandomPrograms({ env: sanitizers });
  const wasm = await conformance({ command: [process.execPath, 'tests/conformance/wasm_program.mjs'] });
  const all = [native, random, wasm];
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ of) => all.reduce((total, each) => total + each[of], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failures: [...native.failures, ...random.failures, ...wasm.failures.map((name) => `${name} (as WebAssembly)`)],
    output: `${native.output}${random.output}\nas WebAssembly:\n${wasm.output}`,
  };
}

/** @returns {Promise<Result>} */
async function wasm() {
  return gtest(await capture(process.execPath, ['tests/wasm/run.mjs'], { minutes: 5 }));
}

/**
 * @param {{code: number, output: string}} ended
 * @returns {Result}
 */
function gtest({ code, output }) {
  const result = { ...readGtestOutput(output), output };
  if (code !== 0 && result.failed === 0) {
    // All tests passed, and then something else was wrong: a leak, say.
    result.failed += 1;
    result.failures.push(`(the program ended with exit code ${code})`);
  }
  return result;
}

/**
 * @typedef {object} VitestReport the part of Vitest's JSON that is used here
 * @property {boolean} success
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{name: string, status: string, assertionResults: {fullName: string, status: string}[]}[]} testResults
 */

/**
 * @param {string} name
 * @param {string} config
 * @param {number} minutes
 * @returns {Promise<Result>}
 */
async function vitest(name, config, minutes) {
  const file = path.join(project, 'build/tests', `${name}.json`);
  fs.rmSync(file, { force: true });
  const { code, output } = await capture(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { minutes },
  );
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, skipped: 0, failures: [`(Vitest ended with exit code ${code})`], output };
  const report = /** @type {VitestReport} */ (JSON.parse(fs.readFileSync(file, 'utf8')));
  const failures = report.testResults.flatMap(({ name: test, status, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map((one) => one.fullName);
    // A file that could not even be loaded has no tests, and is to be seen all the same.
    return status === 'failed' && failed.length === 0 ? [path.relative(project, test)] : failed;
  });
  if (code !== 0 && failures.length === 0 && report.numPassedTests > 0) failures.push(`(Vitest ended with exit code ${code})`);
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    output,
  };
}

/**
 * Runs a program to its end, or ends it, and what it has started, when its time is up.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{minutes: number, env?: Record<string, string>}} limits
 * @returns {Promise<{code: number, output: string}>}
 */
function capture(program, args, { minutes, env }) {
  return new Promise((resolve, reject) => {
    // What is kept back for later is coloured if it will go to a terminal then.
    /** @type {Record<string, string>} */
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
    // A process group of its own, so that browsers end with the script that launched them.
    const child = spawn(program, args, { cwd: project, env: { ...process.env, ...colour, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    /** @type {Buffer[]} */
    const output = [];
    child.stdout.on('data', (/** @type {Buffer} */ data) => output.push(data));
    child.stderr.on('data', (/** @type {Buffer} */ data) => output.push(data));
    const limit = setTimeout(() => {
      output.push(Buffer.from(`\nended after ${minutes} minutes: its time was up\n`));
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, minutes * 60_000);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      if (signal !== null) output.push(Buffer.from(`\n(ended by ${signal})\n`));
      resolve({ code: code ?? 1, output: Buffer.concat(output).toString() });
    });
  });
}

// Runs the fuzzers, all at once, each for so many seconds; as a suite of npm test, or by hand for as long as one likes:
//
//     node tests/fuzz/run.mjs                         a minute each
//     node tests/fuzz/run.mjs --seconds=36000 url     this one over night
//
// (They must have been built: npm test -- fuzz does, or cmake --preset native-fuzz && cmake --build --preset native-fuzz.)
// What they find worth keeping goes to build/fuzz/NAME and is where the next run starts; tests/fuzz/corpus has the seeds. An
// input that makes one fail is left at build/fuzz/NAME-crash-…, and fails again with
//
//     build/native-fuzz/tests/fuzz/weft_fuzz_NAME build/fuzz/NAME-crash-…

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { project } from '../../wasm/toolchain/setup.mjs';

const folder = path.join(project, 'build/native-fuzz/tests/fuzz');
const found = path.join(project, 'build/fuzz');

/** @returns {string[]} */
export function fuzzers() {
  return fs
    .readdirSync(path.join(project, 'tests/fuzz'))
    .filter((file) => file.endsWith('.cpp'))
    .map((file) => path.basename(file, '.cpp'));
}

/**
 * @param {{seconds: number, names?: readonly string[], env?: Record<string, string>}} options
 * @returns {Promise<{passed: number, failed: number, skipped: number, failures: string[], output: string}>} one test a fuzzer
 */
export async function fuzz({ seconds, names = fuzzers(), env = {} }) {
  const results = await Promise.all(names.map((name) => runOne(name, seconds, env)));
  const failures = results.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}`]));
  return {
    passed: results.length - failures.length,
    failed: failures.length,
    skipped: 0,
    failures,
    output: results.map(({ name, summary, output, failure }) => `${name}: ${summary}\n${failure === undefined ? '' : output}`).join(''),
  };
}

/**
 * @param {string} name
 * @param {number} seconds
 * @param {Record<string, string>} env
 * @returns {Promise<{name: string, summary: string, output: string, failure?: string}>}
 */
async function runOne(name, seconds, env) {
  const corpus = path.join(found, name);
  fs.mkdirSync(corpus, { recursive: true });
  const args = [
    corpus,
    path.join(project, 'tests/fuzz/corpus', name),
    `-max_total_time=${seconds}`,
    `-artifact_prefix=${path.join(found, `${name}-`)}`,
    '-max_len=4096',
    '-timeout=10', // seconds for one input
    '-rss_limit_mb=1024',
    '-print_final_stats=1',
  ];
  const child = spawn(path.join(folder, `weft_fuzz_${name}`), args, { cwd: project, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
  // However it hangs, it ends.
  const limit = setTimeout(() => child.kill('SIGKILL'), (seconds + 30) * 1000);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.on('close', resolve);
  });
  clearTimeout(limit);

  const runs = Number(/stat::number_of_executed_units:\s*(\d+)/.exec(output)?.[1] ?? 0);
  const covered = [...output.matchAll(/ cov: (\d+)/g)].at(-1)?.[1] ?? '0';
  const summary = `${runs.toLocaleString('en')} inputs, ${covered} edges covered`;
  if (code === 0 && runs > 0) return { name, summary, output };
  const crash = /Test unit written to (.*)/.exec(output)?.[1];
  return { name, summary, output, failure: crash === undefined ? `ended with exit code ${code}` : `fails with the input ${crash}` };
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { seconds: { type: 'string', default: '60' } } });
  const result = await fuzz({ seconds: Number(values.seconds), ...(positionals.length > 0 ? { names: positionals } : {}) });
  process.stdout.write(result.output);
  for (const failure of result.failures) process.stdout.write(`${failure}\n`);
  process.exitCode = result.failed > 0 ? 1 : 0;
}

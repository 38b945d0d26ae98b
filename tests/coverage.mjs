// Which lines of the runtime the native tests run: clang's source-based coverage of the unit tests and the scenarios.
//
//     node tests/coverage.mjs              builds, runs, prints a line a file and the sums
//     node tests/coverage.mjs lock sleep   and the lines that did not run, of the files whose names hold one of these
//
// Ends with 1 when fewer lines ran than are due. Without the network code too, whose tests are mostly a browser's.

import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { build, configure } from '../wasm/toolchain/cmake.mjs';
import { main, project, setUp } from '../wasm/toolchain/setup.mjs';

/** How many of the lines are to run, in per cent: with everything, and without the network. */
const due = { all: 95, withoutNetwork: 95 };

const network = /client_session|http_|read_line|url|native_backend/;
const folder = path.join(project, 'build/native-coverage');
const programs = ['tests/unit/weft_tests', 'tests/conformance/weft_conformance'].map((program) => path.join(folder, program));

/**
 * @typedef {object} Summary of llvm-cov's JSON, as far as it is used here
 * @property {string} filename
 * @property {{lines: {count: number, covered: number}}} summary
 */

await main(async () => {
  await setUp({ tests: true });
  await configure(project, 'native-coverage');
  await build(project, 'native-coverage', ['weft_tests', 'weft_conformance'], { what: 'building with counters', expected: 'two minutes' });

  const profiles = programs.map((program) => `${program}.profraw`);
  const { serveHttpbin } = await import('./support/httpbin.mjs'); // needs what the set-up has installed
  const server = await serveHttpbin();
  try {
    for (const [i, program] of programs.entries()) {
      // A thousand random programs have seen every line that ten thousand see.
      const env = { ...process.env, LLVM_PROFILE_FILE: profiles[i], WEFT_BASE_URL: server.address, WEFT_PROGRAMS: '1000' };
      const code = await runQuietly(program, env);
      if (code !== 0) throw new Error(`${path.basename(program)} ended with exit code ${code}`);
    }
  } finally {
    await server.close();
  }
  const merged = path.join(folder, 'weft.profdata');
  tool('llvm-profdata-19', ['merge', '-sparse', ...profiles, '-o', merged]);
  const sources = [path.join(project, 'wasm/include'), path.join(project, 'wasm/src'), path.join(project, 'wasm/host/native')];
  const where = [programs[0] ?? '', ...programs.slice(1).flatMap((program) => ['-object', program]), `-instr-profile=${merged}`];

  /** @type {{data: {files: Summary[]}[]}} */
  const report = JSON.parse(tool('llvm-cov-19', ['export', '-summary-only', ...where, ...sources]));
  const files = report.data.flatMap(({ files }) => files).map(({ filename, summary }) => ({ name: path.relative(project, filename), ...summary.lines }));
  for (const { name, count, covered } of files) process.stdout.write(`${percent(covered, count)}  ${String(count - covered).padStart(4)} of ${String(count).padStart(4)} not run  ${name}\n`);

  const all = sum(files);
  const withoutNetwork = sum(files.filter(({ name }) => !network.test(name)));
  process.stdout.write(`\n${percent(all.covered, all.count)}  of ${all.count} lines\n`);
  process.stdout.write(`${percent(withoutNetwork.covered, withoutNetwork.count)}  of ${withoutNetwork.count} lines without the network\n`);
  if ((100 * all.covered) / all.count < due.all || (100 * withoutNetwork.covered) / withoutNetwork.count < due.withoutNetwork) process.exitCode = 1;

  const wanted = process.argv.slice(2);
  for (const { name } of files) {
    if (!wanted.some((part) => name.includes(part))) continue;
    process.stdout.write(`\n${name}\n`);
    // Templates are shown instance by instance below their sum, which alone is of interest here.
    const seen = new Set();
    for (const line of tool('llvm-cov-19', ['show', '-show-instantiations=false', ...where, path.join(project, name)]).split('\n')) {
      if (/^ *\d+\| *0\|/.test(line) && !seen.has(line)) process.stdout.write(`${line}\n`);
      seen.add(line);
    }
  }
});

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | null>} its exit code
 */
function runQuietly(program, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [], { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** @param {readonly {count: number, covered: number}[]} files */
function sum(files) {
  return { count: files.reduce((all, { count }) => all + count, 0), covered: files.reduce((all, { covered }) => all + covered, 0) };
}

/** @param {number} covered @param {number} count */
function percent(covered, count) {
  return `${((100 * covered) / Math.max(count, 1)).toFixed(1).padStart(5)} %`;
}

/** @param {string} program @param {readonly string[]} args */
function tool(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 256 << 20 });
  if (status !== 0) throw new Error(`${program} ended with exit code ${status}\n${stderr}`);
  return stdout;
}

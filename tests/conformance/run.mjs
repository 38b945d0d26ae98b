// Runs the scenarios in C++ and in CPython and compares their traces.
//
//     node tests/conformance/run.mjs                    all scenarios
//     node tests/conformance/run.mjs tasks/ locks/lock  those whose names begin so
//     node tests/conformance/run.mjs --record           writes expected/ anew, from CPython 3.13
//
// A scenario passes when the C++ half prints what expected/<name>.txt has on record from CPython, and every CPython at hand
// that is new enough for it still prints the same. Where weft differs on purpose there is also an expected/<name>.weft.txt,
// which says why, and which the C++ half must match instead.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPythons } from './python.mjs';

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures
 * @property {string} output one line a scenario, and what is wrong with it
 *
 * @typedef {object} Judgement what one CPython prints
 * @property {string} version
 * @property {Record<string, string | null>} traces null for a scenario that it is too old for
 * @property {Record<string, number>} rows of the list of tricky behaviours
 */

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, '../..');
const expected = path.join(here, 'expected');

/** How many rows the list of tricky behaviours has: each is due. */
const rowsDue = 25;

/**
 * @param {{command: readonly [string, ...string[]], only?: readonly string[], env?: Record<string, string>}} options `command`: the C++ half; `env`: for it
 * @returns {Promise<Result>}
 */
export async function conformance({ command, only = [], env = {} }) {
  /** @type {Result} */
  const result = { passed: 0, failed: 0, skipped: 0, failures: [], output: '' };
  /** @param {string} name @param {string[]} problems */
  const add = (name, problems) => {
    result.output += `${problems.length === 0 ? 'ok  ' : 'FAIL'}  ${name}\n${problems.map((problem) => indent(problem)).join('')}`;
    if (problems.length === 0) result.passed += 1;
    else result.failures.push(name);
    result.failed = result.failures.length;
  };
  const wanted = (/** @type {string} */ name) => only.length === 0 || only.some((start) => name.startsWith(start));

  const judgements = await judge();
  const names = (await execute(command, ['--list'])).stdout.trim().split('\n').filter(wanted);
  const traces = await runScenarios(command, names, env);
  const recorded = readRecords();
  const all = new Set([...names, ...recorded.keys(), ...judgements.flatMap(({ traces }) => Object.keys(traces))]);

  for (const name of [...all].filter(wanted).sort()) {
    /** @type {string[]} */
    const problems = [];
    const record = recorded.get(name);
    if (record === undefined) problems.push('there is no record of what CPython prints: node tests/conformance/run.mjs --record');
    const trace = traces.get(name);
    if (trace === undefined) problems.push('it has no half in C++');
    else if (record !== undefined) problems.push(...difference(record.weft ?? record.trace, trace, 'weft'));
    for (const { version, traces: judged } of judgements) {
      const judgement = judged[name];
      if (judgement === undefined) problems.push('it has no half in Python');
      else if (judgement !== null && record !== undefined) problems.push(...difference(record.trace, judgement, `CPython ${version}`));
    }
    add(name, [...new Set(problems)]);
  }
  const [judgement] = judgements;
  if (judgement !== undefined && only.length === 0) {
    const covered = new Set(Object.values(judgement.rows));
    const missing = Array.from({ length: rowsDue }, (_, i) => i + 1).filter((row) => !covered.has(row));
    add('every tricky behaviour has a scenario', missing.length > 0 ? [`rows without one: ${missing.join(', ')}`] : []);
  }
  const judges = judgements.map(({ version }) => version).join(' and ');
  result.output += judges === '' ? '(no CPython here: compared with the records alone)\n' : `(beside CPython ${judges})\n`;
  return result;
}

/**
 * What the CPythons at hand print. One that is newer than that of the records has no say: it may behave differently.
 *
 * @returns {Promise<Judgement[]>}
 */
async function judge() {
  const pythons = (await findPythons()).filter(({ version }) => minor(version) >= 11 && minor(version) <= 13);
  return Promise.all(
    pythons.map(async ({ program }) => {
      const { stdout } = await execute([program, path.join(here, 'scenario.py')], ['--json']);
      return /** @type {Judgement} */ (JSON.parse(stdout));
    }),
  );
}

/** @param {string} version */
function minor(version) {
  return Number(version.split('.')[1]);
}

/**
 * Runs scenarios of the C++ half. One that takes the program down does not take along those that follow.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {readonly string[]} names
 * @param {Record<string, string>} env
 * @returns {Promise<Map<string, string>>}
 */
async function runScenarios(command, names, env) {
  /** @type {Map<string, string>} */
  const traces = new Map();
  let left = [...names];
  while (left.length > 0) {
    const { code, stdout, stderr } = await execute(command, left, { mayFail: true, env });
    let last = left[0] ?? '';
    for (const part of stdout.split(/^== /m).slice(1)) {
      const end = part.indexOf('\n');
      last = part.slice(0, end);
      traces.set(last, part.slice(end + 1));
    }
    if (code === 0) break;
    const ended = `!! the program ended with exit code ${code}\n${stderr}`;
    traces.set(last, `${traces.get(last) ?? ''}${ended}`);
    left = left.slice(left.indexOf(last) + 1);
  }
  return traces;
}

/**
 * @param {readonly [string, ...string[]]} command
 * @param {readonly string[]} args
 * @param {{mayFail?: boolean, env?: Record<string, string>}} [options]
 * @returns {Promise<{code: number | string, stdout: string, stderr: string}>}
 */
function execute([program, ...words], args, { mayFail = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    execFile(program, [...words, ...args], { cwd: project, env: { ...process.env, ...env }, timeout: 120_000, killSignal: 'SIGKILL', maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error !== null && !mayFail) reject(new Error(`${error.message}\n${stderr}`));
      else resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 1), stdout, stderr });
    });
  });
}

/**
 * @typedef {object} Recorded
 * @property {string} trace what CPython prints
 * @property {string} [weft] what weft prints, where that differs on purpose
 */

/** @returns {Map<string, Recorded>} */
function readRecords() {
  /** @type {Map<string, Recorded>} */
  const records = new Map();
  if (!fs.existsSync(expected)) return records;
  for (const area of fs.readdirSync(expected).sort()) {
    for (const file of fs.readdirSync(path.join(expected, area)).sort()) {
      const content = fs.readFileSync(path.join(expected, area, file), 'utf8').replace(/^(#.*\n)+/, '');
      const name = `${area}/${file.replace(/(\.weft)?\.txt$/, '')}`;
      const record = records.get(name) ?? { trace: '' };
      if (file.endsWith('.weft.txt')) record.weft = content;
      else record.trace = content;
      records.set(name, record);
    }
  }
  return records;
}

/** Writes what CPython 3.13 prints, and takes away records of scenarios that are no more. */
async function record() {
  const judgement = (await judge()).find(({ version }) => minor(version) === 13);
  if (judgement === undefined) throw new Error('recording takes a CPython 3.13, and there is none');
  for (const name of readRecords().keys()) {
    if (judgement.traces[name] === undefined) fs.rmSync(path.join(expected, `${name}.txt`));
  }
  let changed = 0;
  for (const [name, trace] of Object.entries(judgement.traces)) {
    const file = path.join(expected, `${name}.txt`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // One that says the same as before keeps the version that has said so.
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8').replace(/^(#.*\n)+/, '') === trace) continue;
    fs.writeFileSync(file, `# CPython ${judgement.version}\n${trace}`);
    changed += 1;
  }
  process.stdout.write(`recorded ${Object.keys(judgement.traces).length} traces of CPython ${judgement.version}, ${changed} of them new or changed\n`);
}

/**
 * @param {string} wanted
 * @param {string} got
 * @param {string} who
 * @returns {string[]}
 */
function difference(wanted, got, who) {
  if (wanted === got) return [];
  const a = wanted.split('\n');
  const b = got.split('\n');
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return [`${who} differs from the record in line ${at + 1}:\n  on record: ${a[at] ?? '(end)'}\n  now:       ${b.slice(at, at + 12).join('\n             ')}`];
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '        ') + '\n';
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      binary: { type: 'string', default: 'build/native-debug/tests/conformance/weft_conformance' },
      record: { type: 'boolean', default: false },
    },
  });
  if (values.record) {
    await record();
  } else {
    const { passed, failed, output } = await conformance({ command: [values.binary], only: positionals });
    process.stdout.write(`${output}${passed} passed, ${failed} failed\n`);
    if (failed > 0 || passed === 0) process.exitCode = 1;
  }
}

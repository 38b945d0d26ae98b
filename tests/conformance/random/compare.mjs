// Runs random programs in C++ and in CPython, and compares their traces.
//
//     node tests/conformance/random/compare.mjs                       10,000 programs
//     node tests/conformance/random/compare.mjs --count=100000        more of them
//     node tests/conformance/random/compare.mjs --first=4711 --count=1
//
// A program whose traces differ is made as small as it still differs, and shown with its seed. Seeds are fixed: each run is
// about the same programs.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPythons } from '../python.mjs';
import { makeProgram, smaller, write } from './programs.mjs';

/** @typedef {import('./programs.mjs').Node} Node */
/** @typedef {import('../run.mjs').Result} Result */

const here = path.dirname(fileURLToPath(import.meta.url));

const project = path.resolve(here, '../../..');

/** @typedef {{name: string, command: readonly [string, ...string[]]}} Half the C++ half of the comparison, as built for one target */

/** @type {readonly Half[]} */
const halves = [
  { name: '', command: [path.join(project, 'build/native-debug/tests/conformance/weft_conformance'), '--programs'] },
  { name: ' (as WebAssembly)', command: [process.execPath, path.join(here, '../wasm_program.mjs'), '--programs'] },
];

/** How many programs are run at a time. */
const batch = 2_000;
/** How many that differ are made smaller and shown. */
const shown = 3;

/**
 * @param {{first?: number, count?: number, env?: Record<string, string>}} options `first`: the least seed; `env`: for weft's programs
 * @returns {Promise<Result>} a test for each half
 */
export async function compareRandomPrograms({ first = 1, count = 10_000, env = {} }) {
  const python = (await findPythons()).find(({ version }) => version.startsWith('3.13.'));
  const title = `${count} random programs, from seed ${first}`;
  if (python === undefined) return { passed: 0, failed: 0, skipped: 1, failures: [], output: `skip  ${title}: no CPython 3.13 here to compare with\n` };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weft-programs-'));
  const judge = (/** @type {readonly Node[][]} */ programs) => traces([python.program, path.join(here, 'interpreter.py')], programs, folder, {});
  const tell = (/** @type {Half} */ half, /** @type {readonly Node[][]} */ programs) => traces(half.command, programs, folder, env);
  try {
    const compared = halves.map((half) => ({ half, differing: 0, problems: '' }));
    for (let seed = first; seed < first + count; seed += batch) {
      const programs = Array.from({ length: Math.min(batch, first + count - seed) }, (_, i) => makeProgram(seed + i));
      const judged = await judge(programs);
      for (const each of compared) {
        const told = await tell(each.half, programs);
        for (const [i, program] of programs.entries()) {
          if (agree(judged[i], told[i])) continue;
          each.differing += 1;
          const run = async (/** @type {readonly Node[][]} */ some) => ({ judged: await judge(some), told: await tell(each.half, some) });
          if (each.differing <= shown) each.problems += `seed ${seed + i}: ${await explain(program, run)}`;
        }
      }
    }
    const names = compared.map(({ half }) => `${title}${half.name}`);
    const failures = names.filter((_, i) => (compared[i]?.differing ?? 0) > 0);
    const output = compared
      .map(({ differing, problems }, i) =>
        differing > 0 ? `FAIL  ${names[i]}: ${differing} differ from CPython ${python.version}\n${problems}` : `ok    ${names[i]}, as in CPython ${python.version}\n`,
      )
      .join('');
    return { passed: halves.length - failures.length, failed: failures.length, skipped: 0, failures, output };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * What a program printed, by its place. One that takes the interpreter down does not take along those that follow.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {readonly Node[][]} programs
 * @param {string} folder for a while
 * @param {Record<string, string>} env
 * @returns {Promise<string[]>}
 */
async function traces([program, ...words], programs, folder, env) {
  const lines = programs.map(write);
  /** @type {string[]} */
  const all = [];
  while (all.length < lines.length) {
    const file = path.join(folder, 'programs.txt');
    fs.writeFileSync(file, `${lines.slice(all.length).join('\n')}\n`);
    const { code, stdout, stderr } = await execute(program, [...words, file], env);
    const told = stdout
      .split(/^== \d+\n/m)
      .slice(1);
    all.push(...told);
    if (code === 0) break;
    all[Math.max(all.length, 1) - 1] = `${all.at(-1) ?? ''}!! the interpreter ended with exit code ${code}\n${stderr}`;
    if (told.length === 0) break;
  }
  return all;
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{code: number | string, stdout: string, stderr: string}>}
 */
function execute(program, args, env) {
  return new Promise((resolve) => {
    execFile(program, args, { env: { ...process.env, ...env }, timeout: 120_000, killSignal: 'SIGKILL', maxBuffer: 256 << 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 1), stdout, stderr });
    });
  });
}

/**
 * Whether they are the same, but for messages of cancellations. A task or future of CPython's tells its to who asks first, and
 * forgets it then; a gather takes that of its last child, cancelled or not; a shield takes none. weft's keep them.
 *
 * @param {string | undefined} judged
 * @param {string | undefined} told
 */
function agree(judged, told) {
  return judged === told || (judged !== undefined && told !== undefined && withoutMessages(judged) === withoutMessages(told) && forgets(judged, told));
}

/** Whether each message that differs is one that CPython has lost or taken from another. @param {string} judged @param {string} told */
function forgets(judged, told) {
  const messages = (/** @type {string} */ trace) => [...trace.matchAll(/cancelled(?:\((\w+)\))?/g)].map(([, message]) => message);
  const a = messages(judged);
  const b = messages(told);
  const ofAGather = /gather/.test(judged);
  return a.every((message, i) => message === b[i] || message === undefined || ofAGather);
}

/** @param {string} trace */
function withoutMessages(trace) {
  return trace.replace(/cancelled\(\w+\)/g, 'cancelled');
}

/**
 * @param {Node[]} program
 * @param {(programs: readonly Node[][]) => Promise<{judged: string[], told: string[]}>} run
 * @returns {Promise<string>}
 */
async function explain(program, run) {
  let least = program;
  for (;;) {
    const candidates = smaller(least);
    const { judged, told } = await run(candidates);
    const next = candidates.find((_, i) => !agree(judged[i], told[i]));
    if (next === undefined) break;
    least = next;
  }
  const { judged, told } = await run([least]);
  return `${write(least)}\nCPython:\n${indent(judged[0])}weft:\n${indent(told[0])}`;
}

/** @param {string | undefined} text */
function indent(text) {
  return `${(text ?? '(nothing)').trimEnd().replace(/^/gm, '    ')}\n`;
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { first: { type: 'string', default: '1' }, count: { type: 'string', default: '10000' } } });
  const { failed, output } = await compareRandomPrograms({ first: Number(values.first), count: Number(values.count) });
  process.stdout.write(output);
  if (failed > 0) process.exitCode = 1;
}

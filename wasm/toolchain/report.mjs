// What the set-up tells the person who waits for it: one line when something that takes time begins (with how long it
// may take), one when it has ended (with how long it took), and nothing at all when there was nothing to do.

import { spawn } from 'node:child_process';

/** A reason to stop that the person can act upon: printed as it is, without a stack trace. */
export class SetupError extends Error {}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`weft: ${text}\n`);
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

/**
 * Says what begins, does it, says how long it took.
 *
 * @template T
 * @param {string} what   in the form "installing X"
 * @param {string} expected how long it may take, e.g. "about a minute"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, expected, work) {
  const began = performance.now();
  say(`${what} (${expected}) …`);
  const result = await work();
  say(`${what}: done in ${duration(performance.now() - began)}`);
  return result;
}

/**
 * Runs a command to its end. Its output is kept back and shown only when it fails, as what package managers print is
 * of no use to anybody when all went well.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: Record<string, string>}} [options]
 * @returns {Promise<string>} what it wrote to stdout
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (/** @type {Buffer} */ data) => {
      stdout += data.toString();
      all += data.toString();
    });
    child.stderr.on('data', (/** @type {Buffer} */ data) => {
      all += data.toString();
    });
    child.on('error', (error) => reject(new SetupError(`${command} cannot be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new SetupError(`${all}\n"${[command, ...args].join(' ')}" failed (${signal ?? `exit code ${code}`})`));
    });
  });
}

/**
 * Runs a command whose output the person should see as it comes.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: Record<string, string>}} [options]
 * @returns {Promise<void>}
 */
export function runShown(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => reject(new SetupError(`${command} cannot be run: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new SetupError(`"${[command, ...args].join(' ')}" failed (${signal ?? `exit code ${code}`})`));
    });
  });
}

// The command `weft-playground` as its users have it, built from the sources and run as a process of its own.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildPrograms } from '../../web/scripts/npm_package.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';

/** What the build left for the site: as much of a site as compiling needs. */
export const builtPrograms = path.join(project, 'build/wasm/public');

/**
 * @param {string} outDir a folder for it
 * @returns {Promise<string>} the program's file
 */
export async function buildCommandLine(outDir) {
  await buildPrograms(outDir);
  return path.join(outDir, 'bin/weft-playground.mjs');
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>}
 */
export function runCommandLine(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (/** @type {Buffer} */ data) => (stdout += data.toString()));
    child.stderr.on('data', (/** @type {Buffer} */ data) => (stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

// Configuring and building with CMake, as little as there is to do: configuring only when what it was done with has
// changed, and not a word when Ninja finds that everything is up to date.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import * as emscripten from './emscripten.mjs';
import { duration, run, say, SetupError } from './report.mjs';

/** @typedef {{presets: string, emscripten: string | null, definitions: Record<string, string>}} Configuration */

/**
 * @param {string} project
 * @param {'wasm' | 'native-debug' | 'native-fuzz' | 'native-tsan' | 'native-coverage' | 'native-release'} preset
 * @param {Record<string, string>} [definitions] CMake variables; ones that an earlier call set stay set
 */
export async function configure(project, preset, definitions = {}) {
  const stamp = path.join(project, 'build', preset, 'weft-configured.json');
  const before = fs.existsSync(stamp) ? /** @type {Configuration} */ (JSON.parse(fs.readFileSync(stamp, 'utf8'))) : undefined;
  /** @type {Configuration} */
  const now = {
    presets: createHash('sha256').update(fs.readFileSync(path.join(project, 'CMakePresets.json'))).digest('hex'),
    emscripten: preset === 'wasm' ? ((await emscripten.find()) ?? null) : null,
    definitions: { ...before?.definitions, ...definitions },
  };
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(now)) return;
  const args = Object.entries(now.definitions).map(([name, value]) => `-D${name}=${value}`);
  // CMake cannot change the compiler of a build folder: after a change of Emscripten it has to begin anew.
  const fresh = before !== undefined && before.emscripten !== now.emscripten ? ['--fresh'] : [];
  await run('cmake', [...fresh, '--preset', preset, ...args], { cwd: project });
  fs.writeFileSync(stamp, JSON.stringify(now));
}

/**
 * @param {string} project
 * @param {string} preset
 * @param {readonly string[]} targets
 * @param {{what: string, expected: string}} wording
 */
export async function build(project, preset, targets, { what, expected }) {
  const began = performance.now();
  let busy = false;
  const child = spawn('cmake', ['--build', '--preset', preset, '--target', ...targets], {
    cwd: project,
    env: { ...process.env, ...(process.stderr.isTTY ? {} : { NO_COLOR: '1' }), NINJA_STATUS: '[%f/%t] ' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) {
    readline.createInterface({ input }).on('line', (line) => {
      if (line === '' || /no work to do|Re-checking globbed|^-- |Re-running CMake/.test(line)) return;
      if (!busy) say(`${what} (${expected}) …`);
      busy = true;
      process.stderr.write(`  ${line}\n`);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new SetupError(`cmake cannot be run: ${error.message}`)));
    child.on('close', resolve);
  });
  if (code !== 0) throw new SetupError(`${what} failed`);
  if (busy) say(`${what}: done in ${duration(performance.now() - began)}`);
}

// npm packages that only a test or a benchmark needs, and that are too many for everybody: installed in a folder below build/, when they
// are not there.

import fs from 'node:fs';
import path from 'node:path';
import { installNpmPackages, npmIsCurrent } from '../../wasm/toolchain/npm.mjs';

const files = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * @param {string} source a folder with what npm is to read
 * @param {string} folder where they go
 * @param {string} what   they are, in words
 */
export async function installInFolder(source, folder, what) {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of files) fs.copyFileSync(path.join(source, name), path.join(folder, name));
  if (!npmIsCurrent(folder)) await installNpmPackages(folder, what);
}

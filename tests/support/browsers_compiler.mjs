// The compiler of the site's build, in Node: the same that runs in the browser.

import fs from 'node:fs';
import path from 'node:path';
import { compilerFolders } from '../../wasm/program/drive_clang.mjs';
import { loadLlvm, readAsset } from '../../wasm/program/load_llvm.mjs';
import { readPack } from '../../wasm/program/pack.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';

/** @typedef {import('../../wasm/program/assets.mjs').Asset} Asset */

/** Where the build leaves what programs are made of. */
export const programFolder = path.join(project, 'build/wasm/public/program');

/** Of the build's manifest, what is used here. @typedef {{glue: string, compiler: {files: Record<string, Asset>, pch: Asset, sysroot: Asset}}} Manifest */

export async function loadCompiler() {
  const { glue, compiler } = /** @type {Manifest} */ (JSON.parse(fs.readFileSync(path.join(programFolder, 'manifest.json'), 'utf8')));
  const pack = readPack(await readAsset(programFolder, compiler.sysroot));
  const llvm = await loadLlvm(programFolder, compiler.files, compilerFolders([pack], await readAsset(programFolder, compiler.pch)));
  return { llvm, pack, glue: path.join(programFolder, glue) };
}

/** LLVM in Node, from the same files that the site serves. For build steps and tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** @typedef {Pick<import('./assets.mjs').Asset, 'path' | 'encoding'>} Asset */

/**
 * @param {string} folder where the assets lie
 * @param {Record<string, Asset>} assets as `bundle_llvm.mjs` lists them
 * @param {import('./virtual_system.mjs').FileTree} folders what the tools find at the root of their file tree
 * @returns {Promise<import('./llvm.mjs').Llvm>}
 */
export async function loadLlvm(folder, assets, folders) {
  const script = assets['llvm.js'];
  const core = assets['llvm.core.wasm'];
  if (script === undefined || core === undefined) throw new Error('the list of compiler files is incomplete');
  const [{ createLlvm }, module] = await Promise.all([
    import(pathToFileURL(path.join(folder, script.path)).href),
    readAsset(folder, core).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  return createLlvm(module, folders);
}

/**
 * @param {string} folder
 * @param {Asset} asset
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function readAsset(folder, asset) {
  const bytes = await readFile(path.join(folder, asset.path));
  return new Uint8Array(asset.encoding === 'gzip' ? await promisify(gunzip)(bytes) : bytes);
}

/**
 * Files for the site under names that tell their content, so that browsers may keep them for ever, and the notes that build steps leave for
 * each other. For the build's Node scripts.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

/**
 * @typedef {object} Asset
 * @property {string} path  the file's name, beside the manifest
 * @property {number} bytes its size there
 * @property {number} unpackedBytes its size when decoded
 * @property {'identity' | 'gzip'} encoding
 */

/** @param {Uint8Array | string} content */
export function hashOf(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Writes a file for the site as `name-<hash>.ext` (`.gz` added when it is compressed). One that is there already is left alone.
 *
 * Compression is gzip at its best: every static host can serve it as it is and every browser can decode it by itself.
 *
 * @param {string} folder
 * @param {string} name
 * @param {Uint8Array} content
 * @param {{ encoding: Asset['encoding'] }} options
 * @returns {Promise<Asset>}
 */
export async function writeAsset(folder, name, content, { encoding }) {
  const extension = path.extname(name);
  const hash = hashOf(content).slice(0, 10);
  const file = `${name.slice(0, name.length - extension.length)}-${hash}${extension}${encoding === 'gzip' ? '.gz' : ''}`;
  const target = path.join(folder, file);
  let bytes = await readFile(target).then((present) => present.length, () => 0);
  if (bytes === 0) {
    const packed = encoding === 'gzip' ? await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }) : content;
    await writeWhole(target, packed);
    bytes = packed.length;
  }
  return { path: file, bytes, unpackedBytes: content.length, encoding };
}

/**
 * Writes a file under another name first: one that a broken-off build leaves half written must not be taken for whole.
 *
 * @param {string} file
 * @param {Uint8Array | string} content
 */
export async function writeWhole(file, content) {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  await writeFile(partial, content);
  await rename(partial, file);
}

/**
 * @param {string} file
 * @param {unknown} value
 */
export async function writeJson(file, value) {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * @param {string} file
 * @returns {Promise<any>}
 */
export async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}

/**
 * Reads `--name value` options, all of them required.
 *
 * @template {string} Name
 * @param {readonly Name[]} names
 * @returns {Record<Name, string>}
 */
export function parseOptions(names) {
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])), allowPositionals: false });
  return /** @type {Record<Name, string>} */ (
    Object.fromEntries(
      names.map((name) => {
        const value = values[name];
        if (typeof value !== 'string') throw new Error(`--${name} is missing`);
        return [name, value];
      }),
    )
  );
}

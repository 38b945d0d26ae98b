// What clang says about a C++ file, as JSON: every declaration with its place, so that nobody here parses C++.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * @typedef {object} Place
 * @property {number} offset
 * @property {number} tokLen
 * @property {string} [file] clang writes it only where it is not the one before; readAst() fills it in
 * @property {Place} [expansionLoc] where a macro is used, of a place that it makes
 *
 * @typedef {object} Node a declaration, or a part of one; of what clang says, what is used here
 * @property {string} kind
 * @property {string} [name]
 * @property {{begin?: Place, end?: Place}} [range]
 * @property {boolean} [isImplicit]
 * @property {boolean} [completeDefinition]
 * @property {string} [parentDeclContextId] of a member that is defined outside its class
 * @property {string} [tagUsed] "class" or "struct"
 * @property {string} [access]
 * @property {boolean} [explicitlyDeleted]
 * @property {string} [explicitlyDefaulted]
 * @property {{access?: string, type: {qualType: string}}[]} [bases]
 * @property {Node[]} [inner]
 */

/**
 * The declarations of `names`, wherever in `source` and what it includes they are.
 *
 * @param {string} compiler emcc or clang++
 * @param {readonly string[]} options
 * @param {string} source
 * @param {string} names a part of the qualified names that are wanted
 * @returns {Promise<Node[]>}
 */
export async function readAst(compiler, options, source, names) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'weft-reference-'));
  try {
    const file = path.join(folder, 'source.cpp');
    fs.writeFileSync(file, source);
    const wanted = ['-fsyntax-only', '-Xclang', '-ast-dump=json', '-Xclang', `-ast-dump-filter=${names}`];
    const output = await capture(compiler, [...options, ...wanted, file]);
    // One JSON text for each declaration that fits, one after the other.
    const nodes = output.split(/^(?=\{)/mu).filter((text) => text.startsWith('{'));
    return nodes.map((text) => {
      const node = /** @type {Node} */ (JSON.parse(text));
      fillInFiles(node, { file: '' });
      return node;
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * @param {object} part
 * @param {{file: string}} last the file that was named last, in the order in which clang has written
 */
function fillInFiles(part, last) {
  for (const value of Object.values(part)) {
    if (typeof value !== 'object' || value === null) continue;
    if ('offset' in value && 'tokLen' in value) {
      const place = /** @type {Place} */ (value);
      if (place.file !== undefined) last.file = path.normalize(place.file);
      place.file = last.file;
    } else {
      fillInFiles(value, last);
    }
  }
}

/**
 * Where a declaration is in the source's text.
 *
 * @param {Node} node
 * @returns {{file: string, begin: number, end: number} | undefined} nothing for what clang made up
 */
export function extent(node) {
  // A function template that is one by an `auto` parameter has no beginning of its own.
  const from = node.range?.begin?.offset === undefined && node.range?.begin?.expansionLoc === undefined ? node.inner?.at(-1) : node;
  const begin = from?.range?.begin?.expansionLoc ?? from?.range?.begin;
  const end = node.range?.end?.expansionLoc ?? node.range?.end;
  if (begin?.file === undefined || end === undefined) return undefined;
  return { file: begin.file, begin: begin.offset, end: end.offset + end.tokLen };
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<string>} stdout
 */
function capture(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {Buffer[]} */
    const output = [];
    /** @type {Buffer[]} */
    const complaints = [];
    child.stdout.on('data', (/** @type {Buffer} */ data) => output.push(data));
    child.stderr.on('data', (/** @type {Buffer} */ data) => complaints.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else reject(new Error(`${program} cannot read the headers:\n${Buffer.concat(complaints).toString()}`));
    });
  });
}

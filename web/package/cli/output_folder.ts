/** The folder of compiled programs: read as the last time's results, replaced as a whole or not at all. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { writeJson, writeWhole } from '../../../wasm/program/assets.mjs';
import { prebuiltManifestFile, readPrebuiltManifest, type PrebuiltManifest, type PrebuiltProgram } from '../../src/embed/format/prebuilt_manifest.js';
import type { Program } from './site.js';

/** What packing at its best has made of a program, since that takes its time: as it was written, or read. */
const packed = new WeakMap<Uint8Array, Uint8Array>();

export class OutputFolder {
  readonly #folder: string;
  readonly #before: PrebuiltManifest | null;
  readonly #compiler: string;

  private constructor(folder: string, compiler: string, before: PrebuiltManifest | null) {
    this.#folder = folder;
    this.#compiler = compiler;
    this.#before = before;
  }

  static async open(folder: string, compiler: string): Promise<OutputFolder> {
    const before: unknown = await readFile(path.join(folder, prebuiltManifestFile), 'utf8').then(JSON.parse, () => null);
    return new OutputFolder(folder, compiler, readPrebuiltManifest(before));
  }

  /** The program that the same compiler made of the same source; undefined when there is none. */
  async read(key: string): Promise<Program | undefined> {
    const known = this.#before?.compiler === this.#compiler ? this.#before.programs[key] : undefined;
    if (known === undefined || !filesOf(known).every((file) => existsSync(path.join(this.#folder, file)))) return undefined;
    try {
      const wasm = await this.#unpack(known.wasm);
      return known.threadsWasm === undefined ? { wasm } : { wasm, threadsWasm: await this.#unpack(known.threadsWasm) };
    } catch {
      return undefined;
    }
  }

  /**
   * The list comes last: what reads it finds all that it names. Then goes what only the last list named.
   *
   * @returns how many bytes there are now
   */
  async write(weft: string, glue: string, programs: ReadonlyMap<string, Program>): Promise<number> {
    let bytes = 0;
    const pack = async (file: string, wasm: Uint8Array) => {
      const content = packed.get(wasm) ?? (await promisify(gzip)(wasm, { level: constants.Z_BEST_COMPRESSION }));
      packed.set(wasm, content);
      bytes += content.length;
      await writeWhole(path.join(this.#folder, file), content);
    };
    const list: Record<string, PrebuiltProgram> = {};
    for (const [key, { wasm, threadsWasm }] of [...programs].sort()) {
      const program = { wasm: `${key}.wasm.gz`, ...(threadsWasm === undefined ? {} : { threadsWasm: `${key}-threads.wasm.gz` }), glue };
      list[key] = program;
      await pack(program.wasm, wasm);
      if (program.threadsWasm !== undefined && threadsWasm !== undefined) await pack(program.threadsWasm, threadsWasm);
    }
    const manifest: PrebuiltManifest = { version: 1, weft, compiler: this.#compiler, programs: list };
    await writeJson(path.join(this.#folder, prebuiltManifestFile), manifest);
    const current = new Set(Object.values(list).flatMap(filesOf));
    const old = Object.values(this.#before?.programs ?? {}).flatMap(filesOf);
    for (const file of old) if (!current.has(file)) await rm(path.join(this.#folder, file), { force: true });
    return bytes;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #unpack(file: string): Promise<Uint8Array<ArrayBuffer>> {
    const content = await readFile(path.join(this.#folder, file));
    const wasm = new Uint8Array(await promisify(gunzip)(content));
    packed.set(wasm, content);
    return wasm;
  }
}

function filesOf({ wasm, threadsWasm }: PrebuiltProgram): string[] {
  return threadsWasm === undefined ? [wasm] : [wasm, threadsWasm];
}

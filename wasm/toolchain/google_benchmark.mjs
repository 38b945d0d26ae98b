// Google Benchmark's sources, for the benchmarks alone.
//
// Debian's own library is compiled for libstdc++ and its interface is full of std::string, while weft uses libc++; and
// the benchmarks are compiled to WebAssembly besides. So it is compiled with them, from the sources of Debian 13's package
// (Debian packages GoogleTest's sources to be installed, but not these).

import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, unpackSource } from './debian13.mjs';
import { step } from './report.mjs';

function privateFolder() {
  return path.join(cacheFolder(), 'google-benchmark-1');
}

/**
 * The folder of the sources: the one that WEFT_GOOGLE_BENCHMARK names, else the one that `install` left.
 *
 * @returns {string | undefined}
 */
export function find() {
  const folder = process.env['WEFT_GOOGLE_BENCHMARK'] ?? privateFolder();
  return fs.existsSync(path.join(folder, 'src/benchmark.cc')) ? folder : undefined;
}

/** Unpacks them. Expects apt. */
export async function install() {
  await step(`unpacking Google Benchmark's sources into ${privateFolder()}`, 'a few seconds', () => unpackSource(privateFolder(), 'benchmark'));
}

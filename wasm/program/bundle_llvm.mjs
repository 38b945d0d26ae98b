/**
 * Makes from the package `@yowasp/clang` what the site and the build use: the script `llvm.js` (see llvm.mjs) and the core module, compressed.
 *
 *     node bundle_llvm.mjs --out <public folder> --assets <list to write, JSON>
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { parseOptions, writeAsset, writeJson } from './assets.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const packageFolder = path.dirname(createRequire(import.meta.url).resolve('@yowasp/clang'));
const CORE = 'llvm.core.wasm';

async function bundle() {
  const bundled = await build({
    input: path.join(here, 'llvm.mjs'),
    write: false,
    platform: 'neutral',
    logLevel: 'warn',
    output: { format: 'es', minify: true, codeSplitting: false },
  });
  const [chunk] = bundled.output;
  if (bundled.output.length > 1) throw new Error(`llvm.js should be one file: ${bundled.output.map((file) => file.fileName).join(', ')}`);
  return Buffer.from(chunk.code);
}

const options = parseOptions(['out', 'assets']);
const core = await readFile(path.join(packageFolder, CORE));
const [script, module] = await Promise.all([
  bundle().then((code) => writeAsset(options.out, 'llvm.js', code, { encoding: 'identity' })),
  writeAsset(options.out, CORE, core, { encoding: 'gzip' }),
]);
await writeJson(options.assets, { 'llvm.js': script, [CORE]: module });

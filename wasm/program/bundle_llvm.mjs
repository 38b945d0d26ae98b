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
const SCRIPT = 'bundle.js';
const CORE = 'llvm.core.wasm';
const VIRTUAL = 'weft:yowasp-clang';

/** Bundles llvm.mjs with the package's script, of which it uses a part: the rest (fetching, its own file system) is there but asleep. */
async function bundle() {
  const script = await readFile(path.join(packageFolder, SCRIPT), 'utf8');
  if (!/^function instantiate\(/mu.test(script)) throw new Error('@yowasp/clang changed its form: its script has no function instantiate');
  const names = [...script.matchAll(/getCoreModule\("([^"]+)"\)/gu)].map((match) => match[1] ?? '').filter((name) => name !== CORE);
  const smallModules = await Promise.all(
    names.map(async (name) => [name, (await readFile(path.join(packageFolder, name))).toString('base64')]),
  );
  const bundled = await build({
    input: path.join(here, 'llvm.mjs'),
    write: false,
    platform: 'neutral',
    external: [/^node:/u],
    logLevel: 'warn',
    plugins: [
      {
        name: 'weft-yowasp-clang',
        resolveId: (id) => (id === VIRTUAL ? VIRTUAL : null),
        load: (id) =>
          id === VIRTUAL
            ? {
                code: `${script}
                  export { instantiate };
                  export const smallModules = Object.fromEntries(${JSON.stringify(smallModules)}.map(
                    ([name, text]) => [name, Uint8Array.from(atob(text), (character) => character.charCodeAt(0))]));`,
                // Nothing in the script does anything when it is loaded: what is not used can go.
                moduleSideEffects: false,
              }
            : null,
      },
    ],
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

/** `import manifest from 'virtual:weft-program'`: what the program build left for the site, checked and part of the bundle. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Plugin } from 'vite';
import { programManifestSchema, type ProgramManifest } from '../src/protocol/program.js';

const name = 'virtual:weft-program';
const resolved = `\0${name}`;

export function programManifest(file: string): Plugin {
  return {
    name: 'weft:program-manifest',
    resolveId: {
      filter: { id: /^virtual:weft-program$/ },
      handler: () => resolved,
    },
    load: {
      filter: { id: /^\0virtual:weft-program$/ },
      async handler() {
        this.addWatchFile(file);
        return `export default ${JSON.stringify(await readManifest(file))};`;
      },
    },
  };
}

async function readManifest(file: string): Promise<ProgramManifest> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new Error(
      `There is no ${file}: the program build has not run.\n` +
        'Run `npm run build`, or `cmake --preset wasm && cmake --build --preset wasm --target weft_program`.',
    );
  }
  const result = v.safeParse(programManifestSchema, JSON.parse(text));
  if (!result.success) {
    throw new Error(`${file} is not the manifest that the site expects:\n${v.summarize(result.issues)}`);
  }
  return result.output;
}

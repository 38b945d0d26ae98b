// The glue of programs, in Node: a classic script, which Node would take for a module (the project's package.json says that its
// scripts are).

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * @param {string} file
 * @returns {(options: object) => Promise<{weftMain: () => Promise<number>}>} createWeftProgram
 */
export function loadGlue(file) {
  const load = new Function('require', '__dirname', '__filename', `${fs.readFileSync(file, 'utf8')}\nreturn createWeftProgram;`);
  return load(createRequire(import.meta.url), path.dirname(file), file);
}

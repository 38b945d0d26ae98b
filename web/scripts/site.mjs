// Building the page: what `npm start`, `npm run dev`, `npm run build` and the tests have in common.

import { build, configure } from '../../wasm/toolchain/cmake.mjs';
import { project, setUp } from '../../wasm/toolchain/setup.mjs';

/**
 * Makes the machine able to build the page and builds it. Costs a fraction of a second when all is up to date.
 *
 * @param {'site' | 'weft_program'} target `weft_program` is the page's WebAssembly alone, for a server that bundles as it goes
 */
export async function buildSite(target = 'site') {
  await setUp();
  await configure(project, 'wasm');
  await build(project, 'wasm', [target], { what: 'building the runtime and the page', expected: 'about two minutes the first time' });
}

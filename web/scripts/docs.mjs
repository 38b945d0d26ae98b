// Builds the documentation: part of the page's build, which puts it beside the page.
//
//     node web/scripts/docs.mjs --out FOLDER

import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../wasm/toolchain/report.mjs';
import { main } from '../../wasm/toolchain/setup.mjs';
import { relocate } from './docs/relocate.mjs';

const project = path.resolve(import.meta.dirname, '../..');

await main(async () => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (values.out === undefined) throw new Error('usage: node web/scripts/docs.mjs --out FOLDER');
  const out = path.resolve(values.out);
  // By its command: what it says while all goes well is for somebody else.
  const vitepress = path.join(project, 'node_modules/vitepress/bin/vitepress.js');
  await run(process.execPath, [vitepress, 'build', path.join(project, 'web/docs'), '--outDir', out]);
  relocate(out);
});

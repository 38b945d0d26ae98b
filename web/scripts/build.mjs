// npm run build: leaves the site in web/dist, ready to be copied to any static host, under any path.

import path from 'node:path';
import { say } from '../../wasm/toolchain/report.mjs';
import { main, project } from '../../wasm/toolchain/setup.mjs';
import { buildSite } from './site.mjs';

await main(async () => {
  await buildSite();
  say(`the site is in ${path.relative(process.cwd(), path.join(project, 'web/dist')) || '.'}`);
});

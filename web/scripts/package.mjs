// npm run package: leaves the npm package in build/package, ready for `npm pack` or `npm publish`.

import { say } from '../../wasm/toolchain/report.mjs';
import { main } from '../../wasm/toolchain/setup.mjs';
import { buildPackage } from './npm_package.mjs';
import { buildSite } from './site.mjs';

await main(async () => {
  await buildSite();
  await buildPackage('build/package');
  say('the npm package is in build/package');
});

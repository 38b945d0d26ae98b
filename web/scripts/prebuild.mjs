// weft-playground prebuild for documentation in this repository: the command built from its sources, with the compiler that the build has made.
//
//     node web/scripts/prebuild.mjs "web/docs/**/*.md" --out web/dist/docs/prebuilt

import path from 'node:path';
import { runShown } from '../../wasm/toolchain/report.mjs';
import { main, project } from '../../wasm/toolchain/setup.mjs';
import { buildPrograms } from './npm_package.mjs';

await main(async () => {
  const folder = path.join(project, 'build/prebuild');
  await buildPrograms(folder);
  const command = [path.join(folder, 'bin/weft-playground.mjs'), 'prebuild', '--site', path.join(project, 'build/wasm/public')];
  await runShown(process.execPath, [...command, ...process.argv.slice(2)]);
});

// The judges: which CPythons there are on this machine, and how to get a recent one on Debian.

import fs from 'node:fs';
import path from 'node:path';
import { command } from '../../wasm/toolchain/requirements.mjs';
import { cacheFolder, launcher, unpackPackages } from '../../wasm/toolchain/debian13.mjs';
import { run, say, step } from '../../wasm/toolchain/report.mjs';

/**
 * @typedef {object} Python
 * @property {string} program
 * @property {string} version such as "3.13.5"
 */

/** To be counted up whenever something else is unpacked. */
const recipe = 1;
const folder = path.join(cacheFolder(), `cpython-3.13-${recipe}`);
const unpacked = path.join(folder, 'python3');
const packages = ['python3.13-minimal', 'libpython3.13-minimal', 'libpython3.13-stdlib', 'libc6', 'libexpat1', 'zlib1g'];

/**
 * The CPython that judges, Debian 13's 3.13, unpacked if need be (which Debian's apt can do on Debian 12, too); and
 * the machine's own python3, which is asked about whatever it is new enough for. Neither, on a machine that has none.
 *
 * @returns {Promise<Python[]>}
 */
export async function findPythons() {
  if (!fs.existsSync(unpacked) && fs.existsSync('/etc/debian_version') && command('apt-get') !== undefined) {
    try {
      await step(`unpacking CPython 3.13 into ${folder}`, '10 MB to fetch, a few seconds', () =>
        unpackPackages(folder, packages, {
          leftOut: ['./usr/share/doc', './usr/share/man'],
          configure: (root) => {
            const script = launcher(root, folder, 'usr/bin/python3.13', { PYTHONHOME: `${folder}/usr` });
            fs.writeFileSync(path.join(root, 'python3'), script, { mode: 0o755 });
          },
        }),
      );
    } catch (error) {
      say(`there will be no CPython 3.13 to compare with: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  // The distribution's own before whatever else comes first on the PATH.
  const own = fs.existsSync('/usr/bin/python3') ? '/usr/bin/python3' : command('python3');
  /** @type {Python[]} */
  const pythons = [];
  for (const program of [unpacked, own, process.env['WEFT_PYTHON']]) {
    if (program === undefined || !fs.existsSync(program)) continue;
    const version = (await run(program, ['-c', 'import platform; print(platform.python_version())'])).trim();
    if (!pythons.some((other) => other.version === version)) pythons.push({ program, version });
  }
  return pythons;
}

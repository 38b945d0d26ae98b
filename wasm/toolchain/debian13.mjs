// Packages of Debian 13 on a machine that may be a Debian 12: unpacked, not installed, into a folder of the user's. The
// sources of its packages, too.
//
// apt does the fetching, with the machine's own mirror and proxy settings and with its signature checks, in a private
// configuration that looks at Debian 13 and at nothing else. Native programs among them are run through Debian 13's own
// dynamic loader and C library, unpacked beside them. No root is needed.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run, SetupError } from './report.mjs';

/** Where weft keeps what it fetched, shared by every clone. */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'];
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache'), 'weft');
}

/**
 * Unpacks packages into a folder of the cache.
 *
 * @param {string} folder where they shall lie, within cacheFolder()
 * @param {readonly string[]} packages by name; dependencies are not followed
 * @param {{leftOut?: readonly string[], configure?: (root: string) => void}} [options] `leftOut`: what is not unpacked, as
 *   patterns; `configure`: makes the unpacked files, which are in `root` then, fit for use from `folder`
 */
export async function unpackPackages(folder, packages, { leftOut = [], configure } = {}) {
  await fill(folder, async (root, staging) => {
    const debs = await download(staging, 'deb', ['download', '-q', ...packages]);
    for (const deb of debs) await unpack(deb, root, leftOut);
    fs.chmodSync(root, 0o755);
    configure?.(root);
  });
}

/**
 * Unpacks the upstream sources of a source package into a folder of the cache, without Debian's changes.
 *
 * @param {string} folder where they shall lie, within cacheFolder()
 * @param {string} name   the source package
 */
export async function unpackSource(folder, name) {
  await fill(folder, async (root, staging) => {
    const files = await download(staging, 'deb-src', ['source', '--download-only', '-q', name]);
    const archive = files.find((file) => /\.orig\.tar\.\w+$/.test(file));
    if (archive === undefined) throw new SetupError(`the source package ${name} has no upstream archive: Debian 13 changed it`);
    await run('tar', ['--extract', '--file', archive, '--no-same-owner', '--strip-components=1', '--directory', root]);
  });
}

/**
 * @param {string} folder
 * @param {(root: string, staging: string) => Promise<void>} work puts into `root` what shall be in `folder`
 */
async function fill(folder, work) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  // Built under another name on the same file system and renamed at the end: an install that was broken off, or one
  // that another clone does at this moment, is never mistaken for a whole one.
  const staging = fs.mkdtempSync(`${folder}-partial-`);
  try {
    const root = path.join(staging, 'root');
    fs.mkdirSync(root);
    await work(root, path.join(staging, 'apt'));
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(root, folder);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * A script that runs a native program of the unpacked packages (libc6 must be among them) on any Debian.
 *
 * @param {string} root    where they are now
 * @param {string} folder  where they will be
 * @param {string} program its path in there
 * @param {Record<string, string>} [environment]
 */
export function launcher(root, folder, program, environment = {}) {
  const libraries = fs
    .readdirSync(path.join(root, 'usr/lib'))
    .find((name) => fs.existsSync(path.join(root, 'usr/lib', name, 'libc.so.6')));
  if (libraries === undefined) throw new SetupError('libc6 as unpacked has no libc.so.6: Debian 13 changed its layout');
  const loader = fs.readdirSync(path.join(root, 'usr/lib', libraries)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  if (loader === undefined) throw new SetupError('libc6 as unpacked has no dynamic loader: Debian 13 changed its layout');
  const lib = `${folder}/usr/lib/${libraries}`;
  const settings = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'\n`);
  return `#!/bin/sh\n${settings.join('')}exec '${lib}/${loader}' --library-path '${lib}' '${folder}/${program}' "$@"\n`;
}

/** The address from which this machine takes Debian itself, as apt's own configuration says. */
async function debianMirror() {
  const release = /^VERSION_CODENAME=(\S+)/m.exec(fs.readFileSync('/etc/os-release', 'utf8'))?.[1];
  const targets = await run('apt-get', ['indextargets', '--format', '$(RELEASE) $(COMPONENT) $(REPO_URI)', 'Created-By: Packages']);
  for (const line of targets.split('\n')) {
    const [suite, component, address] = line.split(' ');
    if (suite === release && component === 'main' && address !== undefined) return address;
  }
  throw new SetupError(`apt's configuration names no mirror for Debian ${release} (main): see /etc/apt/sources.list.d`);
}

/**
 * Fetches packages with an apt that sees Debian 13 only and checks its signature.
 *
 * @param {string} folder
 * @param {'deb' | 'deb-src'} type
 * @param {readonly string[]} args apt-get's, which shall leave what it fetches in its working folder
 * @returns {Promise<string[]>} the files
 */
async function download(folder, type, args) {
  const mirror = await debianMirror();
  const fetched = path.join(folder, 'fetched');
  for (const part of ['lists/partial', 'cache/archives/partial', 'fetched']) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
  }
  const configuration = path.join(folder, 'apt.conf');
  const sources = path.join(folder, 'trixie.sources');
  fs.writeFileSync(
    sources,
    [
      `Types: ${type}`,
      `URIs: ${mirror}`,
      'Suites: trixie',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
      '',
    ].join('\n'),
  );
  fs.writeFileSync(path.join(folder, 'status'), '');
  fs.writeFileSync(
    configuration,
    [
      `Dir::Etc::sourcelist "${sources}";`,
      'Dir::Etc::sourceparts "/dev/null";',
      'Dir::Etc::preferences "/dev/null";',
      'Dir::Etc::preferencesparts "/dev/null";',
      `Dir::State::status "${path.join(folder, 'status')}";`,
      `Dir::State::lists "${path.join(folder, 'lists')}";`,
      `Dir::Cache "${path.join(folder, 'cache')}";`,
      'APT::Default-Release "";',
      'APT::Get::AllowUnauthenticated "false";',
      'Acquire::AllowInsecureRepositories "false";',
      'Acquire::AllowWeakRepositories "false";',
      'Acquire::Languages "none";',
      // apt would drop root's rights to a user who cannot see into root's cache folder, and then warn that it did not.
      'APT::Sandbox::User "root";',
      '',
    ].join('\n'),
  );
  const env = { APT_CONFIG: configuration };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', args, { env, cwd: fetched });
  return fs.readdirSync(fetched).map((name) => path.join(fetched, name));
}

/**
 * @param {string} deb
 * @param {string} root
 * @param {readonly string[]} leftOut
 */
async function unpack(deb, root, leftOut) {
  const excludes = leftOut.map((pattern) => `--exclude='${pattern}'`).join(' ');
  const script = `set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar --extract --no-same-owner --directory "$2" ${excludes}`;
  await run('bash', ['-c', script, 'bash', deb, root]);
}

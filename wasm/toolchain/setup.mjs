// Makes this machine able to build weft, or says what it lacks.
//
//     node wasm/toolchain/setup.mjs                     what the page's build needs
//     node wasm/toolchain/setup.mjs --tests             what the tests need besides
//     node wasm/toolchain/setup.mjs --benchmarks        what the tests and the benchmarks need besides
//     node wasm/toolchain/setup.mjs --print-emscripten  prints the folder that holds emcc; installs nothing
//
// It looks before it does anything, by the presence of files alone, so that on a machine where all is there it costs
// milliseconds. It uses nothing but Node itself, as it runs before the npm packages are there.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as emscripten from './emscripten.mjs';
import * as googleBenchmark from './google_benchmark.mjs';
import { installNpmPackages, npmIsCurrent } from './npm.mjs';
import { run, say, SetupError, step } from './report.mjs';
import { command, missing } from './requirements.mjs';

/** @typedef {import('./requirements.mjs').Purpose} Purpose */
/** @typedef {import('./requirements.mjs').Requirement} Requirement */

/** The project's folder. */
export const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Installs what is missing for the given purposes: Debian packages, Emscripten, npm packages.
 *
 * @param {{tests?: boolean, benchmarks?: boolean}} [options] `benchmarks`: and tests
 */
export async function setUp(options = {}) {
  checkNode();
  const benchmarks = options.benchmarks === true;
  /** @type {Purpose[]} */
  const purposes = ['site'];
  if (options.tests === true || benchmarks) purposes.push('native', 'browsers', 'sites');
  if (benchmarks) purposes.push('bench');
  const haveEmscripten = (await emscripten.find()) !== undefined;
  if (!haveEmscripten || (await usesDebiansLlvm())) purposes.push('emscripten');
  const lacksBenchmark = benchmarks && googleBenchmark.find() === undefined;

  const lacking = missing(purposes);
  const root = rootPrefix();
  const debian = isDebian();
  /** @type {string[]} */
  const byHand = [];
  if (!haveEmscripten) byHand.push(`Emscripten ${emscripten.minimumVersion} or newer, with emcc on the PATH (for instance by emsdk)`);
  if (lacksBenchmark) byHand.push("Google Benchmark's sources, with their folder in WEFT_GOOGLE_BENCHMARK");
  if ((lacking.length > 0 && (!debian || root === undefined)) || (byHand.length > 0 && !debian)) {
    throw new SetupError(whatToInstall(lacking, byHand, debian));
  }
  // npm's packages come while apt works: they share nothing but the network.
  const npm = npmIsCurrent(project) ? undefined : installNpmPackages(project);
  const others = (async () => {
    if (lacking.length > 0) await installDebianPackages(lacking, root ?? []);
    if (!haveEmscripten) await emscripten.install();
    if (lacksBenchmark) await googleBenchmark.install();
  })();
  for (const outcome of await Promise.allSettled([others, npm])) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** Vite, above all, needs a Node newer than some distributions have. */
function checkNode() {
  const minimum = '20.19.0';
  if (!emscripten.atLeast(process.versions.node, minimum)) {
    throw new SetupError(`Node ${process.versions.node} is too old: weft needs Node ${minimum} or newer`);
  }
}

/** Whether the Emscripten in use is Debian's, which takes clang from Debian's packages. */
async function usesDebiansLlvm() {
  const folder = await emscripten.find();
  return folder?.startsWith(emscripten.cacheFolder()) === true;
}

function isDebian() {
  return (
    fs.existsSync('/etc/debian_version') &&
    fs.existsSync('/etc/os-release') &&
    /^ID="?debian"?$/m.test(fs.readFileSync('/etc/os-release', 'utf8')) &&
    command('apt-get') !== undefined
  );
}

/** What goes before a command that needs root; undefined where root cannot be had without asking for a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  // Asking sudo itself would start a process each time; only somebody who lacks a package gets that far.
  return command('sudo') !== undefined && process.env['WEFT_SUDO'] === '1' ? ['sudo'] : undefined;
}

/**
 * @param {Requirement[]} lacking
 * @param {string[]} prefix
 */
async function installDebianPackages(lacking, prefix) {
  const names = lacking.map((one) => one.debian);
  await step(`installing Debian packages: ${names.join(' ')}`, 'about a minute', async () => {
    const [program, ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    if (program === undefined) return;
    await run(program, [...args, 'update', '-q']);
    await run(program, [...args, 'install', '-q', '-y', '--no-install-recommends', ...names]);
  });
  const still = lacking.filter((one) => !one.present());
  if (still.length > 0) {
    throw new SetupError(`apt-get installed ${still.map((one) => one.debian).join(' ')}, and yet it is not found`);
  }
}

/**
 * @param {Requirement[]} lacking
 * @param {readonly string[]} byHand what is no Debian package, for another system
 * @param {boolean} debian
 */
function whatToInstall(lacking, byHand, debian) {
  const lines = [
    debian
      ? 'some things are missing, and installing them takes root. Install them by'
      : 'some things are missing, and on this system (not Debian) weft cannot install them. Please install:',
  ];
  if (debian) {
    lines.push('', `    sudo apt-get update && sudo apt-get install --no-install-recommends ${lacking.map((one) => one.debian).join(' ')}`, '');
    lines.push('and start again (or set WEFT_SUDO=1 to let weft call sudo for this).');
  } else {
    lines.push(...byHand.map((what) => `    ${what}`));
    // What Debian's Emscripten alone needs is nothing to install where an emsdk is to come.
    for (const one of lacking.filter((other) => other.purposes.some((purpose) => purpose !== 'emscripten'))) {
      lines.push(`    ${one.name}  (Debian's package: ${one.debian})`);
    }
  }
  return lines.join('\n');
}

/**
 * Runs a command-line program of ours: a SetupError is printed as it is, anything else is a bug and keeps its trace.
 *
 * @param {() => Promise<void>} program
 */
export async function main(program) {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    if (process.argv.includes('--print-emscripten')) {
      const folder = await emscripten.find();
      if (folder === undefined) throw new SetupError('there is no Emscripten yet: run "npm run setup"');
      process.stdout.write(`${folder}\n`);
      return;
    }
    await setUp({ tests: process.argv.includes('--tests'), benchmarks: process.argv.includes('--benchmarks') });
  });
}

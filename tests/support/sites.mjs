// Documentation of other people, each made by another tool, with weft's package installed: tests/sites, built by the real tools into
// build/sites. What takes long is kept there: Docusaurus and all that it needs.

import fs from 'node:fs';
import path from 'node:path';
import { run } from '../../wasm/toolchain/report.mjs';
import { project } from '../../wasm/toolchain/setup.mjs';
import { buildPackage } from '../../web/scripts/npm_package.mjs';
import { installInFolder } from './npm_folder.mjs';

const sources = path.join(project, 'tests/sites');
const work = path.join(project, 'build/sites');
const ownPackages = path.join(project, 'node_modules');

/**
 * How each is built in its folder, and where the result is. `packages`: it has npm packages of its own.
 *
 * @type {Record<SiteName, {readonly out: string, readonly packages?: boolean, build(folder: string, embed: string): unknown}>}
 * @typedef {'html' | 'vitepress' | 'docusaurus' | 'mkdocs' | 'sphinx'} SiteName
 */
const sites = {
  html: {
    out: '.',
    build(folder, embed) {
      const page = path.join(folder, 'index.html');
      const [host, weft] = [new URL(embed).origin, new URL('.', embed).href];
      const text = fs.readFileSync(page, 'utf8').replaceAll('https://your.host/weft/', weft).replaceAll('https://your.host', host);
      fs.writeFileSync(page, text);
    },
  },
  vitepress: {
    out: '.vitepress/dist',
    build: (folder, embed) => withNode(path.join(ownPackages, 'vitepress/bin/vitepress.js'), ['build'], folder, embed),
  },
  docusaurus: {
    out: 'build',
    packages: true,
    build: (folder, embed) => withNode(path.join(folder, 'node_modules/@docusaurus/core/bin/docusaurus.mjs'), ['build'], folder, embed),
  },
  mkdocs: {
    out: 'build',
    build: (folder, embed) => run('mkdocs', ['build', '--quiet', '--strict', '--site-dir', 'build'], { cwd: folder, env: { WEFT_EMBED: embed } }),
  },
  sphinx: {
    out: 'build',
    build: (folder, embed) => run('sphinx-build', ['-q', '-W', '.', 'build'], { cwd: folder, env: { WEFT_EMBED: embed } }),
  },
};

export const siteNames = /** @type {SiteName[]} */ (Object.keys(sites));

/**
 * Builds all of them.
 *
 * @param {string} embed the address of the script
 * @returns {Promise<Record<SiteName, string>>} the folders to be served
 */
export async function buildSites(embed) {
  const installed = path.join(work, 'package');
  await buildPackage(installed);
  const built = await Promise.all(siteNames.map(async (name) => /** @type {const} */ ([name, await buildSite(name, embed, installed)])));
  return /** @type {Record<SiteName, string>} */ (Object.fromEntries(built));
}

/**
 * @param {SiteName} name
 * @param {string} embed
 * @param {string} installed weft's package
 */
async function buildSite(name, embed, installed) {
  const { out, packages = false, build } = sites[name];
  const folder = path.join(work, name);
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(modules, { recursive: true });
  for (const old of fs.readdirSync(folder)) {
    if (old !== 'node_modules' && old !== '.docusaurus') fs.rmSync(path.join(folder, old), { recursive: true });
  }
  fs.cpSync(path.join(sources, name), folder, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' });
  if (packages) await installInFolder(path.join(sources, name), folder, `npm packages for the example site made by ${name}`);
  // As npm installs a folder.
  const link = path.join(modules, 'weft-playground');
  fs.rmSync(link, { recursive: true, force: true });
  fs.symlinkSync(installed, link, 'dir');
  await build(folder, embed);
  return path.join(folder, out);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} folder
 * @param {string} embed
 */
function withNode(program, args, folder, embed) {
  return run(process.execPath, [program, ...args], { cwd: folder, env: { WEFT_EMBED: embed, NODE_ENV: 'production', DISABLE_UPDATE_NOTIFIER: 'true' } });
}

// The built site for tests: served as `npm start` serves it, and what its program build says that it holds.

import fs from 'node:fs';
import path from 'node:path';
import * as vite from 'vite';
import { project } from '../../wasm/toolchain/setup.mjs';

/** @typedef {import('../../web/src/protocol/program.js').ProgramManifest} ProgramManifest */

export const siteFolder = path.join(project, 'web/dist');

/** @returns {Promise<{address: string, close: () => Promise<void>}>} */
export async function serveSite() {
  requireSite();
  const server = await vite.preview({
    configFile: path.join(project, 'vite.config.ts'),
    logLevel: 'warn',
    preview: { host: '127.0.0.1', open: false },
  });
  const [address] = server.resolvedUrls?.local ?? [];
  if (address === undefined) throw new Error('the server has no address');
  return { address, close: () => server.close() };
}

/** @returns {ProgramManifest} */
export function readManifest() {
  requireSite();
  return JSON.parse(fs.readFileSync(path.join(siteFolder, 'program/manifest.json'), 'utf8'));
}

/** The addresses, below `program/`, of what only a compilation needs. */
export function compilerFiles() {
  const { files, pch, sysroot } = readManifest().compiler;
  return [...Object.values(files), pch, sysroot].map((asset) => asset.path);
}

function requireSite() {
  if (!fs.existsSync(path.join(siteFolder, 'index.html'))) throw new Error('there is no web/dist: run "npm run build"');
}

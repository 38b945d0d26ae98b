// Whether node_modules is what package-lock.json says, and making it so.

import fs from 'node:fs';
import path from 'node:path';
import { run, step } from './report.mjs';

/** @typedef {{packages: Record<string, {version?: string, optional?: boolean, devOptional?: boolean}>}} Lock */

/**
 * npm keeps a copy of the lock file of what it installed in node_modules; the two agree when every package has the same
 * version in both. Packages for other operating systems are optional and rightly absent.
 *
 * @param {string} project
 */
export function npmIsCurrent(project) {
  const installed = path.join(project, 'node_modules/.package-lock.json');
  if (!fs.existsSync(installed)) return false;
  const have = read(installed);
  return Object.entries(read(path.join(project, 'package-lock.json'))).every(([name, wanted]) => {
    if (name === '') return true;
    const found = have[name];
    return found === undefined ? wanted.optional === true : found.version === wanted.version;
  });

  /** @param {string} file */
  function read(file) {
    return (/** @type {Lock} */ (JSON.parse(fs.readFileSync(file, 'utf8')))).packages;
  }
}

/**
 * @param {string} project
 * @param {string} [what] in words
 */
export async function installNpmPackages(project, what = 'npm packages') {
  await step(`installing ${what}`, 'about half a minute', () => run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: project }));
}

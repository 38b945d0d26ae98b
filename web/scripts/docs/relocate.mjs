// Makes a site that VitePress has built work under any path. VitePress builds for one path and writes it wherever an address begins
// with it: here that path is one that exists nowhere, and each place where it stands is found and made relative to the file it is in.
//
//     HTML     relative addresses; its first script finds out where the site is
//     CSS      relative addresses
//     scripts  what that first script has found out, in place of the path: VitePress's router compares whole paths

import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'acorn';

/** The path that the site is built for. */
export const nowhere = '/__nowhere__/';

/** The name under which a page's scripts find the path that the site has. */
const found = 'globalThis.__weftDocs';

/** @param {string} folder what VitePress has built */
export function relocate(folder) {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    const edit = { '.html': inPage, '.css': inStyles, '.js': inScript }[path.extname(name)];
    if (edit === undefined || !fs.statSync(file).isFile()) continue;
    const text = fs.readFileSync(file, 'utf8');
    if (path.extname(name) !== '.html' && !text.includes(nowhere)) continue;
    const root = path.relative(path.dirname(file), folder).split(path.sep).join('/');
    const edited = edit(text, root === '' ? './' : `${root}/`);
    if (edited.includes(nowhere)) throw new Error(`${name} still names ${nowhere}`);
    fs.writeFileSync(file, edited);
  }
}

/**
 * @param {string} text
 * @param {string} root the way to the site's root
 */
function inPage(text, root) {
  const whereami = `<script>${found}=new URL(${JSON.stringify(root)},location.href).pathname</script>`;
  return text.replace('<head>', `<head>\n    ${whereami}`).replace(new RegExp(`(?<==")${nowhere}(\\.\\./)?`, 'gu'), (_whole, up = '') => `${root}${up}`.replace(/^\.\/\.\.\//u, '../'));
}

/**
 * @param {string} text
 * @param {string} root
 */
function inStyles(text, root) {
  return text.replaceAll(nowhere, root);
}

/**
 * Each string that holds the path becomes a sum with the place that was found.
 *
 * @param {string} text
 */
function inScript(text) {
  /** @type {{start: number, end: number, text: string}[]} */
  const edits = [];
  /** @param {unknown} node */
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && 'start' in node && 'end' in node) {
      const { type, start, end } = /** @type {{type: string, start: number, end: number}} */ (node);
      if (type === 'Literal' && 'value' in node && typeof node.value === 'string' && node.value.includes(nowhere)) {
        const parts = node.value.split(nowhere).map((part) => JSON.stringify(part));
        edits.push({ start, end, text: `(${parts.join(`+${found}+`)})` });
        return;
      }
      if (type === 'TemplateElement' && text.slice(start, end).includes(nowhere)) {
        edits.push({ start, end, text: text.slice(start, end).replaceAll(nowhere, `\${${found}}`) });
        return;
      }
    }
    Object.values(node).forEach(visit);
  };
  visit(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));
  let edited = text;
  for (const edit of edits.sort((a, b) => b.start - a.start)) edited = edited.slice(0, edit.start) + edit.text + edited.slice(edit.end);
  return edited;
}

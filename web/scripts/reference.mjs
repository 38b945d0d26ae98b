// The reference of weft's API, made from the comments of its public headers: a page of Markdown for each header, in each of the
// documentation's languages. The documentation's build asks for them (web/docs/reference/[header].paths.mjs).
//
//     node web/scripts/reference.mjs FOLDER   writes them into a folder

import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as emscripten from '../../wasm/toolchain/emscripten.mjs';
import { readHeaders } from './reference/declarations.mjs';
import { inline, toMarkdown } from './reference/doc_comment.mjs';
import { topics, words } from './reference/topics.mjs';

/**
 * @typedef {import('./reference/declarations.mjs').Declaration} Declaration
 * @typedef {import('./reference/declarations.mjs').Header} Header
 * @typedef {import('./reference/topics.mjs').Language} Language
 *
 * @typedef {object} ReferencePage
 * @property {string} name    "task", "index"
 * @property {string} content Markdown
 */

const project = path.resolve(import.meta.dirname, '../..');
const include = path.join(project, 'wasm/include');
const examples = path.join(project, 'web/docs/reference/examples');

/** What the headers declare, as of now; what is expensive to find out is kept between builds. */
export async function publicHeaders() {
  const cache = path.join(project, 'build/docs', `headers-${digest()}.json`);
  if (fs.existsSync(cache)) return /** @type {Header[]} */ (JSON.parse(fs.readFileSync(cache, 'utf8')));
  const folder = await emscripten.find();
  if (folder === undefined) throw new Error('there is no Emscripten yet: run "npm run setup"');
  const headers = await readHeaders({ compiler: path.join(folder, 'em++'), options: ['-std=c++23', '-fwasm-exceptions'], include });
  fs.mkdirSync(path.dirname(cache), { recursive: true });
  for (const old of fs.readdirSync(path.dirname(cache))) if (/^headers-.*\.json$/u.test(old)) fs.rmSync(path.join(path.dirname(cache), old));
  fs.writeFileSync(cache, JSON.stringify(headers));
  return headers;
}

/** Of all that publicHeaders() depends on. */
function digest() {
  const hash = createHash('sha256');
  const own = path.join(import.meta.dirname, 'reference');
  for (const folder of [path.join(include, 'weft'), path.join(include, 'weft/detail'), own]) {
    for (const name of fs.readdirSync(folder).sort()) {
      const file = path.join(folder, name);
      if (fs.statSync(file).isFile()) hash.update(name).update(fs.readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * @param {Language} language
 * @returns {Promise<ReferencePage[]>}
 */
export async function referencePages(language) {
  const headers = await publicHeaders();
  const places = placesOf(headers);
  return [indexPage(headers, language), ...headers.map((header) => headerPage(header, language, places))];
}

/** @typedef {Map<string, string>} Places the address of each public name, from any page of the reference */

/**
 * @param {readonly Header[]} headers
 * @returns {Places}
 */
function placesOf(headers) {
  /** @type {Places} */
  const places = new Map();
  for (const { name: header, declarations } of headers) {
    for (const { name, others = [], scope } of declarations) {
      // What is in a namespace of its own is always named with it.
      const prefix = scope === '' ? '' : `${scope}::`;
      for (const each of [name, ...others]) {
        if (!places.has(prefix + each)) places.set(prefix + each, `./${stem(header)}#${anchor(name)}`);
      }
    }
  }
  return places;
}

/**
 * @param {readonly Header[]} headers
 * @param {Language} language
 * @returns {ReferencePage}
 */
function indexPage(headers, language) {
  const say = words[language];
  const lines = [`# ${say.title}`, '', say.introduction, ''];
  for (const topic of topics) {
    lines.push(`## ${topic.title[language]}`, '');
    for (const [name, korean] of topic.headers) {
      const header = headers.find((one) => one.name === `${name}.hpp`);
      if (header === undefined) throw new Error(`there is no ${name}.hpp to tell of`);
      lines.push(`- [${name}](./${name}): ${language === 'ko' ? korean : firstSentence(header)}`);
    }
    lines.push('');
  }
  lines.push(`## ${say.expositionTitle}`, '', say.exposition, '');
  return { name: 'index', content: lines.join('\n') };
}

/** @param {Header} header */
function firstSentence({ introduction }) {
  const text = (introduction.split('\n\n')[0] ?? '').replace(/\n/gu, ' ');
  const sentence = (/^.*?[.:](?=\s|$)/u.exec(text.replace(/^[a-z_][\w<>(), ]*?: |^Requests that block: /u, '')) ?? [text])[0];
  return inline(capital(sentence.replace(/:$/u, '.')), () => undefined);
}

/**
 * @param {Header} header
 * @param {Language} language
 * @param {Places} places
 * @returns {ReferencePage}
 */
function headerPage(header, language, places) {
  const say = words[language];
  const name = stem(header.name);
  const korean = topics.flatMap((topic) => topic.headers).find(([one]) => one === name)?.[1];
  if (korean === undefined) throw new Error(`${header.name} is under no topic: add it to web/scripts/reference/topics.mjs`);
  /** @param {string} wanted */
  const links = (wanted) => (header.declarations.some((one) => one.name === wanted && one.scope === '') ? `#${anchor(wanted)}` : places.get(wanted));
  const lines = [`# ${name} {#${name}-hpp}`, '', `\`#include <weft/${header.name}>\``, ''];
  if (language === 'ko') lines.push(korean, '', `*${say.contracts}*`, '');
  lines.push(toMarkdown(header.introduction, links), '');
  const example = path.join(examples, `${name}.cpp`);
  if (fs.existsSync(example)) lines.push(`## ${say.example} {#example}`, '', '```cpp-weft', fs.readFileSync(example, 'utf8').trimEnd(), '```', '');
  let before = '';
  for (const declaration of header.declarations) {
    if (declaration.name !== before) lines.push(`## ${titleOf(declaration, declaration.scope)} {#${anchor(declaration.name)}}`, '');
    before = declaration.name;
    lines.push(...contractOf(declaration, links));
    if (declaration.kind === 'enum' || isPlain(declaration)) lines.push(...valuesOf(declaration, links));
    else lines.push(...membersOf(declaration, links));
  }
  return { name, content: lines.join('\n') };
}

/**
 * @param {Declaration} declaration
 * @param {(name: string) => string | undefined} links
 */
function contractOf({ signatures, contract, inherits }, links) {
  const lines = ['```cpp', signatures.join('\n'), '```', ''];
  if (inherits.length > 0) lines.push(`*: public ${inherits.map((base) => inline(`\`${base}\``, links)).join(', ')}*`, '');
  if (contract !== '') lines.push(toMarkdown(contract, links), '');
  return lines;
}

/**
 * @param {Declaration} of
 * @param {(name: string) => string | undefined} links
 */
function membersOf(of, links) {
  /** @type {string[]} */
  const lines = [];
  let before = '';
  for (const member of of.members) {
    if (member.name !== before) lines.push(`### ${titleOf(member)} {#${anchor(of.name)}-${anchor(member.name)}}`, '');
    before = member.name;
    lines.push(...contractOf(member, (name) => (name !== of.name && of.members.some((one) => one.name === name || one.others?.includes(name)) ? `#${anchor(of.name)}-${anchor(memberCalled(of, name))}` : links(name))));
  }
  return lines;
}

/**
 * @param {Declaration} of
 * @param {string} name
 */
function memberCalled(of, name) {
  return of.members.find((one) => one.name === name || one.others?.includes(name))?.name ?? name;
}

/**
 * The values of an enumeration, the fields of a plain class.
 *
 * @param {Declaration} of
 * @param {(name: string) => string | undefined} links
 */
function valuesOf({ members }, links) {
  const lines = members.filter(({ contract }) => contract !== '').map(({ name, contract }) => `- \`${name}\`: ${inline(contract.replace(/\n/gu, ' '), links)}`);
  return lines.length > 0 ? [...lines, ''] : [];
}

/** @param {Declaration} declaration */
function isPlain({ kind, signatures }) {
  return kind === 'class' && (signatures[0] ?? '').includes('{');
}

/**
 * @param {Declaration} declaration
 * @param {string} [scope] a namespace to be named
 */
function titleOf({ name, others = [] }, scope = '') {
  const prefix = scope === '' ? '' : `${scope}::`;
  return [...new Set([name, ...others])].map((each) => `<code>${prefix}${each.replace(/&/gu, '&amp;').replace(/</gu, '&lt;')}</code>`).join(', ');
}

/** @param {string} header */
function stem(header) {
  return header.replace(/\.hpp$/u, '');
}

/** @param {string} name */
function anchor(name) {
  return name.replace(/^operator\s*/u, 'operator-').replace(/\(\)/gu, 'call').replace(/\+\+/gu, 'increment').replace(/\*/gu, 'get').replace(/[^\w]+/gu, '-').replace(/_+$/u, '');
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('usage: node web/scripts/reference.mjs FOLDER');
  for (const language of /** @type {const} */ (['en', 'ko'])) {
    const into = path.join(folder, language === 'en' ? '' : language);
    fs.mkdirSync(into, { recursive: true });
    for (const { name, content } of await referencePages(language)) fs.writeFileSync(path.join(into, `${name}.md`), `${content.trimEnd()}\n`);
  }
}

// What the public headers declare, with the text of each contract: clang says where a declaration begins and ends and who may use
// it, and the words come from the source itself, so that a signature reads here as it does there.

import fs from 'node:fs';
import path from 'node:path';
import { extent, readAst } from './clang_ast.mjs';

/**
 * @typedef {import('./clang_ast.mjs').Node} Node
 *
 * @typedef {object} Declaration
 * @property {'class' | 'enum' | 'function' | 'object' | 'type'} kind
 * @property {string} name     without its namespace, with its class for a nested one: "generator::iterator"
 * @property {string} scope    the namespace below weft: "", "trace"
 * @property {string[]} signatures of those that share a contract
 * @property {string[]} [others] the names of these others, in the same order
 * @property {string} contract the doc comment's text, without its slashes
 * @property {Declaration[]} members what is public of a class; the values of an enumeration
 * @property {string[]} inherits the public bases that are part of the interface, as they are written
 *
 * @typedef {object} Header
 * @property {string} name         "task.hpp"
 * @property {string} introduction the comment at its top
 * @property {Declaration[]} declarations in the order of the source
 */

/** Not for readers, though public. */
const internal = /^For (?:weft's own parts|run\(\) and create_task\(\))/u;

const functions = new Set(['FunctionDecl', 'FunctionTemplateDecl', 'CXXMethodDecl', 'CXXConstructorDecl', 'CXXConversionDecl']);

/**
 * @param {{compiler: string, options: readonly string[], include: string}} how `include`: the folder that holds weft/
 * @returns {Promise<Header[]>}
 */
export async function readHeaders({ compiler, options, include }) {
  const folder = path.join(include, 'weft');
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.hpp') && name !== 'weft.hpp');
  const nodes = await readAst(compiler, [...options, '-I', include], '#include <weft/weft.hpp>\n', 'weft');
  const reader = new Reader(folder);
  for (const node of nodes) if (node.kind === 'NamespaceDecl' && node.name === 'weft') reader.readNamespace(node, '');
  return names.map((name) => ({ name, introduction: introductionOf(reader.source(path.join(folder, name))), declarations: reader.declarationsOf(name) }));
}

/** @param {string} bytes */
function written(bytes) {
  return Buffer.from(bytes, 'latin1').toString();
}

/** @param {string} source */
function introductionOf(source) {
  const lines = written(source).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines.slice(0, end).map((line) => line.replace(/^\/\/ ?/u, '')).join('\n');
}

class Reader {
  /** @type {Map<string, string>} */
  #sources = new Map();
  /** @type {Map<string, {begin: number, end: number, file: string, declaration: Declaration}[]>} by header */
  #found = new Map();
  /** Classes of weft::detail by name: what public classes inherit from them is public. @type {Map<string, Node>} */
  #details = new Map();
  /** @type {Node[]} */
  #unnamed = [];

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * A character a byte, as clang counts: written() makes text of it.
   *
   * @param {string} file
   */
  source(file) {
    let text = this.#sources.get(file);
    if (text === undefined) {
      text = fs.readFileSync(file, 'latin1');
      this.#sources.set(file, text);
    }
    return text;
  }

  /** @param {string} header */
  declarationsOf(header) {
    const own = path.join(this.folder, header);
    const found = (this.#found.get(header) ?? []).sort((a, b) => Number(a.file !== own) - Number(b.file !== own) || a.begin - b.begin);
    /** @type {Declaration[]} */
    const declarations = [];
    let last = found[0];
    for (const each of found) {
      const group = declarations.at(-1);
      const bare = each.declaration.kind === 'function' && each.declaration.contract === '';
      if (group?.kind === 'function' && bare && last !== undefined && (group.name === each.declaration.name || this.#isNext(last, each))) {
        group.signatures.push(...each.declaration.signatures);
        group.others = [...(group.others ?? []), each.declaration.name];
      } else {
        declarations.push(each.declaration);
      }
      last = each;
    }
    return declarations;
  }

  /**
   * A comment holds for what follows without an empty line, too.
   *
   * @param {{end: number, file: string}} before
   * @param {{begin: number, file: string}} after
   */
  #isNext(before, after) {
    return before.file === after.file && !/\n[ \t]*\n/u.test(this.source(after.file).slice(before.end, after.begin));
  }

  /**
   * @param {Node} namespace
   * @param {string} scope
   */
  readNamespace(namespace, scope) {
    /** @type {Node[]} */
    const forward = [];
    for (const node of namespace.inner ?? []) if (node.kind === 'CXXRecordDecl' && node.name === undefined) this.#unnamed.push(node);
    for (const node of namespace.inner ?? []) {
      const name = node.name ?? '';
      if (node.kind === 'NamespaceDecl') {
        if (name === 'detail') this.#readDetail(node);
        else if (name !== 'host') this.readNamespace(node, name);
        continue;
      }
      const place = extent(node);
      if (place === undefined || node.isImplicit === true || name === '') continue;
      const record = recordOf(node);
      if (record !== undefined && record.completeDefinition !== true) {
        forward.push(node);
        continue;
      }
      // A class's member that is defined outside it has been read with the class; a nested class has not.
      if (node.parentDeclContextId !== undefined && record === undefined) continue;
      const inDetail = path.basename(path.dirname(place.file)) === 'detail';
      const declaration = this.#declaration(node, scope, forward);
      if (declaration === undefined) continue;
      // What has a public name and lives with the machinery is told of where it is used.
      const header = inDetail ? 'future.hpp' : path.basename(place.file);
      const list = this.#found.get(header) ?? [];
      list.push({ ...place, declaration });
      this.#found.set(header, list);
    }
  }

  /** @param {Node} namespace */
  #readDetail(namespace) {
    for (const node of namespace.inner ?? []) {
      const record = recordOf(node);
      if (record?.completeDefinition === true && node.name !== undefined) this.#details.set(node.name, record);
    }
  }

  /**
   * @param {Node} node
   * @param {string} scope
   * @param {readonly Node[]} forward classes that have been declared before
   * @returns {Declaration | undefined}
   */
  #declaration(node, scope, forward) {
    const name = node.name ?? '';
    const contract = this.#contract(node);
    /** @type {Declaration} */
    const declaration = { kind: 'function', name, scope, signatures: [], contract, members: [], inherits: [] };
    const record = recordOf(node);
    if (record !== undefined) {
      declaration.kind = 'class';
      // Of a member class the source says whose it is.
      const qualified = new RegExp(`(\\w+)(?:<[^<>]*>)?::${name}\\b`, 'u').exec(this.#text(node).split('{')[0] ?? '');
      if (qualified !== null) declaration.name = `${qualified[1]}::${name}`;
      // Default arguments stand where it is declared first.
      const before = forward.find((other) => other.name === name && extent(other)?.file === extent(node)?.file);
      const head = this.#text(before ?? node).split('{')[0] ?? '';
      declaration.signatures = [`${tidy(head).replace(/ : (?:public|private|virtual)\b.*$/su, '').replace(/<[^<>]*>::/u, '::')};`];
      this.#readMembers(record, declaration);
      const plain = record.tagUsed === 'struct' && declaration.members.every((member) => member.kind === 'object');
      if (plain) declaration.signatures = [withoutComments(this.#text(node))];
      return declaration;
    }
    if (node.kind === 'EnumDecl') {
      declaration.kind = 'enum';
      declaration.members = (node.inner ?? [])
        .filter((value) => value.kind === 'EnumConstantDecl')
        .map((value) => ({ ...declaration, kind: 'object', name: value.name ?? '', signatures: [value.name ?? ''], contract: this.#contract(value), members: [] }));
      declaration.signatures = [`enum class ${name} { ${declaration.members.map((value) => value.name).join(', ')} };`];
      return declaration;
    }
    if (node.kind === 'TypeAliasDecl' || node.kind === 'TypeAliasTemplateDecl') {
      return { ...declaration, kind: 'type', signatures: [`${tidy(this.#text(node))};`] };
    }
    if (node.kind === 'VarDecl') {
      // An object that is called like a function: what can be called of it is its interface.
      const type = /** @type {Declaration} */ ({ ...declaration, members: [] });
      const ofType = this.#classOf(node);
      if (ofType !== undefined) this.#readMembers(ofType, type);
      const calls = type.members.flatMap((member) => member.signatures).map((signature) => signature.replace(/\boperator\(\)/u, name).replace(/ const;$/u, ';'));
      return { ...declaration, kind: calls.length > 0 ? 'function' : 'object', signatures: calls.length > 0 ? calls : [`${tidy(this.#text(node))};`] };
    }
    if (functions.has(node.kind)) return { ...declaration, signatures: [this.#signature(node)] };
    return undefined;
  }

  /** The unnamed class that a variable is declared with. @param {Node} variable */
  #classOf(variable) {
    const place = extent(variable);
    return this.#unnamed.find((node) => {
      const other = extent(node);
      return other !== undefined && place !== undefined && other.file === place.file && other.begin >= place.begin && other.end <= place.end;
    });
  }

  /**
   * @param {Node} record
   * @param {Declaration} into
   */
  #readMembers(record, into) {
    let access = record.tagUsed === 'class' ? 'private' : 'public';
    /** @type {{end: number, file: string, member: Declaration, hidden: boolean} | undefined} the member before */
    let last;
    for (const node of record.inner ?? []) {
      if (node.kind === 'AccessSpecDecl') {
        access = node.access ?? access;
        last = undefined;
        continue;
      }
      const place = extent(node);
      if (access !== 'public' || place === undefined || node.isImplicit === true) continue;
      const name = node.name ?? '';
      const contract = this.#contract(node);
      const follows = last !== undefined && contract === '' && this.#isNext(last, place);
      const hidden = internal.test(contract) || (follows && last?.hidden === true) || this.#isPlumbing(node, into);
      const kind = functions.has(node.kind) ? 'function' : node.kind === 'FieldDecl' ? 'object' : node.kind === 'TypeAliasDecl' ? 'type' : undefined;
      if (kind === undefined) continue;
      const own = into.name.split('::').at(-1) ?? '';
      const signature = (kind === 'function' ? this.#signature(node) : `${tidy(this.#text(node))};`).replace(/\bbasic_queue\b/u, own);
      /** @type {Declaration} */
      const member = { kind, name, scope: into.scope, signatures: [signature], contract, members: [], inherits: [] };
      if (!hidden) {
        if (follows && last !== undefined && !last.hidden && kind === 'function') {
          last.member.signatures.push(signature);
          last.member.others = [...(last.member.others ?? []), name];
        } else {
          into.members.push(member);
        }
      }
      last = { end: place.end, file: place.file, member: follows && last !== undefined && !last.hidden && !hidden ? last.member : member, hidden };
    }
    for (const { access: how, type } of record.bases ?? []) {
      if (how !== 'public' && !(how === undefined && record.tagUsed === 'struct')) continue;
      const base = /^(?:weft::)?detail::(\w+)/u.exec(type.qualType);
      const of = base?.[1] === undefined ? undefined : this.#details.get(base[1]);
      if (of !== undefined) this.#readMembers(of, into);
      else into.inherits.push(type.qualType.replace(/^weft::/u, ''));
    }
  }

  /**
   * What every class has, or what only weft itself can use.
   *
   * @param {Node} node
   * @param {Declaration} of
   */
  #isPlumbing(node, of) {
    const name = node.name ?? '';
    if (node.explicitlyDeleted === true || node.explicitlyDefaulted !== undefined) return true;
    if (name.startsWith('~') || name === 'operator=' || name === 'operator->' || name === 'swap' || name === 'promise_type') return true;
    if (node.kind === 'TypeAliasDecl') return this.#contract(node) === '';
    if (node.kind === 'CXXConstructorDecl') {
      const text = this.#signature(node);
      const own = of.name.split('::').at(-1) ?? '';
      // Nothing to say of it; moving; from something of weft's own.
      return (/\(\)/u.test(text) && this.#contract(node) === '') || new RegExp(`\\(\\s*(?:const )?${own}\\s*&`, 'u').test(text) || /detail::|intrusive_ptr|_base&/u.test(text);
    }
    return name === 'callback';
  }

  /** @param {Node} node */
  #text(node) {
    const place = extent(node);
    return place === undefined ? '' : this.source(place.file).slice(place.begin, place.end);
  }

  /**
   * A function without its body.
   *
   * @param {Node} node
   */
  #signature(node) {
    const place = extent(node);
    if (place === undefined) return '';
    const declared = node.inner?.find((part) => node.kind === 'FunctionTemplateDecl' && functions.has(part.kind)) ?? node;
    const body = declared.inner?.find((part) => part.kind === 'CompoundStmt' || part.kind === 'CoroutineBodyStmt' || part.kind === 'CXXTryStmt');
    const stop = (body === undefined ? undefined : extent(body)?.begin) ?? place.end;
    let text = this.source(place.file).slice(place.begin, stop);
    if (declared.kind === 'CXXConstructorDecl' && body !== undefined) text = withoutInitializers(text);
    return `${tidy(text)};`;
  }

  /**
   * The doc comment: the lines above, or what stands behind it on its own line.
   *
   * @param {Node} node
   */
  #contract(node) {
    const place = extent(node);
    if (place === undefined) return '';
    const text = this.source(place.file);
    const behind = /^[^\n]*?\/\/\/< ?([^\n]*)/u.exec(text.slice(place.end));
    if (behind?.[1] !== undefined && (node.kind === 'EnumConstantDecl' || node.kind === 'FieldDecl')) return written(behind[1]);
    const above = text.slice(0, place.begin).split('\n');
    above.pop(); // what precedes it on its own line: attributes, indentation
    // Attributes may have a line of their own.
    while (/^\s*\[\[.*\]\]\s*$/u.test(above.at(-1) ?? '')) above.pop();
    /** @type {string[]} */
    const lines = [];
    for (let line = above.pop(); line !== undefined && /^\s*\/\/\//u.test(line); line = above.pop()) lines.unshift(line.replace(/^\s*\/\/\/ ?/u, ''));
    return written(lines.join('\n'));
  }
}

/** @param {Node} node */
function recordOf(node) {
  if (node.kind === 'CXXRecordDecl') return node;
  if (node.kind !== 'ClassTemplateDecl') return undefined;
  return node.inner?.find((part) => part.kind === 'CXXRecordDecl');
}

/**
 * A constructor's declaration without what it begins its members with.
 *
 * @param {string} text
 */
function withoutInitializers(text) {
  let depth = 0;
  let closed = false;
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (c === '(') ++depth;
    else if (c === ')') closed = --depth === 0;
    else if (c === ':' && closed && depth === 0 && text[i + 1] !== ':' && text[i - 1] !== ':') return text.slice(0, i);
  }
  return text;
}

/**
 * A class of plain values as it stands, without what is said of them one by one.
 *
 * @param {string} text
 */
function withoutComments(text) {
  const lines = written(text).replace(/[ \t]*\/\/[^\n]*/gu, '').split('\n').filter((line) => line.trim() !== '');
  return `${lines.join('\n')};`;
}

/**
 * As a reader needs it: without what only the compiler does, on as few lines as it fits.
 *
 * @param {string} text
 */
function tidy(text) {
  const short = written(text)
    .replace(/\bdetail::(?:sleep_awaiter|sleep_with_value<[^(]*>|delegated<[^(]*>)(?= \w+\()/u, 'auto')
    .replace(/\bdetail::/gu, '')
    .replace(/,?\s*std::source_location(?: here| where)? = std::source_location::current\(\)/gu, '')
    .replace(/\[\[nodiscard(?:\("[^"]*"\))?\]\]\s*/gu, '')
    .replace(/\b(?:inline|friend) /gu, '')
    .replace(/^explicit\(false\) /u, '')
    .replace(/\s*\/\/[^\n]*/gu, '')
    .trim()
    .replace(/;$/u, '');
  // A template's head and its constraint keep their lines.
  const parts = short.split(/\n\s*(?=requires\b)|(?<=^template <[^\n]*>)\n\s*|(?<=^ *requires[^\n]*)\n\s*(?![|&])/gmu);
  return parts.map((part) => `${part.startsWith('requires') ? '  ' : ''}${part.replace(/\s*\n\s*/gu, ' ').trim()}`).join('\n');
}

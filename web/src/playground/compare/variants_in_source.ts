/**
 * Finds the variants that a source names, without running it, so that they can be chosen before anything runs. What a program
 * really has it says itself (`--list-variants`) once it is run.
 */
import type { ProgramLanguage } from '../../protocol/language.js';

/** In the source's order; empty when it names none. */
export function variantsIn(language: ProgramLanguage, source: string): string[] {
  return [...new Set(finders[language](source))];
}

const finders: Readonly<Record<ProgramLanguage, (source: string) => string[]>> = {
  /** `weft::variant name{"…", …}` at the beginning of a line, qualified or not. */
  cpp: (source) =>
    [...source.matchAll(/^[ \t]*(?:(?:const|static|inline)\s+)*(?:weft::)?variant\s+\w+\s*[{(]\s*("(?:[^"\\\n]|\\.)*")/gm)].map(
      ([, literal = '']) => unquoted(literal),
    ),
  /** `variants = {"…": …}` at the top level. */
  python: (source) => keysAfter(/^variants\s*(?::[^=\n]+)?=\s*\{/m, source, /^#.*/),
  /** `const variants = {…}` at the top level; its functions in any of the ways an object has of writing them. */
  javascript: (source) => keysAfter(/^(?:const|let|var)\s+variants\s*=\s*\{/m, source, /^(?:\/\/.*|\/\*[^]*?\*\/)/),
};

const string = /^(?:"""[^]*?"""|'{3}[^]*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`)/;
const word = /^[A-Za-z_$][\w$]*/;

/** The keys of the literal that begins where `begin` ends: what comes first in each of its own entries. */
function keysAfter(begin: RegExp, source: string, comment: RegExp): string[] {
  const match = begin.exec(source);
  if (!match) return [];
  const keys: string[] = [];
  let rest = source.slice(match.index + match[0].length);
  let depth = 1;
  let atKey = true;
  while (rest !== '' && depth > 0) {
    const skipped = comment.exec(rest)?.[0] ?? /^\s+/.exec(rest)?.[0];
    const piece = skipped ?? string.exec(rest)?.[0] ?? word.exec(rest)?.[0] ?? rest.charAt(0);
    rest = rest.slice(piece.length);
    if (skipped !== undefined) continue;
    if (atKey && depth === 1 && (string.test(piece) || word.test(piece))) {
      // `async` before a method's name is none itself.
      if (piece === 'async' && /^\s*(?:["'*]|[A-Za-z_$])/.test(rest)) continue;
      keys.push(unquoted(piece));
      atKey = false;
    } else if ('{[('.includes(piece)) {
      depth += 1;
    } else if ('}])'.includes(piece)) {
      depth -= 1;
    } else if (piece === ',' && depth === 1) {
      atKey = true;
    }
  }
  return keys;
}

function unquoted(literal: string): string {
  return /^["'`]/.test(literal) ? literal.slice(1, -1).replaceAll(/\\(.)/g, '$1') : literal;
}

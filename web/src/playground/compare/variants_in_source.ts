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
  cpp: (source) => names(source, /^[ \t]*(?:(?:const|static|inline)\s+)*(?:weft::)?variant\s+\w+\s*[{(]\s*"((?:[^"\\\n]|\\.)*)"/gm),
  /** `variants = {"…": …}` at the top level. */
  python: (source) => names(block(source, /^variants\s*(?::[^=\n]+)?=\s*\{/m), /(?:^|[{,])\s*(?:"([^"\n]*)"|'([^'\n]*)')\s*:/gm),
  /** `const variants = {…}` at the top level; its functions in any of the ways an object has of writing them. */
  javascript: (source) =>
    names(
      block(source, /^(?:const|let|var)\s+variants\s*=\s*\{/m),
      /^(?:const[^{]*\{)?\s{0,2}(?:async\s+)?(?:'([^'\n]*)'|"([^"\n]*)"|([A-Za-z_$][\w$]*))\s*(?:[:(,]|$)/gm,
    ),
};

function names(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match.slice(1).find((name) => name !== undefined) ?? []);
}

/** From where `begin` matches to the brace that ends it: one at the beginning of a line, or the one on the same line. */
function block(source: string, begin: RegExp): string {
  const match = begin.exec(source);
  if (!match) return '';
  const rest = source.slice(match.index);
  const firstLine = rest.split('\n', 1)[0] ?? '';
  if (/\}[;\s]*$/.test(firstLine)) return firstLine.slice(firstLine.indexOf('{'));
  const end = /^\}/m.exec(rest);
  const body = end ? rest.slice(0, end.index) : rest;
  return body.slice(body.indexOf('{') + 1);
}

/**
 * Options inside the code, for tools that drop what stands behind a fence's language, and for links between tools:
 *
 *     //weft: view=compare highlight=3-5
 *     //weft: expect="hello\n"
 *     #include <weft/weft.hpp>
 *
 * Only the first lines of a block can be such; they are no part of the code that is shown and compiled.
 */
import { readOptionText, type WrittenOptions } from './option_text.js';

export interface TakenDirectives extends WrittenOptions {
  readonly code: string;
  /** How many lines were taken out. */
  readonly lines: number;
}

export function takeDirectives(code: string): TakenDirectives {
  const directive = /[ \t]*\/\/[ \t]*weft:(?!:)(.*)(?:\r?\n|$)/y;
  const texts: string[] = [];
  let end = 0;
  for (let match = directive.exec(code); match !== null && match[0] !== ''; match = directive.exec(code)) {
    texts.push(match[1] ?? '');
    end = directive.lastIndex;
  }
  return { ...readOptionText(texts.join('\n')), code: code.slice(end), lines: texts.length };
}

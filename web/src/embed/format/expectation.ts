/**
 * `expect`: what a program is to print to stdout. A text is compared without blanks at the end of each line and of the whole; `/…/` is a regular
 * expression that is to be found in it.
 */
import { unescapeText } from './options.js';

export interface Expectation {
  readonly holds: (stdout: string) => boolean;
  /** For people: the text, or the regular expression as it is written. */
  readonly wanted: string;
}

/** Throws a SyntaxError for a regular expression that is none. */
export function readExpectation(value: string): Expectation {
  const written = /^\/(.+)\/([imsu]*)$/s.exec(value);
  if (written?.[1] !== undefined) {
    const expression = new RegExp(written[1], written[2]);
    return { wanted: value, holds: (stdout) => expression.test(withoutTrailingBlanks(stdout)) };
  }
  const wanted = withoutTrailingBlanks(unescapeText(value));
  return { wanted, holds: (stdout) => withoutTrailingBlanks(stdout) === wanted };
}

export function withoutTrailingBlanks(text: string): string {
  return text.replace(/[^\S\n]+$/gm, '').trimEnd();
}

/** Reads the numbers in an endpoint's address, and says clearly what is wrong with one that cannot be meant. */

/** Becomes the answer: status 400 and this text. */
export class BadRequest extends Error {}

/** Seconds, with fractions: `2`, `0.5`, `.5`. `name` is what the text is for, as in "A delay". */
export function seconds(text: string, name: string): number {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) {
    throw new BadRequest(`${name} is a number of seconds, such as 2 or 0.5, not "${text}".`);
  }
  return Number(text);
}

/** Seconds up to `most`. */
export function limitedSeconds(text: string, name: string, most: number): number {
  const value = seconds(text, name);
  if (value > most) throw new BadRequest(`${name} is at most ${most} seconds, not ${text}.`);
  return value;
}

/** A whole number from `least` to `most`. */
export function wholeNumber(text: string, name: string, least: number, most: number): number {
  // No number that is meant has more digits, and those of a longer one would only be lost.
  if (!/^\d{1,15}$/.test(text) || Number(text) < least || Number(text) > most) {
    throw new BadRequest(`${name} is a number from ${least} to ${most}, not "${text}".`);
  }
  return Number(text);
}

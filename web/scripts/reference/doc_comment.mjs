// A header's comment as Markdown. The comments are written for people who read the source: paragraphs, some that begin with a word
// for what they are about ("Cancellation:"), indented code, lists. Names of code stand in them without any marks.

/**
 * What names in a text refer to.
 *
 * @typedef {(name: string) => string | undefined} Links gives the address of a name's contract
 */

// What is code wherever it stands, the longest first.
const code = new RegExp(
  [
    /`[^`\n]+`/, // marked as such already
    /"https?:[^"\n]*"/, // an address as an example
    /\b(?:std|weft|asyncio|concurrent|loop|blocking|tracemalloc|trace|emscripten)(?:::|\.)[\w:.~]*\w(?:<[^<>\s]*(?:<[^<>]*>)?[^<>\s]*>)?(?:\([^()\n]*\))?/,
    /\b[a-zA-Z_]\w*(?:(?:\.|::)\w+)*(?:<[\w:, *&]*>)?\((?:[^()\n]|\(\))*\)(?:\.\w+(?:\([^()\n]*\))?)*/, // calls
    /\b[a-z_]\w*<[\w:, *&]*>/, // templates with arguments
    /\b[A-Z]\w*(?:&&?|\{\})/, // Yield&&, Send{}
    /\bco_(?:await|yield|return)\b/,
    /\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+_?\b/, // snake_case
    /\bnullopt\b|\bWEFT_[A-Z_]+\b/,
    /--[a-z][\w-]*(?:=\w+)?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

const address = /(?<!")\bhttps?:\/\/[^\s)]+[^\s).,:]/gu;

/**
 * @param {string} comment without its slashes
 * @param {Links} links
 * @returns {string}
 */
export function toMarkdown(comment, links) {
  /** @type {string[]} */
  const blocks = [];
  /** @type {{kind: 'text' | 'code' | 'list', lines: string[]} | undefined} */
  let block;
  const end = () => {
    if (block !== undefined) blocks.push(render(block, links));
    block = undefined;
  };
  for (const line of comment.split('\n')) {
    if (line.trim() === '') {
      if (block?.kind === 'code') block.lines.push('');
      else end();
    } else if (/^\s{4}/u.test(line) && block?.kind !== 'text' && block?.kind !== 'list') {
      if (block?.kind !== 'code') end();
      block ??= { kind: 'code', lines: [] };
      block.lines.push(line.slice(4));
    } else if (/^\s{0,3}- /u.test(line)) {
      if (block?.kind !== 'list') end();
      block ??= { kind: 'list', lines: [] };
      block.lines.push(line.replace(/^\s*- /u, ''));
    } else if (block?.kind === 'list' && /^\s/u.test(line)) {
      block.lines.push(`${block.lines.pop() ?? ''} ${line.trim()}`);
    } else {
      // A word for what follows begins a paragraph of its own.
      if (block?.kind !== 'text' || label.test(line)) end();
      block ??= { kind: 'text', lines: [] };
      block.lines.push(line.trim());
    }
  }
  end();
  return blocks.join('\n\n');
}

// The words that the headers begin such paragraphs with.
const label =
  /^(Awaiting|Back-pressure|Cancellation|Cost|Destruction|Failure|Fairness|Idling|Lifetime|Order|Ownership|Reading|Resuming|Running|Slots|Threads|Values|Waking)[:.] (?=\S)/u;

/**
 * @param {{kind: 'text' | 'code' | 'list', lines: string[]}} block
 * @param {Links} links
 */
function render({ kind, lines }, links) {
  if (kind === 'code') return `\`\`\`cpp\n${lines.join('\n').trimEnd()}\n\`\`\``;
  if (kind === 'list') return lines.map((line) => `- ${inline(line, links)}`).join('\n');
  const text = lines.join(' ');
  const begin = label.exec(text);
  if (begin === null) return inline(text, links);
  return `**${begin[1] ?? ''}.** ${inline(capital(text.slice(begin[0].length)), links)}`;
}

/** @param {string} text */
function capital(text) {
  // A name keeps its spelling.
  const word = /^\w+/u.exec(text)?.[0] ?? '';
  return /^[a-z]+$/u.test(word) && !/^\w+[(_<:.]/u.test(text) && word !== 'std' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/**
 * A line of text, with code marked and linked.
 *
 * @param {string} text
 * @param {Links} links
 */
export function inline(text, links) {
  let result = '';
  let from = 0;
  const places = [...text.matchAll(address), ...text.matchAll(code)].sort((a, b) => a.index - b.index);
  for (const { 0: found, index } of places) {
    if (index < from) continue;
    result += escape(text.slice(from, index));
    if (/^https?:/u.test(found)) result += `<${found}>`;
    else result += asCode(found.startsWith('`') ? found.slice(1, -1) : found, links);
    from = index + found.length;
  }
  return result + escape(text.slice(from));
}

/**
 * @param {string} text
 * @param {Links} links
 */
function asCode(text, links) {
  // Braces are Vue's, even here.
  const marked = text.includes('{{') ? `<code v-pre>${escape(text)}</code>` : `\`${text}\``;
  const to = links(text.replace(/^weft::/u, '').replace(/[(<{].*$/su, ''));
  return to === undefined ? marked : `[${marked}](${to})`;
}

/** What would be markup of Markdown's or HTML's. @param {string} text */
function escape(text) {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/([*_[\]\\])/gu, '\\$1').replace(/\{\{/gu, '&#123;&#123;');
}

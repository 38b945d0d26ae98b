/**
 * Colours for code that stays the page's own: ranges of its text, given to the browser's CSS Custom Highlight API. Nothing of the
 * page's markup changes, so nothing moves; a browser without the API shows the code plain.
 */

import type { LineRange } from '../format/options.js';

export const inks = ['keyword', 'coroutine', 'type', 'function', 'string', 'number', 'comment', 'directive'] as const;
export type Ink = (typeof inks)[number];

export interface Token {
  readonly ink: Ink | 'line';
  readonly start: number;
  readonly end: number;
}

const keywords =
  'alignas alignof and asm break case catch class concept const const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast else enum explicit export extern false final for friend goto if import inline module mutable namespace new noexcept not nullptr operator or override private protected public reinterpret_cast requires return sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union using virtual volatile while xor';
const types =
  'auto bool char char8_t char16_t char32_t double float int long short signed unsigned void wchar_t size_t string string_view vector map optional generator coroutine task future async_generator queue lock event semaphore';

const words = new Map<string, Ink>([
  ...keywords.split(' ').map((word): [string, Ink] => [word, 'keyword']),
  ...types.split(' ').map((word): [string, Ink] => [word, 'type']),
  ...['co_await', 'co_yield', 'co_return'].map((word): [string, Ink] => [word, 'coroutine']),
]);

// One alternative an ink, in the order in which they win. What never ends goes on to the end of all, which in lines is `(?![^])`.
const pattern = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|(?![^])))`,
    String.raw`(?<directive>^[ \t]*#[ \t]*\w+)`,
    String.raw`(?<string>(?:u8|[uUL])?R"(?<tag>[^\s()\\]{0,16})\([^]*?(?:\)\k<tag>"|(?![^]))|(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"?|(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'|(?<=#[ \t]*include[ \t]*)<[^>\n]*>)`,
    String.raw`(?<number>(?<![\w$])\.?\d(?:[eEpP][+-]|'?[\w.])*)`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
  ].join('|'),
  'gm',
);

export function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  for (const match of code.matchAll(pattern)) {
    const { index: start, groups = {} } = match;
    const end = start + match[0].length;
    const { word } = groups;
    if (word === undefined) {
      const ink = inks.find((each) => groups[each] !== undefined);
      if (ink) tokens.push({ ink, start, end });
      continue;
    }
    const ink = words.get(word) ?? (/^\s*\(/.test(code.slice(end, end + 20)) ? 'function' : undefined);
    if (ink) tokens.push({ ink, start, end });
  }
  return tokens;
}

/** What of the API is used; the DOM's types know it, older browsers do not. */
const registry = (globalThis.CSS as { highlights?: HighlightRegistry } | undefined)?.highlights;

function highlightOf(name: string, all: HighlightRegistry): Highlight {
  const known = all.get(name);
  if (known) return known;
  const made = new Highlight();
  all.set(name, made);
  return made;
}

/** Colours the text below `element`, and what lies behind the marked lines. Returns what takes all that away again. */
export function paint(element: Element, lines: readonly LineRange[]): () => void {
  const undo: (() => void)[] = [];
  if (registry) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes: Text[] = [];
    const starts: number[] = [];
    let code = '';
    while (walker.nextNode()) {
      const node = walker.currentNode as Text;
      nodes.push(node);
      starts.push(code.length);
      code += node.data;
    }
    for (const { ink, start, end } of markedLines(code, lines).concat(tokenize(code))) {
      const from = placeOf(start, starts, false);
      const to = placeOf(end, starts, true);
      const [startContainer, endContainer] = [nodes[from.index], nodes[to.index]];
      if (!startContainer || !endContainer) continue;
      const range = new StaticRange({ startContainer, startOffset: from.offset, endContainer, endOffset: to.offset });
      const highlight = highlightOf(`weft-${ink}`, registry);
      highlight.add(range);
      undo.push(() => highlight.delete(range));
    }
  }
  return () => undo.forEach((each) => each());
}

/** The text node that holds an offset into all of them; an end belongs to the node before it. */
export function placeOf(offset: number, starts: readonly number[], isEnd: boolean): { index: number; offset: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const start = starts[middle] ?? 0;
    if (isEnd ? start < offset : start <= offset) low = middle;
    else high = middle - 1;
  }
  return { index: low, offset: offset - (starts[low] ?? 0) };
}

/** Lines count from 1; those that are empty or not there have nothing to mark. */
export function markedLines(code: string, lines: readonly LineRange[]): Token[] {
  const tokens: Token[] = [];
  let start = 0;
  for (const [index, { length }] of code.split('\n').entries()) {
    if (length > 0 && lines.some(({ from, to }) => from <= index + 1 && index + 1 <= to)) tokens.push({ ink: 'line', start, end: start + length });
    start += length + 1;
  }
  return tokens;
}

/** Each at least 4.5:1 on white and on the usual light greys, or on the usual dark ones: those of the playground. */
const colors: Record<Ink, readonly [light: string, dark: string]> = {
  keyword: ['#175b91', '#7dbcf0'],
  coroutine: ['#b0301e', '#ff8f7a'],
  type: ['#0b6b6b', '#62c8c0'],
  function: ['#5b3f9e', '#c0adf5'],
  string: ['#2c6a3b', '#8ed09b'],
  number: ['#8a4b08', '#f0a868'],
  comment: ['#5e6b77', '#8d9dab'],
  directive: ['#7d5a00', '#e5bd4a'],
};

const lineWash = ['#f8edc9', '#362c10'] as const;

/** For the page's own document: the code is not in the embed's. */
export function inkSheet(): string {
  const rules = (['light', 'dark'] as const).map((look, column) =>
    [...inks.map((ink) => [ink, `color:${colors[ink][column]}`]), ['line', `background-color:${lineWash[column]}`]]
      .map(([ink, style]) => `weft-playground[data-look=${look}] ::highlight(weft-${ink}){${style}}`)
      .join(''),
  );
  return rules.join('');
}

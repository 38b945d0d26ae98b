/**
 * Colours for code that stays the page's own: ranges of its text, given to the browser's CSS Custom Highlight API. Nothing of the
 * page's markup changes, so nothing moves; a browser without the API shows the code plain.
 */

export const inks = ['keyword', 'coroutine', 'type', 'function', 'string', 'number', 'comment', 'directive'] as const;
export type Ink = (typeof inks)[number];

export interface Token {
  readonly ink: Ink;
  readonly start: number;
  readonly end: number;
}

const keywords =
  'alignas alignof and asm break case catch class concept const const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast else enum explicit export extern false final for friend goto if import inline module mutable namespace new noexcept not nullptr operator or override private protected public reinterpret_cast requires return sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union using virtual volatile while xor';
const types =
  'auto bool char char8_t char16_t char32_t double float int long short signed unsigned void wchar_t size_t string string_view vector map optional variant_t generator coroutine task future async_generator queue lock event semaphore';

const words = new Map<string, Ink>([
  ...keywords.split(' ').map((word): [string, Ink] => [word, 'keyword']),
  ...types.split(' ').map((word): [string, Ink] => [word, 'type']),
  ...['co_await', 'co_yield', 'co_return'].map((word): [string, Ink] => [word, 'coroutine']),
]);

// One alternative an ink, in the order in which they win.
const pattern = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))`,
    String.raw`(?<directive>^[ \t]*#[ \t]*\w+)`,
    String.raw`(?<string>(?:u8|[uUL])?R"(?<tag>[^\s()\\]{0,16})\([^]*?(?:\)\k<tag>"|$)|(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"?|(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'|(?<=#[ \t]*include[ \t]*)<[^>\n]*>)`,
    String.raw`(?<number>(?<![\w$])\.?\d(?:'?[\w.]|[eEpP][+-])*)`,
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

/** Colours the text below `element`. */
export function paint(element: Element): void {
  if (!registry) return;
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
  let first = 0;
  const place = (offset: number, isEnd: boolean): [Text, number] | undefined => {
    // Tokens come in order.
    while (first + 1 < nodes.length && (starts[first + 1] ?? 0) <= offset - (isEnd ? 1 : 0)) ++first;
    const node = nodes[first];
    return node && [node, offset - (starts[first] ?? 0)];
  };
  for (const { ink, start, end } of tokenize(code)) {
    const from = place(start, false);
    const to = place(end, true);
    if (!from || !to) continue;
    const range = new StaticRange({ startContainer: from[0], startOffset: from[1], endContainer: to[0], endOffset: to[1] });
    const name = `weft-${ink}`;
    const highlight = registry.get(name);
    if (highlight) highlight.add(range);
    else registry.set(name, new Highlight(range));
  }
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

export function inkSheet(theme: 'light' | 'dark'): string {
  return inks.map((ink) => `::highlight(weft-${ink}){color:${colors[ink][theme === 'dark' ? 1 : 0]}}`).join('');
}

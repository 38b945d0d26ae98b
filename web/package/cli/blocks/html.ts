/** Blocks in HTML: `<weft-playground>`, and what the light script's own selector finds. */
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { isOptionName, type RawOptions } from '../../../src/embed/format/options.js';
import type { FoundBlock, FoundProblem } from './found_block.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const playground = 'weft-playground';
const classes = ['language-cpp-weft', 'highlight-cpp-weft'];

/** What may stand in a block: code that was highlighted already. Anything else was to be text. */
const insideCode = new Set(['pre', 'code', 'span', 'br', 'button', 'div', 'template']);

/**
 * @param firstLine the line of the file on which `html` begins
 * @param unclosed what to say of an element that has no end
 */
export function findInHtml(html: string, firstLine = 1, unclosed = 'is not closed'): FoundBlock[] {
  const blocks: FoundBlock[] = [];

  const add = (element: Element, options: RawOptions) => {
    const place = element.sourceCodeLocation;
    const line = firstLine + (place?.startLine ?? 1) - 1;
    const holder = (element.tagName === playground ? (find(element, 'code') ?? find(element, 'pre')) : undefined) ?? element;
    const problems: FoundProblem[] = [...strangers(holder)].map(({ tagName, sourceCodeLocation }) => ({
      line: firstLine + (sourceCodeLocation?.startLine ?? 1) - 1,
      message: `<${tagName}> in code: write &lt; for < in HTML`,
    }));
    if (place?.endTag === undefined) problems.push({ line, message: `<${element.tagName}> ${unclosed}` });
    const tag = holder.sourceCodeLocation?.startTag;
    const text = textOf(holder);
    const raw = html.slice(tag?.endOffset ?? 0, holder.sourceCodeLocation?.endTag?.startOffset ?? html.length);
    // The first line end of a <pre> is none.
    const dropped = /^\r?\n/.test(raw) && !text.startsWith('\n') ? 1 : 0;
    blocks.push({ text: text.trim() === '' ? '' : text, options, problems, line, textLine: firstLine + (tag?.endLine ?? 1) - 1 + dropped });
  };

  const visit = (node: Node, around: readonly Element[]): void => {
    if ('tagName' in node) {
      if (node.tagName === playground) return add(node, optionsOf(node, (name) => name));
      if (isBlock(node, around)) {
        // Not from farther up, where `data-theme`, say, is somebody else's.
        const own = around.filter((element) => element.tagName === 'pre' || classes.some((name) => hasClass(element, name)));
        const all = [...own, node].map((element) => optionsOf(element, (name) => name.replace(/^data-/, '')));
        return add(node, Object.assign({}, ...all) as RawOptions);
      }
    }
    const inside = 'tagName' in node ? [...around, node] : around;
    if ('childNodes' in node) for (const child of node.childNodes) visit(child, inside);
  };
  visit(parse(html, { sourceCodeLocationInfo: true }), []);
  return blocks;
}

/** `code.language-cpp-weft, .language-cpp-weft pre code, .highlight-cpp-weft pre` */
function isBlock(element: Element, around: readonly Element[]): boolean {
  const below = (name: string) => around.some((other) => hasClass(other, name));
  if (element.tagName === 'pre') return below('highlight-cpp-weft');
  if (element.tagName !== 'code') return false;
  return hasClass(element, 'language-cpp-weft') || (below('language-cpp-weft') && around.some(({ tagName }) => tagName === 'pre'));
}

function hasClass(element: Element, name: string): boolean {
  return element.attrs.some((attribute) => attribute.name === 'class' && attribute.value.split(/\s+/).includes(name));
}

function optionsOf(element: Element, optionName: (attribute: string) => string): RawOptions {
  const own = element.tagName === playground;
  const attributes = element.attrs.filter(({ name }) => own || name.startsWith('data-'));
  return Object.fromEntries(attributes.map(({ name, value }) => [optionName(name), value] as const).filter(([name]) => isOptionName(name)));
}

function find(element: Element, tagName: string): Element | undefined {
  for (const child of element.childNodes) {
    if (!('tagName' in child)) continue;
    const found = child.tagName === tagName ? child : find(child, tagName);
    if (found !== undefined) return found;
  }
  return undefined;
}

function* strangers(element: Element): Generator<Element> {
  for (const child of element.childNodes) {
    if (!('tagName' in child)) continue;
    if (!insideCode.has(child.tagName)) yield child;
    else yield* strangers(child);
  }
}

function textOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  if (node.nodeName === 'br') return '\n';
  if (node.nodeName === 'button') return '';
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

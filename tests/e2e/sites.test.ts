/**
 * Other people's documentation, made by the real tools and served from another origin than weft's: its blocks are readable without
 * any script, and with it a reader edits one and runs it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'parse5';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { buildSites, siteNames, type SiteName } from '../support/sites.mjs';

let folders: Record<SiteName, string>;
beforeAll(async () => {
  folders = await buildSites(new URL('embed.js', inject('site')).href);
}, 300_000);

interface Element {
  readonly nodeName: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly Element[];
  readonly value?: string;
}

function elementsIn(node: Element, name: string): Element[] {
  const own = node.nodeName === name ? [node] : [];
  return [...own, ...(node.childNodes ?? []).flatMap((child) => elementsIn(child, name))];
}

function textOf({ value, childNodes = [] }: Element): string {
  return value ?? childNodes.map(textOf).join('');
}

function attributesOf({ attrs = [] }: Element): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]));
}

describe.each(siteNames)('a page made by %s', (name) => {
  test('has its code in it, with its options, and the script once', () => {
    const page = parse(readFileSync(path.join(folders[name], 'index.html'), 'utf8')) as Element;
    const scripts = elementsIn(page, 'script').map(attributesOf).filter(({ src }) => src?.endsWith('/embed.js'));
    expect(scripts).toEqual([{ type: 'module', src: new URL('embed.js', inject('site')).href }]);

    const [playground] = elementsIn(page, 'weft-playground');
    if (playground === undefined) throw new Error('there is no playground');
    expect(attributesOf(playground)).toEqual(name === 'html' ? { id: 'element', expect: '1 2 3' } : { expect: 'hello', highlight: '4' });
    const [code, ...others] = elementsIn(playground, 'code');
    if (code === undefined) throw new Error('there is no code');
    expect(others).toEqual([]);
    if (name !== 'html') expect(textOf(code)).toBe('#include <weft/weft.hpp>\n\nint main() {\n  weft::println("hello");\n}\n');
  });
});

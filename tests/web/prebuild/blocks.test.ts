import { describe, expect, test } from 'vitest';
import { findBlocks } from '../../../web/package/cli/blocks/find_blocks.js';
import { placeInFile } from '../../../web/package/cli/blocks/found_block.js';

const find = (file: string, text: string) => {
  const blocks = findBlocks(file, text) ?? [];
  const lines = text.split('\n');
  return blocks.map((block) => {
    const at = block.text.split('\n').findIndex((line) => line.includes('main'));
    const column = (block.text.split('\n')[at]?.indexOf('main') ?? 0) + 1;
    const place = at < 0 ? null : placeInFile(block, lines, { line: at + 1, column });
    // Where the block's `main` is said to be there is one.
    if (place !== null) expect(lines[place.line - 1]?.slice(place.column - 1)).toMatch(/^main/);
    return { text: block.text, options: block.options, line: block.line, problems: block.problems };
  });
};

const main = 'int main() {}';

describe('Markdown', () => {
  test.each(['guide.md', 'guide.mdx', 'GUIDE.MARKDOWN'])('%s: fences and their options', (file) => {
    const text = `# Guide\n\n\`\`\`cpp-weft expect="a b" height=200\n#include <x>\n${main}\n\`\`\`\n\n~~~~cpp weft\n${main}\n~~~~\n\n\`\`\`cpp\n${main}\n\`\`\`\n`;
    expect(find(file, text)).toEqual([
      { text: `#include <x>\n${main}`, options: { expect: 'a b', height: '200' }, line: 3, problems: [] },
      { text: main, options: {}, line: 8, problems: [] },
    ]);
  });

  test('fences in lists, quotes, and the admonitions and tabs of MkDocs', () => {
    const text = [
      `1. First\n\n   \`\`\`cpp-weft\n   int a;\n     ${main}\n   \`\`\``,
      `> \`\`\`cpp-weft\n> ${main}\n> \`\`\``,
      `!!! note\n    \`\`\`cpp-weft\n    ${main}\n    \`\`\``,
      `=== "C++"\n\n    \`\`\` { .cpp-weft hl_lines="1" }\n    ${main}\n    \`\`\``,
    ].join('\n\n');
    expect(find('page.md', text).map(({ text, line, options }) => ({ text, line, options }))).toEqual([
      { text: `int a;\n  ${main}`, line: 3, options: {} },
      { text: main, line: 8, options: {} },
      { text: main, line: 13, options: {} },
      { text: main, line: 19, options: { highlight: '1' } },
    ]);
  });

  test('a fence that shows a fence is not one of ours', () => {
    expect(find('page.md', `\`\`\`\`markdown\n\`\`\`cpp-weft\n${main}\n\`\`\`\n\`\`\`\``)).toEqual([]);
  });

  test('elements', () => {
    const text = `<weft-playground expect="1">\n<pre><code>${main}</code></pre>\n</weft-playground>\n\nAnd <weft-playground example="02-send"></weft-playground> here.\n`;
    expect(find('page.md', text)).toEqual([
      { text: main, options: { expect: '1' }, line: 1, problems: [] },
      { text: '', options: { example: '02-send' }, line: 5, problems: [] },
    ]);
  });

  test('an element that Markdown takes apart is told of', () => {
    const [block] = find('page.md', `<weft-playground>\nint a;\n\n${main}\n</weft-playground>\n`);
    expect(block?.problems).toEqual([{ line: 1, message: expect.stringContaining('is not closed before the next blank line') }]);
  });

  test('what is no option is told of', () => {
    expect(find('page.md', `\`\`\`cpp-weft expect="a\n${main}\n\`\`\``)[0]?.problems).toEqual([
      { line: 1, message: 'expect="a is no option: options are written name=value or name="a value"' },
    ]);
  });
});

describe('HTML', () => {
  test('what the light script’s selector finds, each once', () => {
    const text = `<!doctype html><html data-theme="dark">
<div data-height="100"><pre data-expect="x"><code class="hljs language-cpp-weft" data-height="200">
#include &lt;x&gt;
<span class="kw">int</span> x; /* &amp; */ int main() {}
</code></pre></div>
<div class="language-cpp-weft" data-expect="y"><pre><code><span>int</span> main() {}</code></pre></div>
<div class="highlight-cpp-weft notranslate"><div class="highlight"><pre><button>Copy</button>
int main() {}
</pre></div></div>
<pre><code class="language-cpp">int main() {}</code></pre>
<weft-playground view="compare" class="wide"><pre><code class="language-cpp-weft">int main() {}</code></pre></weft-playground>
`;
    expect(find('page.html', text)).toEqual([
      { text: '\n#include <x>\nint x; /* & */ int main() {}\n', options: { expect: 'x', height: '200' }, line: 2, problems: [] },
      { text: 'int main() {}', options: { expect: 'y' }, line: 6, problems: [] },
      { text: '\nint main() {}\n', options: {}, line: 7, problems: [] },
      { text: 'int main() {}', options: { view: 'compare' }, line: 11, problems: [] },
    ]);
  });

  test('code that is not written for HTML is told of', () => {
    const [block] = find('page.html', '<weft-playground>\n#include <vector>\nint main() {}\n</weft-playground>');
    expect(block?.problems[0]).toEqual({ line: 2, message: '<vector> in code: write &lt; for < in HTML' });
  });
});

describe('reStructuredText', () => {
  test('directives and their options', () => {
    const text = `Title
=====

.. code-block:: cpp-weft
   :caption: hello
   :expect: a b
   :emphasize-lines: 2-3

   int a;

     int main() {}

Text.

* item

  .. code:: cpp-weft

     int main() {}

.. code-block:: cpp

   int main() {}
`;
    expect(find('page.rst', text).map(({ line, options }) => ({ line, options }))).toEqual([
      { line: 4, options: { expect: 'a b', highlight: '2-3' } },
      { line: 17, options: {} },
    ]);
  });
});

test('other files have none', () => {
  expect(findBlocks('main.cpp', main)).toBeUndefined();
});

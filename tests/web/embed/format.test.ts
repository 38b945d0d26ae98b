import { describe, expect, test } from 'vitest';
import { readBlock } from '../../../web/src/embed/format/block.js';
import { takeDirectives } from '../../../web/src/embed/format/directive.js';
import { readExpectation } from '../../../web/src/embed/format/expectation.js';
import { readInfoString } from '../../../web/src/embed/format/info_string.js';
import { describeProblem, optionDocs, optionsAsMarkdown } from '../../../web/src/embed/format/option_docs.js';
import { readOptionText, writeOptionText } from '../../../web/src/embed/format/option_text.js';
import { optionNames, readOptions } from '../../../web/src/embed/format/options.js';
import { glueId, readPrebuiltManifest } from '../../../web/src/embed/format/prebuilt_manifest.js';
import { splitRegions } from '../../../web/src/embed/format/regions.js';
import { normalizeSource, sourceKey } from '../../../web/src/embed/format/source_key.js';

describe('the options', () => {
  test('have defaults', () => {
    expect(readOptions({}).options).toEqual({
      example: null,
      variants: null,
      view: 'terminal',
      readonly: false,
      autorun: null,
      height: null,
      theme: 'auto',
      lang: 'auto',
      args: [],
      stdin: null,
      highlight: [],
      expect: null,
      loading: 'click',
      prebuilt: null,
    });
  });

  // What is in other people's pages must mean the same for ever.
  test.each([
    ['example', '02-send', '02-send'],
    ['variants', 'sync, async', ['sync', 'async']],
    ['view', 'timeline', 'timeline'],
    ['view', 'compare', 'compare'],
    ['readonly', '', true],
    ['readonly', 'true', true],
    ['readonly', 'false', false],
    ['autorun', 'visible', 'visible'],
    ['height', '200', 200],
    ['theme', 'dark', 'dark'],
    ['lang', 'ko', 'ko'],
    ['args', `one "two words" 'a "quoted" one' back\\ slash ""`, ['one', 'two words', 'a "quoted" one', 'back slash', '']],
    ['args', '', []],
    ['stdin', 'Ada\\n36\\n', 'Ada\n36\n'],
    ['stdin', 'C:\\\\new \\d', 'C:\\new \\d'],
    ['highlight', '3', [{ from: 3, to: 3 }]],
    ['highlight', '1,3-5', [{ from: 1, to: 1 }, { from: 3, to: 5 }]],
    ['highlight', '1 3-5', [{ from: 1, to: 1 }, { from: 3, to: 5 }]],
    ['expect', 'hello\\n', 'hello\\n'],
    ['loading', 'lazy', 'lazy'],
    ['prebuilt', '/programs/', '/programs/'],
  ] as const)('%s="%s" is %j', (name, value, meaning) => {
    const { options, problems } = readOptions({ [name]: value });
    expect(options[name]).toEqual(meaning);
    expect(problems).toEqual([]);
  });

  test.each([
    ['hieght', '200', /there is no option "hieght"; there are example, .*height/],
    ['toString', '', /there is no option "toString"/],
    ['view', 'side', /view does not take "side", but terminal, timeline, compare/],
    ['readonly', 'no', /readonly does not take "no"/],
    ['height', '20em', /height does not take "20em", but pixels/],
    ['height', '0', /height does not take "0"/],
    ['highlight', '5-3', /highlight does not take "5-3"/],
    ['highlight', 'x', /highlight does not take "x"/],
    ['args', '"open', /args does not take ""open"/],
    ['variants', 'a,,b', /variants does not take "a,,b"/],
    ['expect', '', /expect does not take ""/],
  ])('%s="%s" is told to be wrong, and as not given', (name, value, message) => {
    const { options, problems } = readOptions({ [name]: value });
    expect(options).toEqual(readOptions({}).options);
    expect(problems.map(describeProblem).join('\n')).toMatch(message);
  });

  test('are all documented in both languages', () => {
    expect(Object.keys(optionDocs)).toEqual(optionNames);
    for (const language of ['en', 'ko'] as const) {
      const rows = optionsAsMarkdown(language).trimEnd().split('\n');
      expect(rows).toHaveLength(optionNames.length + 2);
      for (const row of rows) expect(row.match(/\|/g)).toHaveLength(5);
      for (const row of language === 'ko' ? rows.slice(2) : []) expect(row).toMatch(/[가-힣]/);
    }
  });
});

describe('options in a line', () => {
  test.each([
    ['view=compare readonly', { view: 'compare', readonly: '' }],
    ['expect="two words" height=200', { expect: 'two words', height: '200' }],
    ['expect="say \\"hi\\"\\n"', { expect: 'say "hi"\\n' }],
    ["expect='say \"hi\"'", { expect: 'say "hi"' }],
    ['expect="ends in \\\\" readonly', { expect: 'ends in \\\\', readonly: '' }],
    ['expect="/a\\d+/" Height=3', { expect: '/a\\d+/', height: '3' }],
    ['args=', { args: '' }],
    ['', {}],
  ])('%s', (text, options) => {
    expect(readOptionText(text)).toEqual({ options, problems: [] });
    expect(readOptionText(writeOptionText(options)).options).toEqual(options);
  });

  test('what is none is told', () => {
    const { options, problems } = readOptionText('view=compare "stray words" =3 expect="open');
    expect(options).toEqual({ view: 'compare' });
    expect(problems.map(({ value }) => value)).toEqual(['"stray', 'words"', '=3', 'expect="open']);
    expect(problems.map(describeProblem)[0]).toBe('"stray is no option: options are written name=value or name="a value"');
  });
});

describe('directive lines', () => {
  test('are taken from the top of the code', () => {
    const { code, options, lines, problems } = takeDirectives('//weft: view=compare highlight=3-5\n  // weft: expect="a\\nb"\r\n// code\n//weft: readonly\n');
    expect(options).toEqual({ view: 'compare', highlight: '3-5', expect: 'a\\nb' });
    expect({ code, lines, problems }).toEqual({ code: '// code\n//weft: readonly\n', lines: 2, problems: [] });
  });

  test.each(['', 'int main() {}\n', '// weft is a runtime\n', '// weft::run() runs\n', '\n//weft: readonly\n'])('are none in %j', (text) => {
    expect(takeDirectives(text)).toEqual({ code: text, lines: 0, options: {}, problems: [] });
  });
});

describe('the words behind a fence', () => {
  test.each([
    ['cpp-weft', {}],
    ['cpp weft', {}],
    ['cpp-weft expect="hello" height=200', { expect: 'hello', height: '200' }],
    ['cpp weft view=compare', { view: 'compare' }],
    ['cpp-weft{1,3-5}', { highlight: '1,3-5' }],
    ['cpp-weft:line-numbers {2} [main.cpp] readonly', { highlight: '2', readonly: '' }],
    ['cpp-weft title="Two at once" expect=2', { expect: '2' }],
    ['{ .cpp-weft hl_lines="1 3-5" linenums=1 expect="a b" }', { highlight: '1 3-5', expect: 'a b' }],
    ['{.cpp-weft #first .wide readonly}', { readonly: '' }],
    ['{.language-cpp-weft}', {}],
  ])('%s', (info, options) => {
    expect(readInfoString(info)).toEqual({ options, problems: [] });
  });

  test.each(['', 'cpp', 'cpp wefts', 'c++ weft', 'cpp-wefted', 'cpp-weft-x', 'python', '{.cpp}', '{ .not-cpp-weft }'])('%j is not for weft', (info) => {
    expect(readInfoString(info)).toBeNull();
  });
});

describe('a region', () => {
  const code = '#include <weft/weft.hpp>\nint main() {\n  //sampleStart\n  if (true) {\n    f();\n\n  }\n  // sampleEnd\n}\n';

  test('is shown without its indentation, the rest is hidden', () => {
    const { before, shown, after, indent } = splitRegions(code);
    expect(before).toBe('#include <weft/weft.hpp>\nint main() {\n  //sampleStart\n');
    expect(shown).toBe('if (true) {\n  f();\n\n}');
    expect(after).toBe('  // sampleEnd\n}\n');
    expect(indent).toBe('  ');
  });

  test('is put back in its place', () => {
    const { shown, whole, before, after } = splitRegions(code);
    expect(whole(shown)).toBe(code);
    expect(whole('g();\n\nh();')).toBe(`${before}  g();\n\n  h();\n${after}`);
    expect(whole('g();\n')).toBe(`${before}  g();\n${after}`);
    expect(whole('')).toBe(before + after);
  });

  test('may reach to an end of the code, or be all of it', () => {
    expect(splitRegions('a\n//sampleStart\n  b\n')).toMatchObject({ before: 'a\n//sampleStart\n', shown: 'b', after: '' });
    expect(splitRegions('a\n//sampleEnd\nb\n')).toMatchObject({ before: '', shown: 'a', after: '//sampleEnd\nb\n' });
    expect(splitRegions('  a\n  b\n')).toMatchObject({ before: '', shown: '  a\n  b', after: '' });
    expect(splitRegions('  a\n').whole('x')).toBe('x\n');
    expect(splitRegions('call("//sampleStart");\n').shown).toBe('call("//sampleStart");');
  });
});

describe('a block', () => {
  test('has its options from the page, from its code and from its element, the last before the first', () => {
    const { options, raw } = readBlock('//weft: view=compare theme=light\nint main() {}', { theme: 'dark' }, { theme: 'auto', lang: 'ko', view: 'terminal' });
    expect(options).toMatchObject({ view: 'compare', theme: 'dark', lang: 'ko' });
    expect(raw).toEqual({ view: 'compare', theme: 'dark' });
  });

  test('may be indented with its element', () => {
    const block = readBlock('\n\n    //weft: readonly\n    int main() {\r\n      f();\n    }\n  ');
    expect(block.source).toBe('int main() {\n  f();\n}\n');
    expect(block.regions.shown).toBe('int main() {\n  f();\n}');
    expect(block).toMatchObject({ skippedLines: 3, skippedColumns: 4, problems: [], options: { readonly: true } });
  });

  test('may have no code', () => {
    expect(readBlock(' \n ', { example: '02-send' })).toMatchObject({ source: '', options: { example: '02-send' } });
  });

  test('tells what is wrong with its options wherever they stand', () => {
    expect(readBlock('//weft: "\nx', { view: 'none' }).problems.map(({ problem }) => problem)).toEqual(['syntax', 'value']);
  });
});

describe('the key of a program', () => {
  // Folders of compiled programs are on other people's hosts: the keys stay.
  test('is this', async () => {
    expect(await sourceKey('int main() {}\n')).toBe('bc8bb8e433bf6521');
    expect(await sourceKey('// 코루틴\nint main() {}\n')).toBe('efaa0aec3a44b31d');
  });

  test('does not depend on line ends', async () => {
    expect(await sourceKey('int main() {}')).toBe(await sourceKey('int main() {}\r\n\r\n'));
    expect(normalizeSource('a\r\nb\rc \n\n')).toBe('a\nb\nc\n');
  });
});

describe('an expectation', () => {
  test.each([
    ['hello', 'hello\n', true],
    ['hello\\n', 'hello', true],
    ['a\\nb', 'a  \nb\t\r\n\n', true],
    ['a\\n\\nb', 'a\nb', false],
    ['hello', 'Hello', false],
    ['hello', 'hello world', false],
    [' indented', 'indented', false],
    ['say \\"hi\\"', 'say "hi"', true],
    ['/\\d+ tasks/', 'all 12 tasks\n', true],
    ['/^\\d+ tasks$/', 'all 12 tasks\n', false],
    ['/HELLO/i', 'hello', true],
    ['/a.b/s', 'a\nb', true],
    ['/usr/bin', '/usr/bin', true],
  ])('%s and %j: %s', (expected, stdout, holds) => {
    expect(readExpectation(expected).holds(stdout)).toBe(holds);
  });

  test('that is no regular expression is an error', () => {
    expect(() => readExpectation('/(/')).toThrow(SyntaxError);
  });
});

describe('the list of compiled programs', () => {
  const program = { wasm: '0123456789abcdef.wasm.gz', glue: 'f731a3f9ad-46248cba5a' };

  test('is read', () => {
    const threads = { ...program, threadsWasm: '0123456789abcdef-threads.wasm.gz' };
    const manifest = { version: 1, weft: '0.1.0', programs: { '0123456789abcdef': threads } };
    expect(readPrebuiltManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
  });

  test.each([null, 'text', {}, { version: 2, weft: '9', programs: {} }, { version: 1, weft: '0.1.0' }])('is not read from %j', (value) => {
    expect(readPrebuiltManifest(value)).toBeNull();
  });

  test('leads nowhere but to files beside it', () => {
    const programs = { a: { ...program, wasm: '../elsewhere.wasm.gz' }, b: { ...program, wasm: 'https://host/x.wasm.gz' }, c: null, d: program };
    expect(Object.keys(readPrebuiltManifest({ version: 1, weft: '0.1.0', programs })?.programs ?? {})).toEqual(['d']);
  });

  test('names the glue that its programs belong to', () => {
    expect(glueId({ glue: 'glue-f731a3f9ad.js', threadsGlue: 'glue-46248cba5a.js' })).toBe('f731a3f9ad-46248cba5a');
  });
});

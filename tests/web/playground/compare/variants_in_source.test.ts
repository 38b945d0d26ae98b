import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { variantsIn } from '../../../../web/src/playground/compare/variants_in_source.js';
import { programLanguages, sourceFiles } from '../../../../web/src/protocol/language.js';

test('C++ names its variants as it makes them', () => {
  const source = `
    // variant commented{"no", [] {}};
    weft::variant sync{"one by one", [] {}};
    variant together("all, at \\"once\\"", []() -> weft::coroutine<> { co_return; });
    std::variant<int> other;
    static const weft::variant third{
        "third", [] {}};
  `;
  expect(variantsIn('cpp', source)).toEqual(['one by one', 'all, at "once"', 'third']);
});

test('Python names its variants in a dict', () => {
  expect(variantsIn('python', 'x = {"no": 1}\nvariants = {\n    "a": f,  # "b": no\n    \'c d\': lambda: {"x": 1},\n}\n')).toEqual(['a', 'c d']);
  expect(variantsIn('python', 'variants: dict = {"a": f, "b": g}\n')).toEqual(['a', 'b']);
  expect(variantsIn('python', 'def f():\n    variants = {"a": f}\n')).toEqual([]);
});

test('JavaScript names its variants in an object', () => {
  const source = `const variants = {
  sync() { return { inner: 1 }; },
  async together() {},
  'with spaces': () => 1,
  short,
  async 'async with spaces'() {
    const nested = {
      no: 1,
    };
  },
};
`;
  expect(variantsIn('javascript', source)).toEqual(['sync', 'together', 'with spaces', 'short', 'async with spaces']);
  expect(variantsIn('javascript', "const variants = { a: f, 'b c': g };\n")).toEqual(['a', 'b c']);
});

test.each(readdirSync('examples'))('%s has the same variants in every language that has any', (sample) => {
  const lists = programLanguages
    .map((language) => [language, `examples/${sample}/${sourceFiles[language]}`] as const)
    .filter(([, file]) => existsSync(file))
    .map(([language, file]) => variantsIn(language, readFileSync(file, 'utf8')));
  const [most = []] = [...lists].sort((a, b) => b.length - a.length);
  for (const list of lists) {
    // A language may leave out what it does not have, such as threads; it may not have others.
    expect(most).toEqual(expect.arrayContaining(list));
    expect(list.length > 0).toBe(most.length > 0);
  }
});

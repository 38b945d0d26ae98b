import { describe, expect, test } from 'vitest';
import { languagesOf, readExamples, readTeachingText, sourceOf } from '../../../web/src/playground/samples/examples.js';

const description = (order: number, group?: string) => ({
  order,
  ...(group === undefined ? {} : { group }),
  title: { en: 'Title', ko: '제목' },
  text: { en: 'Text', ko: '글' },
});

describe('reading examples', () => {
  test('orders them by group, then by their order', () => {
    const sources = { 'examples/a/main.cpp': 'a', 'examples/b/main.cpp': 'b', 'examples/c/main.cpp': 'c' };
    const examples = readExamples(sources, {
      'examples/a/example.json': description(3, 'network'),
      'examples/b/example.json': description(2, 'generators'),
      'examples/c/example.json': description(1, 'generators'),
    });
    expect(examples.map(({ id, source }) => `${id}:${source}`)).toEqual(['c:c', 'b:b', 'a:a']);
  });

  test('makes line ends those that the build hashed', () => {
    const [example] = readExamples({ 'x/a/main.cpp': 'one\r\ntwo\r\n' }, { 'x/a/example.json': description(1) });
    expect(example?.source).toBe('one\ntwo\n');
  });

  test('puts twins to their sample', () => {
    const sources = { 'x/a/main.cpp': 'cpp', 'x/a/main.py': 'py\r\n', 'x/b/main.cpp': 'cpp', 'x/b/main.py': 'py', 'x/b/main.js': 'js' };
    const [a, b] = readExamples(sources, { 'x/a/example.json': description(1), 'x/b/example.json': description(2) });
    expect(a && languagesOf(a)).toEqual(['cpp', 'python']);
    expect(a && sourceOf(a, 'python')).toBe('py\n');
    expect(a && sourceOf(a, 'javascript')).toBeUndefined();
    expect(b && languagesOf(b)).toEqual(['cpp', 'python', 'javascript']);
  });

  test('names the file whose description is wrong', () => {
    const wrong = { ...description(1), title: { en: 'only English' } };
    expect(() => readExamples({ 'x/a/main.cpp': '' }, { 'x/a/example.json': wrong })).toThrow('x/a/example.json');
    expect(() => readExamples({}, { 'x/a/example.json': description(1) })).toThrow('no main.cpp');
  });
});

test('teaching text has paragraphs and code', () => {
  expect(readTeachingText('A `co_yield`\nhere.\n\nSecond.\n')).toEqual([
    [
      { code: false, text: 'A ' },
      { code: true, text: 'co_yield' },
      { code: false, text: ' here.' },
    ],
    [{ code: false, text: 'Second.' }],
  ]);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { LineEditor } from '../../../web/src/playground/terminal/line_editor.js';

let screen: string;
let editor: LineEditor;

beforeEach(() => {
  screen = '';
  editor = new LineEditor((text) => (screen += text));
});

test('a typed line is echoed and handed over without its end', async () => {
  const line = editor.read();
  for (const key of 'hello') editor.input(key);
  editor.input('\r');
  expect(await line).toBe('hello');
  expect(screen).toBe('hello\r\n');
  expect(editor.waiting).toBe(false);
});

test('keys are ignored while nobody asks', async () => {
  editor.input('lost\r');
  const line = editor.read();
  editor.input('found\r');
  expect(await line).toBe('found');
  expect(screen).toBe('found\r\n');
});

describe('backspace', () => {
  test('takes back a character, and nothing at the start', async () => {
    const line = editor.read();
    editor.input('\x7fab\x7f\x7f\x7fc\r');
    expect(await line).toBe('c');
  });

  test('takes back both cells of a Korean syllable', () => {
    void editor.read();
    editor.input('한');
    screen = '';
    editor.input('\x7f');
    expect(screen).toBe('\b\b  \b\b');
  });

  test('takes back a character of several code points as one', async () => {
    const line = editor.read();
    editor.input('x👩‍💻');
    editor.input('\x7f');
    editor.input('\r');
    expect(await line).toBe('x');
  });
});

test('Ctrl+U empties the line and Ctrl+W takes back a word', async () => {
  const first = editor.read();
  editor.input('wrong\x15right\r');
  expect(await first).toBe('right');
  const second = editor.read();
  editor.input('keep lose \x17\r');
  expect(await second).toBe('keep ');
});

test('Ctrl+D ends the input only on an empty line', async () => {
  const line = editor.read();
  editor.input('a\x04\r');
  expect(await line).toBe('a');
  const end = editor.read();
  editor.input('\x04');
  expect(await end).toBeNull();
});

test('the lines of one paste answer one question each', async () => {
  const first = editor.read();
  editor.input('one\r\ntwo\nthr');
  expect(await first).toBe('one');
  expect(await editor.read()).toBe('two');
  const third = editor.read();
  editor.input('ee\r');
  expect(await third).toBe('three');
});

test('arrow keys do nothing', async () => {
  const line = editor.read();
  editor.input('a');
  editor.input('\x1b[D');
  editor.input('b\r');
  expect(await line).toBe('ab');
});

test('the end of the program ends the question and forgets what was typed', async () => {
  const line = editor.read();
  editor.input('half');
  editor.cancel();
  expect(await line).toBeNull();
  const next = editor.read();
  editor.input('\r');
  expect(await next).toBe('');
});

test('there is one question at a time', async () => {
  void editor.read();
  await expect(editor.read()).rejects.toThrow('already');
});

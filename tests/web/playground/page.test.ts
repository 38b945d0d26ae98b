import { describe, expect, test } from 'vitest';
import { arrange } from '../../../web/src/playground/layout/arrangement.js';
import { addressOfExample, exampleInAddress } from '../../../web/src/playground/page/location.js';
import { Preferences } from '../../../web/src/playground/session/preferences.js';
import type { SafeStorage } from '../../../web/src/playground/session/safe_storage.js';
import { placesIn } from '../../../web/src/playground/terminal/source_places.js';
import { Transcript, withoutControlSequences } from '../../../web/src/playground/terminal/transcript.js';

describe('links to samples', () => {
  // These forms are in links out there: they must be read for ever.
  test.each([
    ['https://host/#example=02-send', '02-send'],
    ['https://host/sub/?example=02-send', '02-send'],
    ['https://host/?example=01-plain#example=02-send', '02-send'],
    ['https://host/', null],
    ['https://host/#something', null],
  ])('%s shows %s', (address, example) => {
    expect(exampleInAddress(new URL(address))).toBe(example);
  });

  test('keep what else is in the address', () => {
    expect(addressOfExample(new URL('https://host/sub/?a=1&example=x#b=2'), 'y').href).toBe('https://host/sub/?a=1#b=2&example=y');
  });
});

test('the parts are arranged by the room there is', () => {
  expect(arrange(1440, 850)).toEqual({ compact: false, direction: 'across' });
  expect(arrange(1000, 700)).toEqual({ compact: false, direction: 'down' });
  expect(arrange(390, 790)).toEqual({ compact: true, direction: 'down' });
  expect(arrange(844, 338)).toEqual({ compact: true, direction: 'across' });
});

describe('preferences', () => {
  const storage = (values: Map<string, string>): SafeStorage => ({
    get: (key) => values.get(key) ?? null,
    set: (key, value) => {
      values.set(key, value);
      return true;
    },
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  });

  test('are what the browser asks for until the reader chooses', () => {
    const values = new Map<string, string>();
    const first = new Preferences(storage(values), ['ko-KR']);
    expect([first.language.value, first.theme.value]).toEqual(['ko', 'system']);
    first.language.value = 'en';
    first.theme.value = 'dark';
    first.splitAcross.value = 0.4;
    const next = new Preferences(storage(values), ['ko-KR']);
    expect([next.language.value, next.theme.value, next.splitAcross.value]).toEqual(['en', 'dark', 0.4]);
  });

  test('that make no sense are as none', () => {
    const values = new Map([
      ['weft.preference.language', 'xx'],
      ['weft.preference.theme', 'pink'],
      ['weft.preference.split-down', '7'],
    ]);
    const preferences = new Preferences(storage(values), ['en']);
    expect([preferences.language.value, preferences.theme.value]).toEqual(['en', 'system']);
    expect(preferences.splitDown.value).toBeLessThan(1);
  });
});

test('places in the reader’s file are found where the compiler writes them', () => {
  expect(placesIn('main.cpp:12:3: error: see main.cpp:4:5')).toEqual([
    { start: 0, length: 13, line: 12, column: 3 },
    { start: 26, length: 12, line: 4, column: 5 },
  ]);
  expect(placesIn('  File "main.py", line 12, in weave')).toEqual([{ start: 7, length: 18, line: 12, column: 1 }]);
  expect(placesIn('    at weave (main.js:3:5)')).toEqual([{ start: 14, length: 11, line: 3, column: 5 }]);
  expect(placesIn('/usr/main.cpp:1:2 xmain.cpp:1:2 main.cpp: no')).toEqual([]);
});

describe('the transcript', () => {
  test('has no control sequences', () => {
    expect(withoutControlSequences('\x1b[1;31mred\x1b[0m \x1b]8;;https://x\x1b\\link\x1b]8;;\x07\r\n')).toBe('red link\n');
  });

  test('keeps the end of a long output, from a line’s start', () => {
    const transcript = new Transcript(20);
    for (let line = 0; line < 100; ++line) transcript.append(`line ${line}\n`);
    expect(transcript.text.endsWith('line 98\nline 99\n')).toBe(true);
    expect(transcript.text.startsWith('line ')).toBe(true);
    expect(transcript.text.length).toBeLessThanOrEqual(40);
    transcript.clear();
    expect(transcript.text).toBe('');
  });
});

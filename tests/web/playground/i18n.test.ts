import { describe, expect, test } from 'vitest';
import {
  catalogues,
  chooseLanguage,
  formatDuration,
  formatMegabytes,
  languages,
  translate,
  type MessageKey,
} from '../../../web/src/playground/i18n/translate.js';

const keys = Object.keys(catalogues.en) as MessageKey[];
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the message catalogues', () => {
  test.each(languages)('%s has the same messages as English, none empty', (language) => {
    expect(Object.keys(catalogues[language]).sort()).toEqual([...keys].sort());
    for (const key of keys) expect(catalogues[language][key], key).not.toBe('');
  });

  test.each(languages)('%s uses the placeholders that English uses', (language) => {
    for (const key of keys) {
      expect(placeholders(catalogues[language][key]), key).toEqual(placeholders(catalogues.en[key]));
    }
  });
});

test('placeholders are filled in, numbers as the language writes them', () => {
  expect(translate('en', 'status.notCompiled.other', { count: 1234 })).toBe('Did not compile: 1,234 errors');
  expect(translate('ko', 'status.notCompiled.other', { count: 2 })).toBe('컴파일 실패: 오류 2개');
});

test('a placeholder without a value stays visible instead of becoming "undefined"', () => {
  expect(translate('en', 'status.trap')).toBe('Trap: {message}');
});

test('the first wanted language that there is wins, English if none', () => {
  expect(chooseLanguage(['fr-FR', 'ko-KR', 'en'])).toBe('ko');
  expect(chooseLanguage(['en-GB', 'ko'])).toBe('en');
  expect(chooseLanguage(['fr'])).toBe('en');
  expect(chooseLanguage([])).toBe('en');
});

test.each([
  [0, '0.0 ms'],
  [0.36, '0.4 ms'],
  [0.96, '1 ms'],
  [12.4, '12 ms'],
  [999.6, '1.00 s'],
  [3_210, '3.21 s'],
  [32_100, '32.1 s'],
  [59_960, '1 min 0 s'],
  [125_400, '2 min 5 s'],
])('a duration of %d ms is written "%s"', (milliseconds, text) => {
  expect(formatDuration('en', milliseconds)).toBe(text);
});

test('megabytes have a decimal only below ten', () => {
  expect(formatMegabytes('en', 2_340_000)).toBe('2.3');
  expect(formatMegabytes('en', 23_600_000)).toBe('24');
});

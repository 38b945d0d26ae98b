/** Finds a message in the reader's language and fills in its placeholders. */
import { en, type MessageKey } from './messages_en.js';
import { ko } from './messages_ko.js';

export type { MessageKey };

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

/** A language's own name, for the switch. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' };

export const catalogues: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, ko };

export type MessageParameters = Readonly<Record<string, string | number>>;

/** `{name}` is replaced by the parameter of that name; numbers are written as the language writes them. */
export function translate(language: Language, key: MessageKey, parameters: MessageParameters = {}): string {
  return catalogues[language][key].replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = parameters[name];
    if (value === undefined) return placeholder;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

/** The best of the languages there are for what a browser asks for (`navigator.languages`); English when none fits. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    const match = languages.find((language) => language === primary);
    if (match) return match;
  }
  return 'en';
}

/** A duration as people read it: `0.4 ms`, `12 ms`, `3.2 s`, `2 min 5 s`. */
export function formatDuration(language: Language, milliseconds: number): string {
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
  const space = language === 'ko' ? '' : ' ';
  const unit = language === 'ko' ? { ms: 'ms', s: '초', min: '분' } : { ms: 'ms', s: 's', min: 'min' };
  if (milliseconds < 0.95) return `${number(milliseconds, 1)} ms`;
  if (milliseconds < 999.5) return `${number(milliseconds, 0)} ms`;
  if (milliseconds < 59_950) return `${number(milliseconds / 1000, milliseconds < 9950 ? 2 : 1)}${space}${unit.s}`;
  const seconds = Math.round(milliseconds / 1000);
  return `${number(Math.floor(seconds / 60), 0)}${space}${unit.min} ${seconds % 60}${space}${unit.s}`;
}

/** Bytes as megabytes (10⁶), for "12 of 24 MB". */
export function formatMegabytes(language: Language, bytes: number): string {
  const megabytes = bytes / 1e6;
  return new Intl.NumberFormat(language, { maximumFractionDigits: megabytes < 10 ? 1 : 0 }).format(megabytes);
}

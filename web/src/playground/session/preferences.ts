/** What the reader chose for the page as a whole: languages, theme, where the splitter stands. Kept across visits. */
import { programLanguages, type ProgramLanguage } from '../../protocol/language.js';
import { Observable } from '../observable.js';
import { chooseLanguage, languages, type Language } from '../i18n/translate.js';
import { safeStorage, type SafeStorage } from './safe_storage.js';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The editor's share where the reader has not moved the splitter. */
export const usualShare = { across: 0.6, down: 0.6, acrossComparing: 0.48, downComparing: 0.32 } as const;

const prefix = 'weft.preference.';

export class Preferences {
  readonly language: Observable<Language>;
  readonly theme: Observable<Theme>;
  /** The language in which samples are shown that exist in it; the others are shown in C++. */
  readonly programLanguage: Observable<ProgramLanguage>;
  /** The editor's share of the room between editor and output, from 0 to 1, by orientation. */
  readonly splitAcross: Observable<number>;
  readonly splitDown: Observable<number>;
  /** The same while the comparison is shown, which needs more room than what a program prints. */
  readonly splitAcrossComparing: Observable<number>;
  readonly splitDownComparing: Observable<number>;

  constructor(storage: SafeStorage, wantedLanguages: readonly string[]) {
    const keep = <T>(name: string, initial: T, read: (text: string) => T | undefined): Observable<T> => {
      const text = storage.get(prefix + name);
      const observable = new Observable<T>((text === null ? undefined : read(text)) ?? initial);
      observable.subscribe((value) => storage.set(prefix + name, String(value)));
      return observable;
    };
    const readShare = (text: string): number | undefined => {
      const share = Number(text);
      return share > 0 && share < 1 ? share : undefined;
    };
    this.language = keep<Language>('language', chooseLanguage(wantedLanguages), (text) =>
      languages.find((language) => language === text),
    );
    this.theme = keep<Theme>('theme', 'system', (text) => themes.find((theme) => theme === text));
    this.programLanguage = keep<ProgramLanguage>('program-language', 'cpp', (text) =>
      programLanguages.find((language) => language === text),
    );
    this.splitAcross = keep<number>('split-across', usualShare.across, readShare);
    this.splitDown = keep<number>('split-down', usualShare.down, readShare);
    this.splitAcrossComparing = keep<number>('split-across-comparing', usualShare.acrossComparing, readShare);
    this.splitDownComparing = keep<number>('split-down-comparing', usualShare.downComparing, readShare);
  }
}

/** A document that is part of somebody else's page looks as that page does, which is not the reader's choice for others. */
function isPartOfAnotherPage(): boolean {
  return typeof document !== 'undefined' && document.documentElement.dataset['preferences'] === 'none';
}

const noStorage = (): never => {
  throw new Error('this document keeps nothing');
};

/** The page's one set of preferences. */
export const preferences = new Preferences(
  isPartOfAnotherPage() ? safeStorage(noStorage) : safeStorage(),
  typeof navigator === 'undefined' ? [] : (navigator.languages ?? [navigator.language]),
);

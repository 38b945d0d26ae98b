/** How figures are written, in the panel and in what is copied out of it. */
import { languageTitles } from '../../protocol/language.js';
import { formatDuration, translate, type Language } from '../i18n/translate.js';
import type { Circumstances, Contender, Metric } from './comparison.js';

/** A contender's name where there is room for one line. */
export function contenderName(language: Language, { language: written, variant }: Contender): string {
  return `${languageTitles[written]} · ${variant ?? translate(language, 'compare.wholeProgram')}`;
}

/** A value of a metric with its unit. */
export function formatValue(language: Language, metric: Metric, value: number): string {
  switch (metric) {
    case 'wall':
    case 'cpu':
      return formatDuration(language, value);
    case 'memory':
      return formatBytes(language, value);
    case 'requests':
      return new Intl.NumberFormat(language).format(value);
  }
}

/** Bytes as people read them: `512 B`, `40 kB`, `3.2 MB` (powers of ten, as memory is counted in the chapter). */
export function formatBytes(language: Language, bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${new Intl.NumberFormat(language, { maximumSignificantDigits: value < 100 ? 2 : 3 }).format(value)} ${units[unit]}`;
}

/** How many times as much: `1×`, `0.011×`, `91×`. */
export function formatRatio(language: Language, ratio: number): string {
  const digits = ratio >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 2 };
  return `${new Intl.NumberFormat(language, digits).format(ratio)}×`;
}

export function formatPercent(language: Language, share: number): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}

/** What stands behind every figure: `Chromium 156 · 2 cores · median of 5 after 1 warm-up`. */
export function describeCircumstances(language: Language, { browser, cores, warmUps, repetitions }: Circumstances): string {
  const say = (key: Parameters<typeof translate>[1], count: number): string => translate(language, key, { count });
  return [
    browser,
    cores === null
      ? translate(language, 'compare.coresUnknown')
      : say(cores === 1 ? 'compare.cores.one' : 'compare.cores.other', cores),
    [
      say(repetitions === 1 ? 'compare.repetitions.one' : 'compare.repetitions.other', repetitions),
      say(warmUps === 1 ? 'compare.warmUps.one' : 'compare.warmUps.other', warmUps),
    ].join(' '),
  ].join(' · ');
}

/** A comparison as text to paste elsewhere: a Markdown table to read, CSV to compute with. */
import { languageTitles } from '../../protocol/language.js';
import { translate, type Language } from '../i18n/translate.js';
import { hasLongRuns, metrics, ratioOf, summaryOf, type Comparison, type Row } from './comparison.js';
import { contenderName, describeCircumstances, formatRatio, formatValue } from './format.js';

export interface ExportOptions {
  readonly language: Language;
  /** The sample's title. */
  readonly title: string;
  readonly baseline: Row | undefined;
  /** An earlier comparison that this one is held against, if one is. */
  readonly pinned: Comparison | null;
}

export function toMarkdown(comparison: Comparison, { language, title, baseline, pinned }: ExportOptions): string {
  const say = (key: Parameters<typeof translate>[1]) => translate(language, key);
  const cells = (row: Row): string[] => {
    if (row.failure !== null) return [escaped(contenderName(language, row.contender)), `${say('compare.failed')}: ${escaped(row.failure)}`, '', '', '', ''];
    const middle = (metric: (typeof metrics)[number]): string => {
      const summary = summaryOf(row, metric);
      return summary === null ? say('compare.unknown') : formatValue(language, metric, summary.median);
    };
    const wall = summaryOf(row, 'wall');
    const range = wall === null || wall.count < 2 ? '' : ` (${formatValue(language, 'wall', wall.min)} – ${formatValue(language, 'wall', wall.max)})`;
    const ratio = ratioOf(row, baseline, 'wall');
    return [
      escaped(contenderName(language, row.contender)),
      middle('wall') + range,
      ratio === null ? '' : formatRatio(language, ratio),
      middle('cpu'),
      middle('memory'),
      middle('requests'),
    ];
  };
  const table = (rows: readonly Row[]) => rows.map((row) => `| ${cells(row).join(' | ')} |`);
  const heads = [say('compare.variant'), say('compare.metric.wall'), '×', say('compare.metric.cpu'), say('compare.metric.memory'), say('compare.metric.requests')];
  return [
    `**${escaped(title)}**`,
    '',
    `| ${heads.join(' | ')} |`,
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...table(comparison.rows),
    ...(pinned ? [`| *${say('compare.pinned')}* | | | | | |`, ...table(pinned.rows)] : []),
    '',
    describeCircumstances(language, comparison.circumstances),
    ...(hasLongRuns(comparison) ? ['', say('compare.longRunNote')] : []),
    '',
  ].join('\n');
}

/** One line a measurement; an empty cell is what is not known. Names and units do not depend on the reader's language. */
export function toCsv(comparison: Comparison, pinned: Comparison | null): string {
  const head = ['run', 'language', 'variant', 'repetition', 'wall_ms', 'cpu_ms', 'peak_bytes', 'requests_in_flight', 'failure', 'browser', 'cores', 'warm_ups', 'repetitions'];
  const lines = (run: string, { rows, circumstances }: Comparison): string[][] =>
    rows.flatMap(({ contender, measurements, failure }) => {
      const who = [run, languageTitles[contender.language], contender.variant ?? ''];
      const { browser, cores, warmUps, repetitions } = circumstances;
      const where = [browser, cores === null ? '' : String(cores), String(warmUps), String(repetitions)];
      if (failure !== null) return [[...who, '', '', '', '', '', failure, ...where]];
      return measurements.map(({ wallMs, cpuMs, peakBytes, requests }, index) => [
        ...who,
        String(index + 1),
        ...[wallMs, cpuMs, peakBytes, requests].map((value) => (value === null ? '' : String(value))),
        '',
        ...where,
      ]);
    });
  return [head, ...(pinned ? lines('pinned', pinned) : []), ...lines('latest', comparison)]
    .map((line) => `${line.map(csvCell).join(',')}\r\n`)
    .join('');
}

function csvCell(text: string): string {
  // A spreadsheet takes what begins like a formula for one; names of variants are a stranger's.
  const harmless = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\|*_`<>[\]]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
}

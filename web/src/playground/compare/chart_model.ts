/** What the chart shows of a comparison: one bar a contender, in the order of the table. Drawn by comparison_chart.ts. */
import type { ProgramLanguage } from '../../protocol/language.js';
import { translate, type Language } from '../i18n/translate.js';
import { contenderId, findRow, summaryOf, type Comparison, type Metric } from './comparison.js';
import { contenderName, formatValue } from './format.js';
import { needsLogarithmicAxis } from './statistics.js';

export interface Bar {
  readonly label: string;
  readonly language: ProgramLanguage;
  /** Of an earlier comparison, drawn paler. */
  readonly pinned: boolean;
  /** Null: not known, and then there is only the label. */
  readonly value: number | null;
  readonly min: number;
  readonly max: number;
  /** The value in words. */
  readonly text: string;
}

export interface ChartModel {
  readonly bars: readonly Bar[];
  readonly logarithmic: boolean;
  /** The metric and its unit. */
  readonly axis: string;
}

export function chartModel(language: Language, comparison: Comparison, pinned: Comparison | null, metric: Metric): ChartModel {
  const bar = (of: Comparison, contender: Comparison['rows'][number]['contender'], isPinned: boolean): Bar => {
    const row = findRow(of, contender);
    const summary = summaryOf(row, metric);
    const name = contenderName(language, contender);
    return {
      label: isPinned ? translate(language, 'compare.pinnedName', { name }) : name,
      language: contender.language,
      pinned: isPinned,
      value: summary?.median ?? null,
      min: summary?.min ?? 0,
      max: summary?.max ?? 0,
      text:
        summary === null
          ? translate(language, row?.failure == null ? 'compare.unknown' : 'compare.failed')
          : formatValue(language, metric, summary.median),
    };
  };
  const latest = comparison.rows.map(({ contender }) => contender);
  const known = new Set(latest.map(contenderId));
  const gone = (pinned?.rows ?? []).map(({ contender }) => contender).filter((contender) => !known.has(contenderId(contender)));
  const bars = latest.flatMap((contender) => [
    bar(comparison, contender, false),
    ...(pinned && findRow(pinned, contender) ? [bar(pinned, contender, true)] : []),
  ]);
  if (pinned) bars.push(...gone.map((contender) => bar(pinned, contender, true)));
  const values = bars.flatMap(({ value, min, max }) => (value === null ? [] : [min, value, max]));
  const logarithmic = needsLogarithmicAxis(values);
  const name = translate(language, `compare.metric.${metric}`);
  return { bars, logarithmic, axis: logarithmic ? translate(language, 'compare.logarithmic', { name }) : name };
}

/** The chart in a sentence, for those who do not see it; the table below it says the rest. */
export function describeChart(language: Language, { bars, axis }: ChartModel): string {
  return `${axis}: ${bars.map(({ label, text }) => `${label} ${text}`).join('; ')}`;
}

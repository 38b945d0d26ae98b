import { describe, expect, test } from 'vitest';
import { chartModel, describeChart } from '../../../../web/src/playground/compare/chart_model.js';
import { browserName } from '../../../../web/src/playground/compare/circumstances.js';
import {
  agreementOf,
  ratioOf,
  summaryOf,
  type Comparison,
  type Measurement,
  type Row,
} from '../../../../web/src/playground/compare/comparison.js';
import { toCsv, toMarkdown } from '../../../../web/src/playground/compare/export.js';
import { describeCircumstances, formatBytes, formatRatio } from '../../../../web/src/playground/compare/format.js';
import type { ProgramLanguage } from '../../../../web/src/protocol/language.js';

const measured = (wallMs: number, rest: Partial<Measurement> = {}): Measurement => ({ wallMs, cpuMs: null, peakBytes: null, requests: 0, ...rest });

function row(language: ProgramLanguage, variant: string | null, measurements: readonly Measurement[], failure: string | null = null): Row {
  return { contender: { language, variant }, measurements, failure };
}

function comparison(rows: readonly Row[], identity = 'same'): Comparison {
  return { example: 'x', identity, rows, circumstances: { browser: 'Chromium 156', cores: 2, warmUps: 1, repetitions: rows[0]?.measurements.length ?? 0 } };
}

const slow = row('cpp', 'sync', [measured(1_000, { peakBytes: 4_000, requests: 1 }), measured(1_020, { peakBytes: 4_000, requests: 1 })]);
const quick = row('python', 'async', [measured(10, { requests: 100 }), measured(12, { requests: 100 })]);
const broken = row('javascript', 'async', [], 'TypeError: no | such thing');

describe('ratios', () => {
  test('are of medians, to whatever the baseline is', () => {
    expect(ratioOf(slow, quick, 'wall')).toBeCloseTo(1_010 / 11);
    expect(ratioOf(quick, quick, 'wall')).toBe(1);
  });

  test('are not made of what is not known, nor of nothing', () => {
    expect(ratioOf(quick, slow, 'memory')).toBeNull();
    expect(ratioOf(slow, broken, 'wall')).toBeNull();
    expect(ratioOf(slow, row('cpp', 'x', [measured(1)]), 'requests')).toBeNull();
    expect(summaryOf(broken, 'wall')).toBeNull();
  });
});

describe('repeated comparisons', () => {
  const of = (ms: number, identity = 'same') => comparison([row('cpp', 'a', [measured(ms)]), row('cpp', 'b', [measured(50)])], identity);

  test('agree or not by the medians that lie farthest apart', () => {
    const [first, second, third] = [of(100), of(103), of(110)];
    expect(agreementOf(first, [first])).toEqual({ count: 1, worst: null });
    const two = agreementOf(second, [first, second]);
    expect(two.count).toBe(2);
    expect(two.worst?.spread).toBeLessThan(0.05);
    const three = agreementOf(third, [first, second, third]);
    expect(three.count).toBe(3);
    expect(three.worst).toMatchObject({ contender: { variant: 'a' } });
    expect(three.worst?.spread).toBeGreaterThan(0.05);
  });

  test('are the last three of the same sources and settings only', () => {
    const history = [of(500), of(100, 'edited'), of(100), of(101), of(102)];
    const latest = history.at(-1)!;
    expect(agreementOf(latest, history).count).toBe(3);
    expect(agreementOf(latest, history).worst?.spread).toBeLessThan(0.05);
    const edited = of(100, 'edited again');
    expect(agreementOf(edited, [...history, edited])).toEqual({ count: 1, worst: null });
  });
});

describe('as Markdown', () => {
  const options = { language: 'en', title: 'Sync | async', baseline: slow, pinned: null } as const;

  test('it is a table with its circumstances', () => {
    expect(toMarkdown(comparison([slow, quick, broken]), options)).toBe(
      [
        '**Sync \\| async**',
        '',
        '| Variant | Wall time | × | CPU time | Peak memory | Requests in flight |',
        '| --- | ---: | ---: | ---: | ---: | ---: |',
        '| C++ · sync | 1.01 s (1.00 s – 1.02 s) | 1× | not known | 4 kB | 1 |',
        '| Python · async | 11 ms (10 ms – 12 ms) | 0.011× | not known | not known | 100 |',
        '| JavaScript · async | failed: TypeError: no \\| such thing |  |  |  |  |',
        '',
        'Chromium 156 · 2 cores · median of 2 after 1 warm-up',
        '',
      ].join('\n'),
    );
  });

  test('what is pinned comes below', () => {
    const text = toMarkdown(comparison([quick]), { ...options, pinned: comparison([slow]) });
    expect(text.indexOf('*Pinned*')).toBeGreaterThan(text.indexOf('Python'));
    expect(text.indexOf('C++ · sync')).toBeGreaterThan(text.indexOf('*Pinned*'));
  });
});

describe('as CSV', () => {
  test('every measurement is a line, and what is not known an empty cell', () => {
    const lines = toCsv(comparison([slow, broken]), null).split('\r\n');
    expect(lines).toEqual([
      'run,language,variant,repetition,wall_ms,cpu_ms,peak_bytes,requests_in_flight,failure,browser,cores,warm_ups,repetitions',
      'latest,C++,sync,1,1000,,4000,1,,Chromium 156,2,1,2',
      'latest,C++,sync,2,1020,,4000,1,,Chromium 156,2,1,2',
      'latest,JavaScript,async,,,,,,TypeError: no | such thing,Chromium 156,2,1,2',
      '',
    ]);
  });

  test('names with commas and quotes are quoted, and formulas are text', () => {
    const text = toCsv(comparison([row('cpp', '10,000 "tasks"', [measured(1)]), row('cpp', '=1+1', [measured(1)])]), null);
    expect(text).toContain('"10,000 ""tasks"""');
    expect(text).toContain("'=1+1");
  });
});

describe('the chart', () => {
  test('is logarithmic where the spread asks for it, and says so', () => {
    const model = chartModel('en', comparison([slow, quick]), null, 'wall');
    expect(model.logarithmic).toBe(true);
    expect(model.axis).toBe('Wall time, logarithmic');
    expect(describeChart('en', model)).toBe('Wall time, logarithmic: C++ · sync 1.01 s; Python · async 11 ms');
    expect(chartModel('en', comparison([slow]), null, 'wall').logarithmic).toBe(false);
  });

  test('has a bar without a value for what is not known', () => {
    const { bars } = chartModel('en', comparison([slow, quick, broken]), null, 'memory');
    expect(bars.map(({ value, text }) => [value, text])).toEqual([
      [4_000, '4 kB'],
      [null, 'not known'],
      [null, 'failed'],
    ]);
  });

  test('puts each pinned bar beside its own, and the ones that are gone at the end', () => {
    const { bars } = chartModel('en', comparison([quick, slow]), comparison([slow, row('cpp', 'old', [measured(5)])]), 'wall');
    expect(bars.map(({ label }) => label)).toEqual(['Python · async', 'C++ · sync', 'C++ · sync (pinned)', 'C++ · old (pinned)']);
  });
});

test('figures are written for people', () => {
  expect([0, 999, 1_000, 40_960, 3_200_000, 123_456_789].map((bytes) => formatBytes('en', bytes))).toEqual(['0 B', '999 B', '1 kB', '41 kB', '3.2 MB', '123 MB']);
  expect([1, 0.01123, 91.4, 12_345, 0.703].map((ratio) => formatRatio('en', ratio))).toEqual(['1×', '0.011×', '91×', '12,345×', '0.7×']);
  expect(describeCircumstances('ko', { browser: 'Firefox 153', cores: null, warmUps: 0, repetitions: 1 })).toBe('Firefox 153 · 코어 수 알 수 없음 · 한 번 측정 (준비 실행 0회 뒤)');
});

test('browsers are called by their names', () => {
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  const brands = [
    { brand: 'Not;A=Brand', version: '8' },
    { brand: 'Chromium', version: '156' },
    { brand: 'Microsoft Edge', version: '156' },
  ];
  expect(browserName({ userAgent, userAgentData: { brands } })).toBe('Microsoft Edge 156');
  expect(browserName({ userAgent, userAgentData: { brands: brands.slice(0, 2) } })).toBe('Chromium 156');
  expect(browserName({ userAgent })).toBe('Chromium 156');
  expect(browserName({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0' })).toBe('Firefox 153');
});

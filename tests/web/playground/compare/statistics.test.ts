import { describe, expect, test } from 'vitest';
import { median, needsLogarithmicAxis, spread, summarize } from '../../../../web/src/playground/compare/statistics.js';

describe('the median', () => {
  test('is the middle one, or halfway between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(median([])).toBeNaN();
  });

  test('leaves the values as they were', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

test('a summary is of all measurements or of none', () => {
  expect(summarize([10, 30, 20])).toEqual({ median: 20, min: 10, max: 30, count: 3 });
  expect(summarize([10, null, 20])).toBeNull();
  expect(summarize([])).toBeNull();
});

test('the spread is relative to the middle', () => {
  expect(spread([100, 104, 102])).toBeCloseTo(4 / 102);
  expect(spread([5])).toBe(0);
  expect(spread([0, 0])).toBe(0);
});

test('an axis is logarithmic where a linear one would hide the least', () => {
  expect(needsLogarithmicAxis([1, 29])).toBe(false);
  expect(needsLogarithmicAxis([1, 100])).toBe(true);
  // Nothing has no place on a logarithmic axis.
  expect(needsLogarithmicAxis([0, 1, 100])).toBe(false);
  expect(needsLogarithmicAxis([5])).toBe(false);
});

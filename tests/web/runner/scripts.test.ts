import { describe, expect, test } from 'vitest';
import { Activity } from '../../../web/src/runner/worker/activity.js';
import { placeInScript } from '../../../web/src/runner/worker/script_places.js';
import { readVariantArguments, variantTable } from '../../../web/src/runner/worker/variants.js';

describe('variants of scripts', () => {
  const all = ['sync', 'with spaces'];

  test('are all run where none is named', () => {
    expect(readVariantArguments([], all)).toEqual({ what: 'run', names: all });
    expect(readVariantArguments(['--variant=with spaces'], all)).toEqual({ what: 'run', names: ['with spaces'] });
    expect(readVariantArguments(['--list-variants'], all)).toEqual({ what: 'list', text: '["sync","with spaces"]\n' });
  });

  test('that do not exist are refused with the ones that do', () => {
    const refused = readVariantArguments(['--variant=x'], all);
    expect(refused).toEqual({ what: 'refuse', text: 'there is no variant "x"\nthe variants are:\n  sync\n  with spaces\n' });
    expect(readVariantArguments(['sync'], all)).toMatchObject({ what: 'refuse' });
  });

  test('are printed in a table like that of C++', () => {
    const rows = [
      { name: 'sync', wallMs: 1_234.56, peakBytes: null, failure: null },
      { name: 'with spaces', wallMs: 1, peakBytes: 12_345, failure: null },
      { name: 'broken', wallMs: 0, peakBytes: null, failure: 'TypeError: no' },
    ];
    expect(variantTable(rows)).toBe(
      [
        'variant          wall ms      peak bytes',
        'sync              1234.6         unknown',
        'with spaces          1.0          12,345',
        'broken       failed: TypeError: no',
        '',
      ].join('\n'),
    );
  });
});

describe('what keeps a JavaScript program going', () => {
  test('is over once everything that began has ended', async () => {
    const activity = new Activity();
    const order: string[] = [];
    const end = activity.begin();
    const other = activity.begin();
    const idle = activity.idle().then(() => order.push('idle'));
    end();
    end(); // twice is once
    await Promise.resolve();
    expect(activity.isIdle).toBe(false);
    order.push('last');
    other();
    await idle;
    expect(order).toEqual(['last', 'idle']);
  });

  test('counts a promise until it is settled, either way', async () => {
    const activity = new Activity();
    const failing = activity.counted(() => Promise.reject(new Error('no')));
    await expect(failing()).rejects.toThrow('no');
    await activity.idle();
    expect(activity.isIdle).toBe(true);
  });
});

describe('places in a script', () => {
  const error = (stack: string) => Object.assign(new TypeError('no'), { stack });

  test('are those of the program, in the way of every engine', () => {
    const v8 = 'TypeError: no\n    at weave (main.js:3:5)\n    at eval (main.js:9:1)\n    at run (blob:null/1:2:3)\n    at async Object.later (main.js:12:7)';
    expect(placeInScript(error(v8), undefined, 'main.js')).toEqual(['weave (main.js:3:5)', 'main.js:9:1', 'later (main.js:12:7)']);
    const firefox = 'weave@main.js:3:5\n@main.js:9:1\nrun@blob:null/1:2:3\n';
    expect(placeInScript(error(firefox), undefined, 'main.js')).toEqual(['weave (main.js:3:5)', 'main.js:9:1']);
    const evaluated = 'weave@blob:null/1 line 40 > eval:3:5\n';
    expect(placeInScript(error(evaluated), undefined, 'main.js')).toEqual(['weave (main.js:3:5)']);
  });

  test('are none where nothing of it is on the stack', () => {
    expect(placeInScript('thrown text', undefined, 'main.js')).toEqual([]);
  });
});

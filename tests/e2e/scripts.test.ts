/** Python and JavaScript programs end, fail, read and are stopped as C++ programs are, and are kept in as they are. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, launchFirefox } from '../support/browsers.mjs';
import type { Playground } from '../support/playground.mjs';
import { useBrowser } from './support.js';

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('in %s', (name, launch) => {
  const browser = useBrowser(launch);
  let playground: Playground;
  beforeAll(async () => {
    playground = await browser.open();
  });
  afterAll(() => {
    // The browser notes on its console what its policy forbade. Firefox also tells of a promise that nobody waited for, though it
    // was taken care of, and says something of a worker that is ended while it computes.
    const known = /Content.Security.Policy|^uncaught: (TypeError: stray|uncaught exception: undefined)$/i;
    const ours = playground.complaints.filter((complaint) => !known.test(complaint));
    expect(ours).toEqual([]);
  });

  describe('a JavaScript program', () => {
    beforeAll(() => playground.chooseLanguage('javascript'));

    test('goes on until nothing is left to wait for', async () => {
      const result = await playground.runSource(`
        setTimeout(() => console.log('timer'), 30);
        fetch('/httpbin/status/204').then((response) => console.log('fetched', response.status));
        new Request('/httpbin/get');
        console.log({ a: [1, 'x'] }, [1, 2]);
        console.error('to stderr');
        console.log(await Promise.resolve('awaited at the top'));
      `);
      expect(result).toMatchObject({ exitCode: 0, reason: 'exit', stderr: 'to stderr\n' });
      expect(result.stdout.split('\n').sort()).toEqual(['', 'awaited at the top', 'fetched 204', 'timer', "{ a: [ 1, 'x' ] } [ 1, 2 ]"]);
      expect(result.stdout.startsWith('{ a:')).toBe(true);
    });

    test('ends with an error that nobody caught: its type, text and place are told', async () => {
      const result = await playground.runSource('function weave() {\n  return missing.thread;\n}\nconsole.log("before");\nweave();\n');
      expect(result).toMatchObject({ exitCode: 1, reason: 'exception', stdout: 'before\n' });
      expect(result.message).toMatch(/^ReferenceError: missing is not defined \(weave \(main\.js:2:\d+\)\)$/);
      expect(result.stderr).toContain('at weave (main.js:2:');
      expect(await playground.statusText()).toContain('ReferenceError: missing is not defined');
    });

    test('tells an error in a callback or a promise, too', async () => {
      const inTimer = await playground.runSource('setTimeout(() => { throw new RangeError("late"); }, 5);\n');
      expect(inTimer).toMatchObject({ exitCode: 1, reason: 'exception' });
      expect(inTimer.message).toContain('RangeError: late');
      const stray = await playground.runSource('Promise.reject(new TypeError("stray"));\nawait new Promise(() => {});\n');
      expect(stray).toMatchObject({ exitCode: 1, reason: 'exception' });
      expect(stray.message).toContain('TypeError: stray');
    });

    test('that does not parse is told with the line', async () => {
      const result = await playground.runSource('const a = 1;\nconst b = = 2;\n');
      expect(result).toMatchObject({ exitCode: 1, reason: 'exception' });
      expect(result.message).toMatch(/^SyntaxError: .*main\.js:2/);
    });

    test('reads a line', async () => {
      await playground.setSource("const name = await readLine('name? ');\nconsole.log(`hello ${name}`);\n");
      const result = await playground.run(async () => {
        await playground.start();
        await playground.answer('Ada');
      });
      expect(result.stdout).toBe('name? hello Ada\n');
    });

    test('is stopped in an endless loop', async () => {
      await playground.setSource("console.log('spinning');\nwhile (true);\n");
      const result = await playground.run(async () => {
        await playground.start();
        await playground.untilPrinted('spinning');
        await playground.stop();
      });
      expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    });

    test('has no way around the page', async () => {
      const result = await playground.runSource(`
        console.log(self.origin, typeof localStorage, typeof document);
        try { indexedDB.open('x'); } catch (error) { console.log(error.name); }
        try { importScripts('data:text/javascript,1'); } catch (error) { console.log(error.name); }
        try { const r = new XMLHttpRequest(); r.open('GET', 'https://example.com/', false); r.send(); } catch (error) { console.log(error.name); }
      `);
      expect(result).toMatchObject({ exitCode: 0, stdout: 'null undefined undefined\nSecurityError\nNetworkError\nNetworkError\n' });
    });

    test('with variants runs all, or the one that is asked for', async () => {
      const result = await playground.runSource('const variants = {\n  a: () => console.log("a ran"),\n  async b() { throw new Error("torn"); },\n};\n');
      expect(result).toMatchObject({ exitCode: 1, reason: 'exit' });
      expect(result.stdout).toMatch(/^a ran\nvariant {6}wall ms {6}peak bytes\na +\d+\.\d +unknown\nb +failed: Error: torn\n$/);
    });
  });

  describe('a Python program', { timeout: 120_000 }, () => {
    beforeAll(() => playground.chooseLanguage('python'));

    test('runs on an asyncio loop that keeps asyncio’s order', async () => {
      const result = await playground.runSource(
        [
          'import asyncio, sys',
          'async def each(name):',
          '    print(name, "begins")',
          '    await asyncio.sleep(0)',
          '    print(name, "ends")',
          'async def main():',
          '    loop = asyncio.get_running_loop()',
          '    loop.call_later(0, print, "a timer")',
          '    loop.call_soon(print, "soon")',
          '    await asyncio.gather(each("a"), each("b"))',
          '    try:',
          '        async with asyncio.timeout(0.01): await asyncio.sleep(10)',
          '    except TimeoutError: print("timed out")',
          '    print("to stderr", file=sys.stderr)',
          'asyncio.run(main())',
          'asyncio.run(main())',
          'sys.exit(3)',
          '',
        ].join('\n'),
      );
      const once = 'soon\na begins\nb begins\na timer\na ends\nb ends\ntimed out\n';
      expect(result).toMatchObject({ exitCode: 3, reason: 'exit', stdout: once + once, stderr: 'to stderr\nto stderr\n' });
    });

    test('ends with an exception that nobody caught: its type, text and line are told', async () => {
      const result = await playground.runSource('def weave():\n    return {}["thread"]\n\nprint("before", end="")\nweave()\n');
      expect(result).toMatchObject({ exitCode: 1, reason: 'exception', stdout: 'before', message: "KeyError: 'thread' (main.py:2)" });
      expect(result.stderr).toContain('Traceback (most recent call last):\n  File "main.py", line 5, in <module>\n');
      expect(result.stderr).toContain('return {}["thread"]');
      expect(result.stderr).not.toContain('python_host');
    });

    test('that does not parse is told with the line', async () => {
      const result = await playground.runSource('a = 1\nb = = 2\n');
      expect(result).toMatchObject({ exitCode: 1, reason: 'exception', message: 'SyntaxError: invalid syntax (main.py:2)' });
    });

    test('reads lines, sleeps and fetches', async () => {
      await playground.setSource(
        [
          'import asyncio, time',
          'from pyodide.http import pyfetch',
          'name = input("name? ")',
          'time.sleep(0.01)',
          'async def main():',
          '    response = await pyfetch("/httpbin/get?thread=blue")',
          '    print((await response.json())["args"]["thread"])',
          'asyncio.run(main())',
          'print("hello", name)',
          '',
        ].join('\n'),
      );
      const result = await playground.run(async () => {
        await playground.start();
        await playground.answer('Ada');
      });
      expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: 'name? blue\nhello Ada\n' });
    });

    test('is stopped in an endless loop', async () => {
      await playground.setSource("print('spinning')\nwhile True: pass\n");
      const result = await playground.run(async () => {
        await playground.start();
        await playground.untilPrinted('spinning');
        await playground.stop();
      });
      expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
    });
  });

  test('edits of each language are kept apart, also across a reload', async () => {
    await playground.chooseLanguage('python');
    await playground.setSource('print("mine")\n');
    await playground.chooseLanguage('javascript');
    await playground.setSource('console.log("mine");\n');
    await playground.reload();
    expect(await playground.source()).toBe('console.log("mine");\n');
    await playground.chooseLanguage('python');
    expect(await playground.source()).toBe('print("mine")\n');
    await playground.chooseLanguage('cpp');
    expect(await playground.source()).toContain('#include <weft/weft.hpp>');
    expect(await playground.page.$$eval('.pane-editor .tab-mark', (marks) => marks.length), name).toBe(2);
  });

  test('Python is fetched only once it is used', async () => {
    const fresh = await browser.open();
    const isPython = (address: string): boolean => /\/python[-\w]*\.(wasm\.gz|zip|js)$/.test(address);
    await fresh.run();
    await fresh.chooseLanguage('javascript');
    await fresh.run();
    expect(fresh.requests.filter(isPython)).toEqual([]);
    await fresh.chooseLanguage('python');
    await fresh.run();
    expect(fresh.requests.filter(isPython)).not.toEqual([]);
    await fresh.close();
  });
});

import { describe, expect, it } from 'vitest';
import { describeTrap, traceDepth, trapPlace } from '../../../web/src/runner/traps.js';

const trap = (message: string, { name = 'RuntimeError', stack = '' } = {}) => describeTrap({ name, message, stack });

describe('the cause, in the words of each engine', () => {
  it.each([
    ['divide by zero', /Integer division by zero/], // V8
    ['remainder by zero', /Integer division by zero/],
    ['integer divide by zero', /Integer division by zero/], // SpiderMonkey
    ['Division by zero', /Integer division by zero/], // JavaScriptCore
    ['divide result unrepresentable', /Integer overflow/],
    ['integer overflow', /Integer overflow/],
    ['float unrepresentable in integer range', /floating-point/],
    ['invalid conversion to integer', /floating-point/],
    ['memory access out of bounds', /^Memory access/],
    ['index out of bounds', /^Memory access/],
    ['Out of bounds memory access', /^Memory access/],
    ['table index is out of bounds', /points to no function/],
    ['null function or function signature mismatch', /bad pointer/],
    ['indirect call to null', /bad pointer/],
    ['indirect call signature mismatch', /bad pointer/],
    ['call_indirect to a signature that does not match', /bad pointer/],
    ['unreachable', /can never run/],
    ['unreachable executed', /can never run/],
    ['Unreachable code should not be executed', /can never run/],
    ['Aborted()', /aborted/],
    ['Aborted(native code called abort())', /aborted/],
    ['Aborted(OOM)', /Out of memory/],
  ])('%s', (message, words) => {
    expect(trap(message)).toMatch(words);
  });

  it('knows an exhausted stack by either engine', () => {
    expect(trap('Maximum call stack size exceeded', { name: 'RangeError' })).toMatch(/^Stack overflow/);
    expect(trap('too much recursion', { name: 'InternalError' })).toMatch(/^Stack overflow/);
  });

  it('passes on what it does not know', () => {
    expect(trap('quantum decoherence')).toBe('RuntimeError: quantum decoherence');
  });
});

describe('the place', () => {
  const chromium = `RuntimeError: divide by zero
    at divide(int, int) (wasm://wasm/0a1b2c3d:wasm-function[12]:0x1a2b)
    at std::__2::vector<int, std::__2::allocator<int>>::at(unsigned long) (wasm://wasm/0a1b2c3d:wasm-function[13]:0x1b00)
    at work() [clone .resume] (wasm://wasm/0a1b2c3d:wasm-function[14]:0x1b2c)
    at __original_main (wasm://wasm/0a1b2c3d:wasm-function[15]:0x1c00)
    at weft_main (wasm://wasm/0a1b2c3d:wasm-function[16]:0x1c10)
    at Module.weftMain (blob:null/5d7c:100:20)`;
  const firefox = `divide(int, int)@blob:null/5d7c line 90 > WebAssembly.instantiate:wasm-function[12]:0x1a2b
work() [clone .resume]@blob:null/5d7c line 90 > WebAssembly.instantiate:wasm-function[14]:0x1b2c
main@blob:null/5d7c line 90 > WebAssembly.instantiate:wasm-function[15]:0x1c00
Module.weftMain@blob:null/5d7c:100:20
`;

  it('names the program’s functions up to main, as V8 tells them', () => {
    expect(trap('divide by zero', { stack: chromium })).toBe(
      [
        'Integer division by zero',
        '  in divide(int, int)',
        '  called from std::vector<int, std::allocator<int>>::at(unsigned long)',
        '  called from work()',
        '  called from main',
      ].join('\n'),
    );
  });

  it('names them as SpiderMonkey tells them', () => {
    expect(trapPlace(firefox).frames).toEqual(['divide(int, int)', 'work()', 'main']);
  });

  it('leaves out how an abort comes about', () => {
    const stack = `RuntimeError: Aborted()
    at abort (blob:null/5d7c:10:2)
    at __abort_js (blob:null/5d7c:20:2)
    at abort (wasm://wasm/1:wasm-function[40]:0x10)
    at std::__terminate(void (*)()) (wasm://wasm/1:wasm-function[41]:0x20)
    at check(int) (wasm://wasm/1:wasm-function[42]:0x30)`;
    expect(trapPlace(stack).frames).toEqual(['check(int)']);
  });

  it('knows an abort that is only a trap', () => {
    const stack = `RuntimeError: unreachable
    at main.wasm.abort (wasm://wasm/main.wasm-1:wasm-function[40]:0x10)
    at main.wasm.main (wasm://wasm/1:wasm-function[42]:0x30)`;
    expect(trap('unreachable', { stack })).toMatch(/^The program aborted.*\n  in main$/);
  });

  it('leaves out the event loop between a task and main', () => {
    const stack = [
      'divider(int)',
      'weft::detail::task_base::step()',
      'weft::detail::loop_core::turn()',
      'void weft::run<void>(weft::coroutine<void>, weft::run_options, std::source_location)',
      'main',
    ]
      .map((name, i) => `    at ${name} (wasm://wasm/1:wasm-function[${i}]:0x10)`)
      .join('\n');
    expect(trapPlace(stack).frames).toEqual(['divider(int)', 'weft::run', 'main']);
  });

  it('names a function that calls itself once', () => {
    const line = '    at depth(int) (wasm://wasm/1:wasm-function[3]:0x10)\n';
    expect(trapPlace(line.repeat(20)).frames).toEqual(['depth(int)']);
  });

  it('says how many callers it left out', () => {
    const stack = Array.from({ length: 12 }, (_, i) => `    at f${i}() (wasm://wasm/1:wasm-function[${i}]:0x10)`).join('\n');
    const lines = trap('unreachable', { stack }).split('\n');
    expect(lines.at(1)).toBe('  in f0()');
    expect(lines.at(-1)).toBe('  and 4 more');
  });
});

it('takes an access out of bounds at the end of an endless recursion for what it is', () => {
  const stack = '    at depth(int) (wasm://wasm/1:wasm-function[3]:0x10)\n'.repeat(traceDepth);
  expect(trap('memory access out of bounds', { stack })).toBe(
    'Stack overflow: functions called each other too deeply\n  in depth(int)',
  );
});

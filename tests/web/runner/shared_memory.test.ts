import { describe, expect, it } from 'vitest';
import { usesSharedMemory } from '../../../web/src/runner/shared_memory.js';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
const section = (id: number, content: number[]) => [id, content.length, ...content];
const imports = (...each: number[][]) => section(2, [each.length, ...each.flat()]);
const types = section(1, [1, 0x60, 0, 0]);
const aFunction = [...name('env'), ...name('f'), 0, 0];
const memory = (...limits: number[]) => [...name('env'), ...name('memory'), 2, ...limits];
const program = (...sections: number[][]) => new Uint8Array([...header, ...sections.flat()]);

describe('a program has threads', () => {
  it.each([
    ['its memory is imported and shared', true, program(types, imports(aFunction, memory(3, 1, 2)))],
    ['its memory is imported and its own', false, program(types, imports(aFunction, memory(0, 1)))],
    ['it imports no memory', false, program(types, imports(aFunction))],
    ['it imports nothing', false, program(types)],
  ])('%s: %s', (_what, expected, wasm) => {
    // What the engine takes for a module is one; so these are.
    expect(WebAssembly.validate(wasm)).toBe(true);
    expect(usesSharedMemory(wasm)).toBe(expected);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['something else', new TextEncoder().encode('<!doctype html><title>404</title>')],
    ['one that is cut', program(types, imports(aFunction, memory(3, 1, 2))).slice(0, 24)],
  ])('not when it is %s', (_what, bytes) => {
    expect(usesSharedMemory(bytes)).toBe(false);
  });
});

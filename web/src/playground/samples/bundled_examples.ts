/** Reads the examples into the bundle, at build time. */
import { readExamples, type Example } from './examples.js';

export const bundledExamples: readonly Example[] = readExamples(
  import.meta.glob<string>('../../../../examples/*/main.{cpp,py,js}', { query: '?raw', import: 'default', eager: true }),
  import.meta.glob<unknown>('../../../../examples/*/example.json', { import: 'default', eager: true }),
);

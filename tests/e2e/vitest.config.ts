// The tests in real browsers, against the built site. One file at a time: they measure, and browsers are heavy.
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['tests/e2e/**/*.test.{mjs,ts}'],
    globalSetup: ['tests/e2e/serve_site.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

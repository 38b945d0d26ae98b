/** What the end-to-end tests have in common: the site's address, a browser a file, and pages that close with their test. */
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { launchChromium } from '../support/browsers.mjs';
import { Playground } from '../support/playground.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the built site is served, as `npm start` serves it. */
    site: string;
  }
}

export interface OpenOptions {
  /** Another address than the site's own. */
  readonly address?: string;
  /** Called with the page while it is still empty. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/**
 * One page for all tests of a file, in a browser of their own: the compiler is loaded and warmed once, and nothing is left of
 * other files' cookies, storage, caches and service workers. At the end the page must not have complained.
 */
export function usePlayground(options: OpenOptions = {}): { readonly playground: Playground } {
  const browser = useBrowser();
  const page = { playground: undefined as unknown as Playground };
  beforeAll(async () => {
    page.playground = await browser.open(options);
  });
  afterAll(() => expect(page.playground.complaints).toEqual([]));
  return page;
}

/** A browser for all tests of a file, that can open the playground as often as they like. */
export function useBrowser(launch: () => Promise<Browser> = launchChromium): { open(options?: OpenOptions): Promise<Playground> } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  return {
    open: ({ address = inject('site'), ...options } = {}) => {
      if (!browser) throw new Error('the browser is launched before the first test');
      return Playground.open(browser, address, options);
    },
  };
}

/** A C++ program, written where it is used: without the indentation it has there, and with backslashes that are C++'s. */
export function cpp(text: TemplateStringsArray): string {
  const lines = String.raw(text).split('\n').slice(1, -1);
  const indentation = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => `${line.slice(indentation)}\n`).join('');
}

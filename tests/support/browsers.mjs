// Launching the browsers that the tests drive: the machine's own Chromium and Firefox.

import puppeteer from 'puppeteer-core';
import { chromium, firefox } from '../../wasm/toolchain/requirements.mjs';

/** @typedef {import('puppeteer-core').Browser} Browser */

/**
 * @param {{args?: readonly string[]}} [options] more command-line arguments
 * @returns {Promise<Browser>}
 */
export function launchChromium(options = {}) {
  return puppeteer.launch({
    browser: 'chrome',
    executablePath: found(chromium(), 'Chromium'),
    headless: true,
    // It then ends with this process, however that ends, and leaves no browser behind.
    pipe: true,
    // What a page is asked to do may take as long as whoever asks allows.
    protocolTimeout: 0,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(options.args ?? []),
    ],
  });
}

/**
 * @param {{args?: readonly string[], preferences?: Record<string, unknown>}} [options] more command-line arguments, and
 *     preferences as in about:config ('javascript.options.wasm_js_promise_integration': false is a browser without JSPI)
 * @returns {Promise<Browser>}
 */
export function launchFirefox(options = {}) {
  return puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath: found(firefox(), 'Firefox'),
    headless: true,
    args: [...(options.args ?? [])],
    extraPrefsFirefox: options.preferences ?? {},
  });
}

/**
 * @param {string | undefined} file
 * @param {string} name
 */
function found(file, name) {
  if (file === undefined) throw new Error(`no ${name} on this machine: run "npm run setup -- --tests"`);
  return file;
}

// Drives one page of the site the way its reader does: by its buttons, its keys and what it shows. For the tests in
// browsers and for the benchmarks.

/**
 * @typedef {import('puppeteer-core').Browser} Browser
 * @typedef {import('puppeteer-core').BrowserContext} BrowserContext
 * @typedef {import('puppeteer-core').Page} Page
 * @typedef {import('../../web/src/playground/weft_playground.js').RunResult} RunResult
 * @typedef {import('../../web/src/playground/weft_playground.js').RunStatus} RunStatus
 * @typedef {RunStatus['phase']} Phase
 *
 * What the page has told through its events since it was loaded, with the page's own clock.
 * @typedef {object} Heard
 * @property {{status: RunStatus, at: number}[]} statuses
 * @property {{stream: 'stdout' | 'stderr', text: string, at: number}[]} outputs
 * @property {{result: RunResult, at: number}[]} exits
 * @property {number} clickedAt when a mouse button was last pressed and let go, as the browser's input tells
 *
 * A mark in the editor: where it begins as it is drawn, counted as the reader counts.
 * @typedef {{kind: 'error' | 'warning', line: number, column: number}} Mark
 */

/** Long enough for a machine that does several things at once; nothing waits for it when all goes well. */
const patience = 45_000;

export class Playground {
  /** @type {Page} */
  page;
  /**
   * The address of every request the page made, in order.
   *
   * @type {string[]}
   */
  requests = [];
  /**
   * What went wrong in the page without anybody having asked: uncaught errors, and errors on its console.
   *
   * @type {string[]}
   */
  complaints = [];

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    page.on('request', (request) => this.requests.push(request.url()));
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error instanceof Error ? error.message : String(error)}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()}`);
    });
  }

  /**
   * @param {Browser | BrowserContext} browser
   * @param {string} address
   * @param {{prepare?: (page: Page) => Promise<unknown>}} [options] `prepare`: called with the page while it is still empty
   */
  static async open(browser, address, { prepare } = {}) {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    const playground = new Playground(page);
    await prepare?.(page);
    await page.goto(address);
    await playground.#listen();
    return playground;
  }

  async #listen() {
    await this.page.waitForSelector('weft-playground .run-button', { timeout: patience });
    await this.page.evaluate(() => {
      const playground = document.querySelector('weft-playground');
      /** @type {Heard} */
      const heard = { statuses: [], outputs: [], exits: [], clickedAt: 0 };
      document.addEventListener('click', ({ timeStamp }) => (heard.clickedAt = timeStamp), { capture: true });
      Object.assign(globalThis, { heard });
      playground?.addEventListener('weft-status', ({ detail }) => heard.statuses.push({ status: detail, at: performance.now() }));
      playground?.addEventListener('weft-output', ({ detail }) => {
        // A flood is not to be remembered.
        if (heard.outputs.length < 10_000) heard.outputs.push({ ...detail, at: performance.now() });
      });
      playground?.addEventListener('weft-exit', ({ detail }) => heard.exits.push({ result: detail, at: performance.now() }));
    });
  }

  async reload() {
    await this.page.reload();
    await this.#listen();
  }

  close() {
    return this.page.close();
  }

  /** @returns {Promise<Heard>} */
  heard() {
    return this.page.evaluate(() => /** @type {typeof globalThis & {heard: Heard}} */ (globalThis).heard);
  }

  /**
   * Waits until `condition` holds in the page.
   *
   * @template {unknown[]} Arguments
   * @param {string} what for the message when it never does
   * @param {(...args: Arguments) => unknown} condition
   * @param {Arguments} args
   */
  async until(what, condition, ...args) {
    await this.within(patience, what, condition, ...args);
  }

  /**
   * The same, for what takes its time.
   *
   * @template {unknown[]} Arguments
   * @param {number} wait in milliseconds
   * @param {string} what
   * @param {(...args: Arguments) => unknown} condition
   * @param {Arguments} args
   */
  async within(wait, what, condition, ...args) {
    try {
      await this.page.waitForFunction(/** @type {import('puppeteer-core').EvaluateFunc<Arguments>} */ (condition), { polling: 25, timeout: wait }, ...args);
    } catch (error) {
      const status = await this.statusText().catch(() => '(no page)');
      throw new Error(`waited in vain: ${what}; the page says "${status}"`, { cause: error });
    }
  }

  // The samples and the editor.

  /** @returns {Promise<string[]>} the ids, in the order of the list */
  samples() {
    return this.page.evaluate(() => document.querySelector('weft-playground')?.examples.map(({ id }) => id) ?? []);
  }

  /** @param {string} id */
  async choose(id) {
    const place = (await this.samples()).indexOf(id);
    const button = (await this.page.$$('weft-sample-list .sample-title'))[place];
    if (button === undefined) throw new Error(`the list has no sample ${id}`);
    await button.click();
    await this.until(`sample ${id} is shown`, (wanted) => document.querySelector('weft-playground')?.example === wanted, id);
  }

  /**
   * Chooses the tab of a language over the editor.
   *
   * @param {import('../../web/src/protocol/language.js').ProgramLanguage} language
   */
  async chooseLanguage(language) {
    await this.page.click(`.pane-editor [data-tab=${language}]`);
    await this.until(`the sample is shown in ${language}`, (wanted) => document.querySelector('weft-playground')?.programLanguage === wanted, language);
  }

  /** Chooses a view of the output. @param {'terminal' | 'compare'} view */
  async showView(view) {
    await this.page.click(`.pane-output [data-tab=${view}]`);
    if (view === 'compare') await this.page.waitForSelector('weft-compare .compare-start', { timeout: patience });
  }

  /**
   * Presses Compare and waits for the end of the comparison.
   *
   * @param {number} [wait] how many milliseconds it may take
   */
  async compare(wait = 120_000) {
    await this.page.click('.compare-start[data-action=run]');
    await this.within(wait, 'the comparison has ended', () => document.querySelector('.compare-start[data-action=run]') !== null);
  }

  /** The table of the last comparison, by cells, as it reads. @returns {Promise<string[][]>} */
  compared() {
    return this.page.$$eval('.compare-table tbody tr', (rows) =>
      rows.map((row) => [...row.children].map((cell) => (cell instanceof HTMLElement ? cell.innerText : '').replaceAll(/\s+/g, ' ').trim())),
    );
  }

  /** @returns {Promise<string>} */
  source() {
    return this.page.evaluate(() => document.querySelector('weft-playground')?.source ?? '');
  }

  /** Gives the editor another source, as a script would. @param {string} source */
  async setSource(source) {
    await this.page.evaluate((text) => {
      const playground = document.querySelector('weft-playground');
      if (playground) playground.source = text;
    }, source);
  }

  /** Waits for Monaco: before that there is a plain text field. */
  async editorReady() {
    await this.until('Monaco has loaded', () => document.querySelector('weft-editor[data-editor=monaco] .view-line') !== null);
  }

  /** Puts the cursor into the editor by a click on its text. */
  async focusEditor() {
    await this.editorReady();
    await this.page.click('weft-editor .view-lines');
    await this.until('the editor has the focus', () => document.activeElement?.closest('weft-editor') !== null);
  }

  async selectAll() {
    await this.press('Control', 'a');
  }

  /** Several keys at once, the last one struck while the others are held. @param {...import('puppeteer-core').KeyInput} keys */
  async press(...keys) {
    const { keyboard } = this.page;
    const struck = keys.at(-1);
    if (struck === undefined) return;
    const held = keys.slice(0, -1);
    for (const key of held) await keyboard.down(key);
    await keyboard.press(struck);
    for (const key of held.reverse()) await keyboard.up(key);
  }

  /** Replaces all that the editor holds by a text from the clipboard. Chromium only. @param {string} text */
  async pasteOver(text) {
    await this.page.browserContext().overridePermissions(new URL(this.page.url()).origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.focusEditor();
    await this.selectAll();
    await this.press('Control', 'v');
    await this.until('the text is pasted', (wanted) => document.querySelector('weft-playground')?.source === wanted, text);
  }

  /**
   * The marks the editor draws under the text, by what the reader sees: the number beside the line and the place in it.
   *
   * @returns {Promise<Mark[]>}
   */
  marks() {
    return this.page.evaluate(() => {
      /** @type {(selector: string) => HTMLElement[]} */
      const all = (selector) => [...document.querySelectorAll(`weft-editor ${selector}`)].filter((element) => element instanceof HTMLElement);
      /** @type {(element: Element) => number} */
      const middle = (element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return (top + bottom) / 2;
      };
      /** @type {(element: Element, y: number) => boolean} */
      const covers = (element, y) => {
        const { top, bottom } = element.getBoundingClientRect();
        return top <= y && y < bottom;
      };
      /** @type {(line: Element, x: number) => number} */
      const columnAt = (line, x) => {
        let column = 1;
        let nearest = { column: 0, distance: Infinity };
        const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
          for (let at = 0; at < (text.nodeValue?.length ?? 0); at += 1) {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            const distance = Math.abs(range.getBoundingClientRect().left - x);
            if (distance < nearest.distance) nearest = { column, distance };
            column += 1;
          }
        }
        return nearest.column;
      };
      return all('.squiggly-error, .squiggly-warning').map((squiggle) => {
        const y = middle(squiggle);
        const number = all('.line-numbers').find((element) => covers(element, y));
        const line = all('.view-line').find((element) => covers(element, y));
        return {
          kind: squiggle.classList.contains('squiggly-error') ? /** @type {const} */ ('error') : /** @type {const} */ ('warning'),
          line: Number(number?.textContent),
          column: line ? columnAt(line, squiggle.getBoundingClientRect().left) : 0,
        };
      });
    });
  }

  // Running.

  /** Presses Run. Resolves at once. */
  async start() {
    await this.page.click('.run-button[data-action=run]');
  }

  /** Presses Stop. */
  async stop() {
    await this.page.click('.run-button[data-action=stop]');
  }

  /**
   * Presses Run and waits for the program's end.
   *
   * @param {() => Promise<unknown>} [trigger] what to do instead of pressing Run
   * @param {number} [wait] how many milliseconds it may take
   * @returns {Promise<RunResult>}
   */
  async run(trigger = () => this.start(), wait = patience) {
    const earlier = (await this.heard()).exits.length;
    await trigger();
    return this.ended(earlier, wait);
  }

  /** Gives the editor a program and runs it. @param {string} source */
  async runSource(source) {
    await this.setSource(source);
    return this.run();
  }

  /**
   * Waits for the end of the run after the first so many.
   *
   * @param {number} earlier
   * @param {number} [wait] how many milliseconds it may take
   * @returns {Promise<RunResult>}
   */
  async ended(earlier, wait = patience) {
    await this.within(
      wait,
      'the run has ended',
      (count) => /** @type {typeof globalThis & {heard: Heard}} */ (globalThis).heard.exits.length > count,
      earlier,
    );
    const exit = (await this.heard()).exits[earlier];
    if (exit === undefined) throw new Error('the run left no result');
    return exit.result;
  }

  /** @returns {Promise<Phase>} */
  async phase() {
    return /** @type {Phase} */ (await this.page.$eval('weft-status-line .status-text', (element) => element.getAttribute('data-phase') ?? ''));
  }

  /** @param {Phase} phase */
  async untilPhase(phase) {
    await this.until(
      `the state is "${phase}"`,
      (wanted) => document.querySelector('weft-status-line .status-text')?.getAttribute('data-phase') === wanted,
      phase,
    );
  }

  /** @returns {Promise<string>} */
  statusText() {
    return this.page.$eval('weft-status-line .status-message', (element) => element.textContent?.trim() ?? '');
  }

  // The terminal.

  /** What was written to the terminal, as text. @returns {Promise<string>} */
  terminalText() {
    return this.page.evaluate(() => document.querySelector('weft-terminal')?.text ?? '');
  }

  /** What the terminal shows: the rows that are in view, without trailing blanks. @returns {Promise<string[]>} */
  async screen() {
    return this.page.evaluate(() => {
      const rows = [...document.querySelectorAll('weft-terminal .xterm-rows > div')];
      const texts = rows.map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd());
      while (texts.at(-1) === '') texts.pop();
      return texts;
    });
  }

  /** Waits until the terminal shows just these rows: it draws when the browser next draws. @param {string[]} rows */
  async untilScreen(rows) {
    const wanted = JSON.stringify(rows);
    for (const end = performance.now() + 5_000; performance.now() < end; ) {
      if (JSON.stringify(await this.screen()) === wanted) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`the terminal shows ${JSON.stringify(await this.screen())} instead of ${wanted}`);
  }

  /** @param {string} text */
  async untilPrinted(text) {
    await this.until(`"${text}" is printed`, (wanted) => document.querySelector('weft-terminal')?.text.includes(wanted), text);
  }

  /** Types a line into the terminal, which must be waiting for one. @param {string} line */
  async answer(line) {
    await this.untilPhase('waiting-for-input');
    await this.page.focus('weft-terminal .xterm-helper-textarea');
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }
}

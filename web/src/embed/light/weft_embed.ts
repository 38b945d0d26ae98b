/**
 * `<weft-playground>` as pages of other sites have it: their own code block, made runnable. Until the reader presses Run or Edit it
 * is that block, coloured, with a few buttons over it, and fetches nothing. Then a frame from weft's own host does the rest.
 */
import { readBlock, type Block } from '../format/block.js';
import { writeLink } from '../format/link.js';
import { optionNames, type RawOptions } from '../format/options.js';
import { splitRegions } from '../format/regions.js';
import type { EmbedAppearance, EmbedRunResult, LiveToLight } from '../../protocol/embed_messages.js';
import { paint } from './highlight.js';
import { LiveFrame } from './live_frame.js';
import { lookOfPage } from './page_look.js';
import { makeParts, setIcon, type Parts } from './parts.js';
import { fetchPrebuilt } from './prebuilt.js';
import { inSlices } from './slices.js';
import { css } from './style.js';
import { text, type TextKey } from './texts.js';

const copiedShownMs = 2_000;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** What all embeds of the page share. */
export interface PageSettings {
  /** Where weft's files are. */
  readonly base: string;
  /** Options for all blocks, from the script's own attributes. */
  readonly defaults: RawOptions;
}

let settings: PageSettings = { base: '', defaults: {} };

export function configure(page: PageSettings): void {
  settings = page;
}

const whenNear = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || !(target instanceof WeftEmbed)) continue;
      whenNear.unobserve(target);
      // A task of its own each: many blocks must not make one long one.
      setTimeout(() => target.comeNear());
    }
  },
  { rootMargin: '400px' },
);

export class WeftEmbed extends HTMLElement {
  static readonly observedAttributes = [...optionNames];

  /** The text that the page came with. */
  #written: string | undefined;
  #block: Block = readBlock('');
  /** Another source: by an edit of the reader's or a script's. */
  #source: string | undefined;
  #frame: LiveFrame | undefined;
  #look: EmbedAppearance = { theme: 'light', lang: 'en' };
  #editing = false;
  #active = false;
  /** Runs whose end has not been told yet, the oldest first: one that is begun stops those before it. */
  readonly #runs: ((result: EmbedRunResult) => void)[] = [];
  #parts: Parts | undefined;
  #unpaint: (() => void) | undefined;
  #near = false;
  /** The source that its link to the playground holds. */
  #linked: string | undefined;
  /** Whether its text is no longer as the page's tool made it. */
  #replaced = false;

  connectedCallback(): void {
    // Its shadow comes with all that is in it: until then the page's own block is seen.
    inSlices(() => this.#arrive());
  }

  disconnectedCallback(): void {
    whenNear.unobserve(this);
    this.#near = false;
    this.#unpaint?.();
    this.#unpaint = undefined;
    this.#close(stopped);
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#parts || before === after) return;
    if (name !== 'theme' && name !== 'lang') this.#close(stopped);
    if (name === 'example') this.#source = undefined;
    this.#read();
  }

  // The programmatic interface: that of the playground's own element.

  /** The whole source that is compiled. Setting it is an edit. */
  get source(): string {
    this.#arrive();
    return this.#parts ? this.#current : (this.#source ?? readBlock(this.textContent).source);
  }
  set source(source: string) {
    this.#arrive();
    this.#source = source.replace(/\r\n?/g, '\n');
    this.#frame?.send({ type: 'source', source: this.#source });
    if (this.#parts) this.#showCode();
  }

  get #current(): string {
    return this.#source ?? this.#block.source;
  }

  /** The sample of weft's own that is shown, if one is. */
  get example(): string | null {
    return this.getAttribute('example');
  }
  set example(example: string | null) {
    if (example === null) this.removeAttribute('example');
    else this.setAttribute('example', example);
  }

  /** Runs it. Resolves however the run ends; a run that goes on is stopped first. */
  run(): Promise<EmbedRunResult> {
    this.#arrive();
    if (!this.isConnected) return Promise.resolve({ ...stopped, exitCode: 1, reason: 'failed', message: text(this.#look.lang, 'notInPage') });
    return new Promise((resolve) => {
      const frame = this.#ensureFrame();
      this.#runs.push(resolve);
      this.#setActive(true);
      this.#say('');
      this.#emit('execute', this.#current);
      frame.send({ type: 'run' });
    });
  }

  stop(): void {
    this.#frame?.send({ type: 'stop' });
  }

  /** The page may look otherwise now. */
  followPage(): void {
    if (!this.#parts) return;
    const { theme, lang } = this.#block.options;
    const look = lookOfPage(theme, lang, this);
    if (look.theme === this.#look.theme && look.lang === this.#look.lang) return;
    this.#look = look;
    this.#frame?.send({ type: 'appearance', appearance: look });
    this.#show();
  }

  comeNear(): void {
    if (!this.isConnected || this.#near) return;
    this.#near = true;
    this.#paint();
    const { loading, autorun } = this.#block.options;
    if (loading === 'lazy') this.#ensureFrame();
    if (autorun === 'visible') void this.#autorun();
  }

  /** The page's own element with the code. */
  get code(): HTMLElement | null {
    return this.querySelector('pre code') ?? this.querySelector('pre');
  }

  /** What there is to do when it comes into a page; at once where something is asked of it before its turn. */
  #arrive(): void {
    if (!this.isConnected) return;
    if (!this.#parts) {
      const parts = makeParts();
      const { run, edit, copy, open } = parts;
      run.addEventListener('click', () => (this.#active ? this.stop() : void this.run()));
      edit.addEventListener('click', () => this.#edit());
      copy.addEventListener('click', () => void this.#copy());
      for (const soon of ['pointerenter', 'focus']) open.addEventListener(soon, () => void this.#link());
      open.addEventListener('click', (event) => this.#open(event));
      // Set before the element was known, they hide what reads them.
      const early = [...optionNames, 'source'].filter((name) => Object.hasOwn(this, name));
      const values = early.map((name): [string, unknown] => [name, Reflect.get(this, name)]);
      for (const name of early) Reflect.deleteProperty(this, name);
      this.#wrapText();
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      root.append(parts.box);
      this.#parts = parts;
      this.#read();
      for (const [name, value] of values) Reflect.set(this, name, value);
    }
    this.followPage();
    if (!this.#near) whenNear.observe(this);
    if (this.#block.options.loading === 'eager') this.#ensureFrame();
  }

  /** Code that is in no element of its own, and the place of a sample's. */
  #wrapText(): void {
    if (this.querySelector('pre')) return;
    const pre = document.createElement('pre');
    if (this.textContent.trim() !== '') {
      const code = document.createElement('code');
      code.append(...this.childNodes);
      pre.append(code);
    }
    this.append(pre);
  }

  /** Reads options and code, and shows of the code what is to be shown. */
  #read(): void {
    this.#written ??= this.code?.textContent ?? '';
    const attributes: Record<string, string> = {};
    for (const name of optionNames) {
      const value = this.getAttribute(name);
      if (value !== null) attributes[name] = value;
    }
    this.#block = readBlock(this.#written, attributes, settings.defaults);
    const { options, problems } = this.#block;
    this.#look = lookOfPage(options.theme, options.lang, this);
    this.toggleAttribute('data-own-look', options.theme !== 'auto');
    const pre = this.querySelector('pre');
    if (pre && options.height !== null) Object.assign(pre.style, { boxSizing: 'border-box', blockSize: `${options.height}px`, overflow: 'auto' });
    this.#frame?.send({ type: 'appearance', appearance: this.#look });
    this.#showCode();
    this.#show();
    const [problem] = problems;
    if (problem) {
      console.warn('weft:', ...problems.map(({ name, value, problem: kind }) => `${kind} ${[name, value].filter(Boolean).join('=')}`), this);
      this.#say(text(this.#look.lang, 'option') + [problem.name, problem.value].filter(Boolean).join('='), 'bad');
    } else if (typeof WebAssembly === 'undefined') {
      this.#say(text(this.#look.lang, 'noWebAssembly'), 'bad');
    }
  }

  /** What the page's tool made of the text stays, but where another text is to be seen. */
  #showCode(): void {
    const { code } = this;
    if (!code) return;
    const { source, regions, skippedLines } = this.#block;
    const hides = regions.before !== '' || regions.after !== '' || skippedLines > 0;
    let shown: string | undefined;
    if (this.#source !== undefined) shown = splitRegions(this.#source).shown;
    else if (source === '') shown = this.example === null ? '' : text(this.#look.lang, 'example') + this.example;
    else if (hides || this.#replaced) shown = regions.shown;
    if (shown !== undefined && shown !== code.textContent) {
      code.textContent = shown;
      this.#replaced = true;
    }
    this.#paint();
  }

  #paint(): void {
    this.#unpaint?.();
    this.#unpaint = undefined;
    const { code } = this;
    // A sample's name is no code.
    if (this.#near && code && this.#current !== '') this.#unpaint = paint(code, this.#block.options.highlight);
  }

  #ensureFrame(): LiveFrame {
    if (this.#frame) return this.#frame;
    const { lang } = this.#look;
    const frame = new LiveFrame(
      settings.base,
      text(lang, 'output'),
      (message) => this.#receive(message),
      (obstacle) => this.#close({ ...stopped, exitCode: 1, reason: 'failed', message: text(this.#look.lang, obstacle) }),
    );
    this.#frame = frame;
    this.#parts?.box.append(frame.element);
    this.#show();
    frame.element.height = '120';
    const { raw, options, source } = this.#block;
    frame.send({ type: 'open', source, options: { ...settings.defaults, ...raw }, appearance: this.#look });
    if (this.#source !== undefined) frame.send({ type: 'source', source: this.#source });
    if (options.prebuilt !== null && source !== '') {
      void fetchPrebuilt(options.prebuilt, source).then((program) => frame.send({ type: 'prebuilt', program }));
    }
    return frame;
  }

  #receive(message: LiveToLight): void {
    switch (message.type) {
      case 'height':
        if (this.#frame) this.#frame.element.height = String(Math.max(1, Math.round(message.height)));
        break;
      case 'status':
        this.#setActive(message.active || this.#runs.length > 0);
        if (this.#parts) this.#parts.spoken.textContent = message.active ? '' : message.text;
        this.#emit('weft-status', message.status);
        break;
      case 'output':
        this.#emit('weft-output', { stream: message.stream, text: message.text });
        break;
      case 'exit':
        this.dataset['expectation'] = message.expectation;
        this.#settle(message.result);
        break;
      case 'source':
        this.#source = message.source;
        break;
      case 'run-request':
        void this.run();
        break;
      case 'ready':
        break;
    }
  }

  /** The oldest run has ended. */
  #settle(result: EmbedRunResult): void {
    const resolve = this.#runs.shift();
    this.#setActive(this.#runs.length > 0);
    if (!resolve) return;
    resolve(result);
    this.#emit('weft-exit', result);
    this.#emit(result.reason === 'failed' ? 'error' : 'result', result);
  }

  /** Without its frame it is static code again. */
  #close(result: EmbedRunResult): void {
    if (!this.#frame) return;
    this.#frame.dispose();
    this.#frame = undefined;
    this.#editing = false;
    this.#showCode();
    if (result.message !== '') this.#say(result.message, 'bad');
    while (this.#runs.length > 0) this.#settle(result);
    this.#setActive(false);
  }

  #edit(): void {
    const frame = this.#ensureFrame();
    this.#editing = true;
    this.#show();
    frame.element.focus();
    frame.send({ type: 'edit', line: 1, column: 1 });
  }

  /** Nothing that a reader has not asked for is compiled: only what has been built ahead runs by itself. */
  async #autorun(): Promise<void> {
    const { options, source } = this.#block;
    if (source === '' ? this.example !== null : options.prebuilt !== null && (await fetchPrebuilt(options.prebuilt, source)) !== null) void this.run();
  }

  async #copy(): Promise<void> {
    const { lang } = this.#look;
    try {
      // There is no clipboard where the page is not secure.
      await navigator.clipboard.writeText(this.#source ?? this.#block.regions.shown);
    } catch {
      this.#say(text(lang, 'notCopied'), 'bad');
      return;
    }
    if (!this.#parts) return;
    const { copy, spoken } = this.#parts;
    spoken.textContent = text(lang, 'copied');
    setIcon(copy, 'copied');
    setTimeout(() => setIcon(copy, 'copy'), copiedShownMs);
  }

  /** The link holds the program, packed: made when it is wanted. */
  async #link(): Promise<string> {
    const source = this.#current;
    const page = `${settings.base}index.html`;
    // A browser that cannot pack has to do without.
    const address = await writeLink({ options: this.#block.raw, code: source === '' ? null : source }).then(
      (fragment) => `${page}#${fragment}`,
      () => page,
    );
    this.#parts?.open.setAttribute('href', address);
    this.#linked = source;
    return address;
  }

  /** A finger, or a key, may be faster than the packing. */
  #open(event: Event): void {
    if (this.#linked === this.#current) return;
    event.preventDefault();
    void this.#link().then((address) => window.open(address, '_blank', 'noopener'));
  }

  #setActive(active: boolean): void {
    this.#active = active;
    this.#show();
  }

  #say(message: string, tone = ''): void {
    if (!this.#parts) return;
    const { said } = this.#parts;
    said.hidden = message === '';
    said.className = `said ${tone}`;
    said.textContent = message;
  }

  #show(): void {
    if (!this.#parts) return;
    const { box, code, run, runText, edit, copy, open } = this.#parts;
    const { theme, lang } = this.#look;
    const say = (key: TextKey): string => text(lang, key);
    this.dataset['look'] = theme;
    this.toggleAttribute('data-live', this.#frame !== undefined);
    box.classList.toggle('editing', this.#editing);
    code.hidden = this.#editing;
    const action = this.#active ? 'stop' : 'run';
    run.classList.toggle('active', this.#active);
    setIcon(run, action);
    runText.textContent = say(action);
    edit.hidden = this.#editing || this.#block.options.readonly || typeof WebAssembly === 'undefined';
    copy.hidden = this.#editing;
    for (const [part, key] of [[edit, 'edit'], [copy, 'copy'], [open, 'open']] as const) {
      part.title = say(key);
      part.setAttribute('aria-label', say(key));
    }
    if (!open.hasAttribute('href')) open.setAttribute('href', `${settings.base}index.html`);
    run.hidden = typeof WebAssembly === 'undefined';
  }

  #emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const stopped: EmbedRunResult = {
  exitCode: 130,
  reason: 'stopped',
  message: '',
  stdout: '',
  stderr: '',
  diagnostics: [],
  timings: { compileMs: 0, linkMs: 0, startMs: 0, runMs: 0 },
};

// Options as properties, for those who set properties (React does): they take the attributes' texts.
for (const name of optionNames) {
  if (name in WeftEmbed.prototype) continue;
  Object.defineProperty(WeftEmbed.prototype, name, {
    get(this: WeftEmbed) {
      return this.getAttribute(name);
    },
    set(this: WeftEmbed, value: unknown) {
      if (value === null || value === undefined || value === false) this.removeAttribute(name);
      else this.setAttribute(name, value === true ? '' : String(value));
    },
  });
}

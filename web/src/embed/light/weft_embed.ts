/**
 * `<weft-playground>` as pages of other sites have it: their own code block, made runnable. Until the reader presses Run or Edit it
 * is that block, coloured, with a few buttons over it, and fetches nothing. Then a frame from weft's own host does the rest.
 */
import { readBlock, type Block } from '../format/block.js';
import { writeLink } from '../format/link.js';
import { optionNames, type RawOptions } from '../format/options.js';
import type { EmbedAppearance, EmbedRunResult, LiveToLight } from '../../protocol/embed_messages.js';
import { paint } from './highlight.js';
import { LiveFrame } from './live_frame.js';
import { lookOfPage } from './page_look.js';
import { fetchPrebuilt } from './prebuilt.js';
import { css } from './style.js';
import { text, type TextKey } from './texts.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

const icons = {
  run: '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M2.5 1v10l8-5z"/></svg>',
  stop: '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M2 2h8v8H2z"/></svg>',
  edit: '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 13l.7-3L11 2.700l2.300 2.300L6 12.300z"/></svg>',
  copy: '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M6 6h7v7H6zM10 3.500V3H3v7h.5"/></svg>',
  open: '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M9 3h4v4M13 3L7.500 8.500M11 9.500V13H3V5h3.500"/></svg>',
};

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

  readonly #root = this.attachShadow({ mode: 'open' });
  #block: Block | undefined;
  #source: string | undefined;
  #frame: LiveFrame | undefined;
  #look: EmbedAppearance = { theme: 'light', lang: 'en' };
  #editing = false;
  #active = false;
  #pending: { resolve: (result: EmbedRunResult) => void; promise: Promise<EmbedRunResult> } | undefined;
  #parts: Record<'box' | 'code' | 'bar' | 'run' | 'edit' | 'copy' | 'open' | 'said' | 'spoken', HTMLElement> | undefined;

  connectedCallback(): void {
    if (!this.#parts) this.#build();
    whenNear.observe(this);
    if (this.#block?.options.loading === 'eager') this.#ensureFrame();
  }

  disconnectedCallback(): void {
    whenNear.unobserve(this);
    this.#frame?.dispose();
    this.#frame = undefined;
    this.#editing = false;
    this.#setActive(false);
    this.#settle(stopped);
    if (this.#parts) this.#show();
  }

  attributeChangedCallback(): void {
    if (this.#parts && !this.#frame) this.#read();
  }

  // The programmatic interface: that of the playground's own element.

  /** The whole source that is compiled. Setting it is an edit. */
  get source(): string {
    return this.#source ?? this.#block?.source ?? '';
  }
  set source(source: string) {
    this.#source = source;
    this.#ensureFrame().send({ type: 'source', source });
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
    this.#settle(stopped);
    const frame = this.#ensureFrame();
    let resolve: (result: EmbedRunResult) => void = () => undefined;
    const promise = new Promise<EmbedRunResult>((settle) => (resolve = settle));
    this.#pending = { resolve, promise };
    this.#setActive(true);
    this.#say('');
    this.#emit('execute', undefined);
    frame.send({ type: 'run' });
    return promise;
  }

  stop(): void {
    this.#frame?.send({ type: 'stop' });
  }

  /** The page may look otherwise now. */
  followPage(): void {
    const { theme = 'auto', lang = 'auto' } = this.#block?.options ?? {};
    const look = lookOfPage(theme, lang, this);
    if (look.theme === this.#look.theme && look.lang === this.#look.lang) return;
    this.#look = look;
    this.#frame?.send({ type: 'appearance', appearance: look });
    this.#show();
  }

  get look(): EmbedAppearance {
    return this.#look;
  }

  comeNear(): void {
    const { code } = this;
    if (code && this.#block?.source !== '') paint(code);
    const options = this.#block?.options;
    if (options?.loading === 'lazy') this.#ensureFrame();
    if (options?.autorun === 'visible') void this.#autorun();
  }

  /** The page's own element with the code. */
  get code(): HTMLElement | null {
    return this.querySelector('pre code') ?? this.querySelector('pre');
  }

  #build(): void {
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.innerHTML = `<div class="box"><div class="bar"><span class="visually-hidden" role="status"></span><button type="button" class="copy">${icons.copy}</button><a class="open" target="_blank" rel="noopener">${icons.open}</a><button type="button" class="edit">${icons.edit}</button><button type="button" class="run"></button></div><div class="code"><slot></slot></div><p class="said" hidden></p></div>`;
    const part = (name: string): HTMLElement => {
      const found = this.#root.querySelector<HTMLElement>(name);
      if (!found) throw new Error(`no ${name}`);
      return found;
    };
    const parts = {
      box: part('.box'),
      code: part('.code'),
      bar: part('.bar'),
      run: part('.run'),
      edit: part('.edit'),
      copy: part('.copy'),
      open: part('.open'),
      said: part('.said'),
      spoken: part('[role=status]'),
    };
    this.#parts = parts;
    parts.run.addEventListener('click', () => (this.#active ? this.stop() : void this.run()));
    parts.edit.addEventListener('click', () => this.#edit());
    parts.copy.addEventListener('click', () => void this.#copy());
    // Made when it is wanted: packing the program takes a moment, and its text may have changed.
    for (const event of ['pointerenter', 'focus', 'pointerdown'] as const) parts.open.addEventListener(event, () => void this.#link());
    this.#read();
  }

  /** Reads options and code, and shows of the code what is to be shown. */
  #read(): void {
    if (!this.querySelector('pre') && this.textContent.trim() !== '') {
      const pre = document.createElement('pre');
      const code = document.createElement('code');
      code.append(...this.childNodes);
      pre.append(code);
      this.append(pre);
    }
    const { code } = this;
    const attributes: Record<string, string> = {};
    for (const name of optionNames) {
      const value = this.getAttribute(name);
      if (value !== null) attributes[name] = value;
    }
    const written = code?.textContent ?? '';
    this.#block = readBlock(this.#block?.source || written, { ...(this.#block?.raw ?? {}), ...attributes }, settings.defaults);
    const { source, regions, problems } = this.#block;
    // Only where something is hidden: what the page's tool made of the text stays otherwise.
    if (code && source !== '' && (regions.before !== '' || regions.after !== '' || this.#block.skippedLines > 0)) code.textContent = regions.shown;
    if (!code && this.example !== null) {
      const pre = document.createElement('pre');
      pre.textContent = text(this.#look.lang, 'example') + this.example;
      this.append(pre);
    }
    const pre = this.querySelector('pre');
    if (pre && this.#block.options.height !== null) {
      pre.style.maxBlockSize = `${this.#block.options.height}px`;
      pre.style.overflow = 'auto';
    }
    this.followPage();
    this.#show();
    const [problem] = problems;
    if (problem) {
      console.warn('weft:', this, problems);
      this.#say(text(this.#look.lang, 'option') + [problem.name, problem.value].filter(Boolean).join('='), 'bad');
    } else if (typeof WebAssembly === 'undefined') {
      this.#say(text(this.#look.lang, 'noWebAssembly'), 'bad');
    }
    this.#markLines();
  }

  /** `highlight`: a wash behind lines, made of ranges like the colours. */
  #markLines(): void {
    const registry = (CSS as { highlights?: HighlightRegistry }).highlights;
    const { code } = this;
    const lines = this.#block?.options.highlight ?? [];
    if (!registry || !code || lines.length === 0) return;
    const node = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let line = 1;
    while (node.nextNode()) {
      const data = (node.currentNode as Text).data;
      let start = 0;
      for (const part of data.split('\n')) {
        if (part !== '' && lines.some(({ from, to }) => line >= from && line <= to)) {
          const range = new StaticRange({ startContainer: node.currentNode, startOffset: start, endContainer: node.currentNode, endOffset: start + part.length });
          const marked = registry.get('weft-line');
          if (marked) marked.add(range);
          else registry.set('weft-line', new Highlight(range));
        }
        start += part.length + 1;
        if (start <= data.length) line += 1;
      }
    }
  }

  #ensureFrame(): LiveFrame {
    if (this.#frame) return this.#frame;
    const { lang } = this.#look;
    const frame = new LiveFrame(
      settings.base,
      text(lang, 'output'),
      (message) => this.#receive(message),
      () => this.#unreachable(),
    );
    this.#frame = frame;
    this.#parts?.box.append(frame.element);
    this.#show();
    frame.element.height = '120';
    const { raw, options, source } = this.#block ?? readBlock('');
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
        this.#setActive(message.active);
        if (this.#parts) this.#parts.spoken.textContent = message.active ? '' : message.text;
        this.#emit('weft-status', message.status);
        break;
      case 'output':
        this.#emit('weft-output', { stream: message.stream, text: message.text });
        break;
      case 'exit':
        this.#setActive(false);
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

  #settle(result: EmbedRunResult): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    pending.resolve(result);
    this.#emit('weft-exit', result);
    this.#emit(result.reason === 'failed' ? 'error' : 'result', result);
  }

  #unreachable(): void {
    this.#frame?.dispose();
    this.#frame = undefined;
    this.#editing = false;
    this.#setActive(false);
    const message = text(this.#look.lang, 'unreachable');
    this.#say(message, 'bad');
    this.#show();
    this.#settle({ ...stopped, exitCode: 1, reason: 'failed', message });
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
    const { options, source } = this.#block ?? readBlock('');
    if (source === '' ? this.example !== null : options.prebuilt !== null && (await fetchPrebuilt(options.prebuilt, source)) !== null) void this.run();
  }

  async #copy(): Promise<void> {
    const whole = this.#source;
    await navigator.clipboard.writeText(whole ?? this.#block?.regions.shown ?? '').then(
      () => this.#parts && (this.#parts.spoken.textContent = text(this.#look.lang, 'copied')),
      () => undefined,
    );
  }

  async #link(): Promise<void> {
    const { raw } = this.#block ?? readBlock('');
    const { source } = this;
    const fragment = await writeLink({ options: raw, code: source === '' ? null : source });
    this.#parts?.open.setAttribute('href', `${settings.base}index.html#${fragment}`);
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
    const { box, code, run, edit, copy, open } = this.#parts;
    const { theme, lang } = this.#look;
    const say = (key: TextKey): string => text(lang, key);
    this.dataset['look'] = theme;
    this.toggleAttribute('data-live', this.#frame !== undefined);
    box.classList.toggle('editing', this.#editing);
    code.hidden = this.#editing;
    const action = this.#active ? 'stop' : 'run';
    if (run.dataset['action'] !== action + lang) {
      run.dataset['action'] = action + lang;
      run.classList.toggle('active', this.#active);
      run.innerHTML = `${icons[action]}<span></span>`;
      run.lastElementChild?.append(say(action));
    }
    edit.hidden = this.#editing || (this.#block?.options.readonly ?? false);
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

/**
 * `<weft-terminal>`: what the program prints, and where it is given lines. xterm.js draws it and is loaded after the first
 * paint; what comes before that waits. The output exists as plain text besides: for copying, and in a log that screen readers
 * read out.
 */
import '@xterm/xterm/css/xterm.css';
import type { ILink, Terminal } from '@xterm/xterm';
import type { OutputStream } from '../../protocol/runner.js';
import { translate, type MessageKey, type MessageParameters } from '../i18n/translate.js';
import { appearance } from '../page/appearance.js';
import { hasKeyboard, runKeys } from '../page/platform.js';
import { ThemeColors } from '../page/theme_colors.js';
import { preferences } from '../session/preferences.js';
import { LineEditor } from './line_editor.js';
import { OutputBuffer } from './output_buffer.js';
import { placesIn, type SourcePlace } from './source_places.js';
import { Transcript, withoutControlSequences } from './transcript.js';
import './weft_terminal.css';

export interface TerminalEventMap {
  /** Ctrl+C was pressed in the terminal while nothing was selected. */
  'weft-interrupt': CustomEvent<void>;
  /** A place in the source, as `main.cpp:3:14`, was clicked. */
  'weft-place': CustomEvent<{ readonly line: number; readonly column: number }>;
}

const announceDelayMs = 400;
const announcedCharacters = 2_000;
const announcedPieces = 40;

export class WeftTerminal extends HTMLElement {
  readonly #screen = document.createElement('div');
  readonly #log = document.createElement('div');
  readonly #hint = document.createElement('p');
  readonly #transcript = new Transcript(1_000_000);
  readonly #lineEditor = new LineEditor((text) => this.#echo(text));
  readonly #buffer = new OutputBuffer({
    write: (text, taken) => this.#draw(text, taken),
    droppedNotice: (count) => `\x1b[0m\r\n\x1b[2m⋯ ${this.#say('output.dropped', { count })} ⋯\x1b[0m\r\n`,
  });
  #terminal: Terminal | undefined;
  #waitingForTerminal: (() => void)[] = [];
  #colors: ThemeColors | undefined;
  #cleanUp: (() => void)[] = [];
  #announcement = '';
  #built = false;

  connectedCallback(): void {
    if (!this.#built) {
      this.#built = true;
      this.#screen.className = 'terminal-screen';
      this.#log.className = 'terminal-log visually-hidden';
      this.#log.setAttribute('role', 'log');
      this.#hint.className = 'terminal-hint';
      this.append(this.#screen, this.#hint, this.#log);
      this.#colors = new ThemeColors(this);
    }
    this.#cleanUp = [
      preferences.language.subscribe(() => this.#label()),
      appearance.subscribe(() => this.#applyTheme()),
    ];
    this.#label();
    requestAnimationFrame(() => setTimeout(() => void this.#load()));
  }

  disconnectedCallback(): void {
    for (const cleanUp of this.#cleanUp) cleanUp();
    this.#terminal?.dispose();
    this.#terminal = undefined;
    this.#screen.replaceChildren();
  }

  /** All output since the last `clear`, as plain text. */
  get text(): string {
    return this.#transcript.text;
  }

  /** The width in cells; undefined until it is known. */
  get columns(): number | undefined {
    return this.#terminal?.cols;
  }

  write(stream: OutputStream, text: string): void {
    this.#show(stream === 'stdout' ? text : `\x1b[31m${text}\x1b[39m`);
  }

  /** Shows text that may hold colour sequences, as the compiler's diagnostics. */
  writeFormatted(text: string): void {
    this.#show(text);
  }

  /** Empties the screen; `hint` says how to fill it. */
  clear({ hint }: { readonly hint: boolean }): void {
    this.#buffer.clear();
    this.#transcript.clear();
    this.#announcement = '';
    this.#log.replaceChildren();
    // Through the queue of writes: what an earlier run wrote may still be in it, and reset() would overtake that.
    this.#terminal?.write('\x1bc\x1b[?45h');
    this.#hint.hidden = !hint;
  }

  /** Lets the reader type a line; null at the end of input (Ctrl+D). */
  readLine(): Promise<string | null> {
    this.dataset['reading'] = '';
    const line = this.#lineEditor.read();
    this.#terminal?.focus();
    void line.finally(() => {
      if (!this.#lineEditor.waiting) delete this.dataset['reading'];
    });
    return line;
  }

  cancelReadLine(): void {
    this.#lineEditor.cancel();
  }

  override focus(): void {
    this.#terminal?.focus();
  }

  async #load(): Promise<void> {
    if (this.#terminal || !this.isConnected) return;
    const [{ Terminal: XTerm }, { FitAddon }, { Unicode11Addon }, { WebLinksAddon }] = await Promise.all([
      import('@xterm/xterm'),
      import('@xterm/addon-fit'),
      import('@xterm/addon-unicode11'),
      import('@xterm/addon-web-links'),
    ]);
    // Cells are measured once, so the packaged face should be there.
    const style = getComputedStyle(this.#screen);
    await document.fonts.load(`${style.fontSize} ${style.fontFamily}`).catch(() => undefined);
    if (this.#terminal || !this.isConnected) return;
    const terminal = new XTerm({
      allowProposedApi: true, // the Unicode add-on's
      convertEol: true,
      cursorBlink: false,
      cursorStyle: 'bar',
      cursorInactiveStyle: 'none',
      fontFamily: style.fontFamily,
      fontSize: Number.parseFloat(style.fontSize),
      lineHeight: 1.35,
      scrollback: 20_000,
      theme: this.#theme(),
      minimumContrastRatio: 1,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.loadAddon(new Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    terminal.loadAddon(new WebLinksAddon());
    terminal.registerLinkProvider({
      provideLinks: (row, found) => {
        const text = terminal.buffer.active.getLine(row - 1)?.translateToString(true) ?? '';
        found(placesIn(text).map((place) => this.#linkTo(place, text, row)));
      },
    });
    terminal.open(this.#screen);
    terminal.write('\x1b[?45h'); // backspace goes back over the end of a wrapped line
    terminal.attachCustomKeyEventHandler((event) => this.#allowKey(terminal, event));
    terminal.onData((data) => this.#lineEditor.input(data));
    this.#terminal = terminal;
    this.#label();
    const observer = new ResizeObserver(() => {
      if (this.#screen.clientWidth > 0) fit.fit();
    });
    observer.observe(this.#screen);
    this.#cleanUp.push(() => observer.disconnect());
    for (const draw of this.#waitingForTerminal.splice(0)) draw();
  }

  #linkTo({ start, length, line, column }: SourcePlace, lineText: string, row: number): ILink {
    return {
      range: { start: { x: start + 1, y: row }, end: { x: start + length, y: row } },
      text: lineText.slice(start, start + length),
      activate: () => this.dispatchEvent(new CustomEvent('weft-place', { detail: { line, column } })),
    };
  }

  /** False keeps a key from the program. */
  #allowKey(terminal: Terminal, event: KeyboardEvent): boolean {
    if (event.key === 'Tab' || event.key === 'Escape') return false; // they are the page's
    const isCopyKey = event.key.toLowerCase() === 'c' && event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (!isCopyKey) return !(event.key === 'Enter' && (event.ctrlKey || event.metaKey));
    if (terminal.hasSelection()) return false; // the browser copies
    if (event.type === 'keydown') {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('weft-interrupt'));
    }
    return false;
  }

  #show(text: string): void {
    if (text === '') return;
    this.#hint.hidden = true;
    const plain = withoutControlSequences(text);
    this.#transcript.append(plain);
    this.#announce(plain);
    this.#buffer.push(text);
  }

  /** What the reader types is drawn at once, after what the program has printed so far. */
  #echo(text: string): void {
    this.#hint.hidden = true;
    this.#buffer.push(text);
    this.#transcript.append(withoutControlSequences(text).replaceAll('\b', ''));
  }

  #draw(text: string, taken: () => void): void {
    if (this.#terminal) this.#terminal.write(text, taken);
    else this.#waitingForTerminal.push(() => this.#draw(text, taken));
  }

  /** Speaks output in pieces, at most the end of what came since the last: nobody can listen to a flood. */
  #announce(text: string): void {
    if (this.#announcement === '') {
      setTimeout(() => {
        const piece = document.createElement('p');
        piece.textContent = this.#announcement;
        this.#announcement = '';
        if (piece.textContent === '') return;
        this.#log.append(piece);
        while (this.#log.childElementCount > announcedPieces) this.#log.firstElementChild?.remove();
      }, announceDelayMs);
    }
    this.#announcement = (this.#announcement + text).slice(-announcedCharacters);
  }

  #label(): void {
    this.#log.setAttribute('aria-label', this.#say('output.log'));
    this.#terminal?.textarea?.setAttribute('aria-label', this.#say('output.terminal'));
    // Where there is no keyboard, the button's name says it.
    const run = document.createElement(hasKeyboard ? 'kbd' : 'strong');
    run.textContent = hasKeyboard ? runKeys : this.#say('run.run');
    const [before = '', after = ''] = this.#say(hasKeyboard ? 'output.empty' : 'output.emptyTouch').split('{run}');
    this.#hint.replaceChildren(before, run, after);
  }

  #applyTheme(): void {
    if (this.#terminal) this.#terminal.options.theme = this.#theme();
  }

  #theme(): NonNullable<Terminal['options']['theme']> {
    const color = (token: string): string => this.#colors?.get(`--color-${token}`) ?? '#808080';
    return {
      background: color('terminal'),
      foreground: color('ink'),
      cursor: color('woad'),
      cursorAccent: color('terminal'),
      selectionBackground: color('code-selection'),
      scrollbarSliderBackground: `${color('line-strong')}55`,
      scrollbarSliderHoverBackground: `${color('line-strong')}88`,
      scrollbarSliderActiveBackground: `${color('line-strong')}aa`,
      overviewRulerBorder: color('terminal'),
      black: color('ansi-black'),
      red: color('ansi-red'),
      green: color('ansi-green'),
      yellow: color('ansi-yellow'),
      blue: color('ansi-blue'),
      magenta: color('ansi-magenta'),
      cyan: color('ansi-cyan'),
      white: color('ansi-white'),
      brightBlack: color('ansi-bright-black'),
      brightRed: color('ansi-bright-red'),
      brightGreen: color('ansi-bright-green'),
      brightYellow: color('ansi-bright-yellow'),
      brightBlue: color('ansi-bright-blue'),
      brightMagenta: color('ansi-bright-magenta'),
      brightCyan: color('ansi-bright-cyan'),
      brightWhite: color('ansi-bright-white'),
    };
  }

  #say(key: MessageKey, parameters?: MessageParameters): string {
    return translate(preferences.language.value, key, parameters);
  }
}

customElements.define('weft-terminal', WeftTerminal);

declare global {
  interface HTMLElementTagNameMap {
    'weft-terminal': WeftTerminal;
  }
}

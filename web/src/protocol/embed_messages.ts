/**
 * What an embed in somebody's page (`embed.js`, the light side) and its live document (`embed.html` in a frame, from weft's own
 * host) say to each other. The two may come from different versions of weft in one page's cache, so the form has a version, and
 * parts are only ever added.
 *
 * The frame is loaded with `#live` behind its address. Once it has loaded, the light side posts the handshake to it with one
 * end of a channel; all else goes through that.
 */
import type { OutputStream } from './runner.js';
import type { Diagnostic } from './diagnostics.js';

export const embedProtocol = 1;

/** Posted to the frame's window, with a `MessagePort`. */
export interface EmbedHandshake {
  readonly type: 'weft-embed';
  readonly version: number;
}

/** How the page around the embed looks now. */
export interface EmbedAppearance {
  readonly theme: 'light' | 'dark';
  readonly lang: 'en' | 'ko';
}

/** A program that `prebuild` compiled, fetched by the light side: the folder may be on a host that only the page may read. */
export interface EmbedPrebuilt {
  /** The source it was compiled from. */
  readonly source: string;
  /** The glue it belongs to, see `glueId`. */
  readonly glue: string;
  /** As it lies in the folder, usually gzip-compressed. */
  readonly wasm: ArrayBuffer;
  readonly threadsWasm: ArrayBuffer | null;
}

export type LightToLive =
  | {
      /** The first message, once. */
      readonly type: 'open';
      /** The block's text, directives taken out: what `readBlock` gives as `source`. Empty: the sample that `options` names. */
      readonly source: string;
      /** The options as texts; the live document reads them by `readOptions`. */
      readonly options: Readonly<Record<string, string>>;
      readonly appearance: EmbedAppearance;
    }
  /** The program for what is shown, as soon as it has been fetched: runs wait for it. Null: there is none. Comes only if the options name a folder. */
  | { readonly type: 'prebuilt'; readonly program: EmbedPrebuilt | null }
  | { readonly type: 'appearance'; readonly appearance: EmbedAppearance }
  /** Shows the editor in place of the page's static code, with the cursor at this place (lines and columns of what is shown, from 1). */
  | { readonly type: 'edit'; readonly line: number; readonly column: number }
  /** Another source: an edit by the page's script. */
  | { readonly type: 'source'; readonly source: string }
  | { readonly type: 'run' }
  | { readonly type: 'stop' };

/** The same as the element's events tell and its `run()` resolves with. */
export interface EmbedRunResult {
  readonly exitCode: number;
  readonly reason: 'exit' | 'exception' | 'trap' | 'stopped' | 'failed' | 'not-compiled';
  readonly message: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly timings: { readonly compileMs: number; readonly linkMs: number; readonly startMs: number; readonly runMs: number };
}

export type LiveToLight =
  | { readonly type: 'ready' }
  /** In CSS pixels: what the frame would like to be. */
  | { readonly type: 'height'; readonly height: number }
  /** The station of a run, as the element's `weft-status` has it; `text` is it in words, in the reader's language. */
  | { readonly type: 'status'; readonly status: { readonly phase: string }; readonly text: string; readonly active: boolean }
  | { readonly type: 'output'; readonly stream: OutputStream; readonly text: string }
  | { readonly type: 'exit'; readonly result: EmbedRunResult; readonly expectation: 'none' | 'met' | 'missed' }
  /** The reader has edited; `source` is the whole that would be compiled. */
  | { readonly type: 'source'; readonly source: string }
  /** The reader asked to run from the keyboard, in the editor. */
  | { readonly type: 'run-request' };

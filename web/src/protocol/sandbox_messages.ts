/** What the page and the sandbox frame say to each other. Both ends are ours; the frame only starts and ends workers. */

/** The page's first word, by `window.postMessage`; it carries the one `MessagePort` that all else goes through. */
export interface SandboxHandshake {
  readonly type: 'weft-sandbox';
  /** Known only to the page and to the document it wrote into the frame. */
  readonly nonce: string;
}

export type PageToSandbox =
  | {
      readonly type: 'spawn';
      readonly worker: number;
      /** The worker's whole code. The frame makes the address: one made by the page would belong to the page's origin. */
      readonly script: Blob;
      /** The worker's end of the run's own channel; it goes on to the worker. */
      readonly port: MessagePort;
    }
  | { readonly type: 'terminate'; readonly worker: number };

export type SandboxToPage =
  | { readonly type: 'ready' }
  /** A worker's script could not be loaded or threw outside of any run. */
  | { readonly type: 'worker-failed'; readonly worker: number; readonly message: string };

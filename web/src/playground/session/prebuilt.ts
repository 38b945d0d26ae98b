/**
 * Programs that were compiled when the site was built. A sample whose source is still the one it was built from needs no
 * compiler: its program is fetched ahead, while the reader reads.
 */
import type { ProgramAsset } from '../../protocol/program.js';

export interface PrebuiltSample {
  readonly sourceHash: string;
  readonly wasm: ProgramAsset;
  /** For a program that uses threads: the one for a page that can have them. */
  readonly threadsWasm?: ProgramAsset;
}

export interface PrebuiltOptions {
  readonly samples: Readonly<Record<string, PrebuiltSample>>;
  /** Fetches an asset and unpacks it. */
  readonly fetchAsset: (asset: ProgramAsset) => Promise<Uint8Array<ArrayBuffer>>;
  readonly hash?: (text: string) => Promise<string | null>;
  /** Whether programs can have threads here. Default: whether the page is cross-origin isolated. */
  readonly threads?: boolean;
}

export class PrebuiltPrograms {
  readonly #samples: Readonly<Record<string, PrebuiltSample>>;
  readonly #fetchAsset: (asset: ProgramAsset) => Promise<Uint8Array<ArrayBuffer>>;
  readonly #hash: (text: string) => Promise<string | null>;
  readonly #threads: boolean;
  /** Fetched or being fetched, by the asset's path: a dozen samples of some hundred kilobytes. */
  readonly #programs = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(options: PrebuiltOptions) {
    this.#samples = options.samples;
    this.#fetchAsset = options.fetchAsset;
    this.#hash = options.hash ?? sha256;
    this.#threads = options.threads ?? globalThis.crossOriginIsolated === true;
  }

  /** Whether this source of this example has a program already. */
  async has(example: string, source: string): Promise<boolean> {
    const sample = this.#sample(example);
    return sample !== undefined && (await this.#hash(source)) === sample.sourceHash;
  }

  /** The example's program, in a fresh copy. Rejects when it cannot be fetched; the next call tries again. */
  async load(example: string): Promise<Uint8Array<ArrayBuffer>> {
    const sample = this.#sample(example);
    if (!sample) throw new Error(`there is no program for the example "${example}"`);
    const asset = (this.#threads ? sample.threadsWasm : undefined) ?? sample.wasm;
    const { path } = asset;
    let program = this.#programs.get(path);
    if (!program) {
      program = this.#fetchAsset(asset);
      this.#programs.set(path, program);
      program.catch(() => this.#programs.delete(path));
    }
    return (await program).slice();
  }

  /** Fetches the example's program so that a later `load` is immediate. A failure shows only there. */
  prefetch(example: string): void {
    if (this.#sample(example)) this.load(example).catch(() => undefined);
  }

  #sample(example: string): PrebuiltSample | undefined {
    return Object.hasOwn(this.#samples, example) ? this.#samples[example] : undefined;
  }
}

/** SHA-256 in hexadecimal; null where the browser offers none (a page that is not in a secure context): then all is compiled. */
export async function sha256(text: string): Promise<string | null> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle) return null;
  const digest = await subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

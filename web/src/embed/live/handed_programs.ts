/** Programs that need no compiler: weft's own samples, and what the page's `prebuild` left and the page handed over. */
import { glueId } from '../format/prebuilt_manifest.js';
import type { EmbedPrebuilt } from '../../protocol/embed_messages.js';
import type { ProgramManifest } from '../../protocol/program.js';
import type { PrebuiltPrograms } from '../../playground/session/prebuilt.js';

export class HandedPrograms {
  readonly #samples: PrebuiltPrograms;
  readonly #glue: string;
  #handed: Promise<EmbedPrebuilt | null> = Promise.resolve(null);
  #resolve: ((program: EmbedPrebuilt | null) => void) | undefined;

  constructor(samples: PrebuiltPrograms, manifest: Pick<ProgramManifest, 'glue' | 'threadsGlue'>) {
    this.#samples = samples;
    this.#glue = glueId(manifest);
  }

  /** One is on its way: whoever asks waits for it. */
  expect(): void {
    this.#handed = new Promise((resolve) => (this.#resolve = resolve));
  }

  hand(program: EmbedPrebuilt | null): void {
    this.#resolve?.(program);
  }

  async has(example: string, source: string): Promise<boolean> {
    const handed = await this.#handed;
    return (handed?.source === source && handed.glue === this.#glue) || this.#samples.has(example, source);
  }

  async load(example: string): Promise<Uint8Array<ArrayBuffer>> {
    const handed = await this.#handed;
    if (!handed) return this.#samples.load(example);
    const bytes = new Uint8Array((globalThis.crossOriginIsolated ? handed.threadsWasm : null) ?? handed.wasm);
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.slice();
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  }
}

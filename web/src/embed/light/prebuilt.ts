/** Programs that `weft-playground prebuild` left beside the page: fetched by the page itself, whose host may give them to nobody else. */
import { prebuiltManifestFile, readPrebuiltManifest, type PrebuiltManifest } from '../format/prebuilt_manifest.js';
import { sourceKey } from '../format/source_key.js';
import type { EmbedPrebuilt } from '../../protocol/embed_messages.js';

const manifests = new Map<string, Promise<PrebuiltManifest | null>>();

async function fetchManifest(folder: string): Promise<PrebuiltManifest | null> {
  const response = await fetch(folder + prebuiltManifestFile);
  return response.ok ? readPrebuiltManifest(await response.json()) : null;
}

/** Null: there is none for this source, or it cannot be fetched; then it is compiled. */
export async function fetchPrebuilt(address: string, source: string): Promise<EmbedPrebuilt | null> {
  try {
    const folder = new URL(address.endsWith('/') ? address : `${address}/`, document.baseURI).href;
    let manifest = manifests.get(folder);
    if (!manifest) manifests.set(folder, (manifest = fetchManifest(folder)));
    const key = await sourceKey(source);
    const program = key === null ? undefined : (await manifest)?.programs[key];
    if (!program) return null;
    const bytes = async (name: string | undefined): Promise<ArrayBuffer | null> => {
      if (name === undefined) return null;
      const response = await fetch(folder + name);
      return response.ok ? response.arrayBuffer() : null;
    };
    const [wasm, threadsWasm] = await Promise.all([bytes(program.wasm), bytes(program.threadsWasm)]);
    return wasm && { source, glue: program.glue, wasm, threadsWasm };
  } catch {
    return null;
  }
}

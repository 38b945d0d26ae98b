/** Fetches a file of the program build and unpacks it. */
import type { ProgramAsset } from '../../protocol/program.js';

export async function fetchProgramAsset(baseUrl: string, asset: ProgramAsset): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(`program/${asset.path}`, baseUrl));
  if (!response.ok) throw new Error(`${asset.path}: ${response.status} ${response.statusText}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // The host may have said `Content-Encoding: gzip` of a .gz file, and then the browser has unpacked it: look, don't trust.
  if (asset.encoding !== 'gzip' || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

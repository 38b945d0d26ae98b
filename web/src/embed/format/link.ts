/**
 * An embed as a link: `embed.html#v1?view=compare&code=…`. Links live for ever: whatever a version wrote is read by all that come after it.
 *
 * Version 1: the options' names and texts as in a query, then `code`, the block's text as UTF-8, compressed (deflate, without a header), in
 * base64url without padding. What it does not know it passes over, so that options may be added.
 */
import { isOptionName, optionNames, type RawOptions } from './options.js';

export interface EmbedLink {
  readonly options: RawOptions;
  /** Null: the link names an example. */
  readonly code: string | null;
}

/** More than this is no program that anybody reads, but might be little when it is compressed. */
const longestCode = 1 << 20;

export class LinkError extends Error {
  constructor(
    /** `version`: written by a newer weft. `damaged`: cut short, or no link of ours. */
    readonly reason: 'version' | 'damaged',
    message: string,
  ) {
    super(message);
    this.name = 'LinkError';
  }
}

/** The link's part behind `#`. */
export async function writeLink({ options, code }: EmbedLink): Promise<string> {
  const query = new URLSearchParams();
  for (const name of optionNames) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  if (code !== null) query.set('code', toBase64Url(await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(code), Infinity)));
  return `v1?${query.toString()}`;
}

/** Reads what stands behind `#`, with or without it. Rejects with a `LinkError`. */
export async function readLink(fragment: string): Promise<EmbedLink> {
  const [, version, query] = /^#?v(\d+)\?(.*)$/s.exec(fragment) ?? [];
  if (version === undefined || query === undefined) throw new LinkError('damaged', 'This is not a link to an embedded program.');
  if (version !== '1') throw new LinkError('version', `This link was made by a newer weft (its form is version ${version}, this weft reads version 1).`);
  const parameters = new URLSearchParams(query);
  const code = parameters.get('code');
  return {
    options: Object.fromEntries(Array.from(parameters).filter(([name]) => isOptionName(name))),
    code: code === null ? null : await unpackCode(code),
  };
}

async function unpackCode(packed: string): Promise<string> {
  try {
    const bytes = await through(new DecompressionStream('deflate-raw'), fromBase64Url(packed), longestCode);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('damaged', 'The program in this link cannot be read: the link is damaged or was cut short.');
  }
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array<ArrayBuffer>, longest: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    chunks.push(step.value);
    length += step.value.length;
    if (length > longest) {
      void reader.cancel();
      throw new LinkError('damaged', 'The program in this link is longer than any program may be.');
    }
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

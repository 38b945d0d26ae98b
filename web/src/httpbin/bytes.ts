/**
 * `/httpbin/bytes/{n}`: n random bytes, the same ones each time with `?seed=`. More are allowed than with httpbin, since they
 * are made as they are read: enough to see that a slow reader needs no memory.
 */
import { wholeNumber } from './parameters.js';
import type { EndpointCall } from './routes.js';
import { streamed } from './streaming.js';

const most = 1 << 30;
const pieceSize = 1 << 16;

export function bytes({ request, url, parameter }: EndpointCall): Response {
  const count = wholeNumber(parameter, 'A number of bytes', 0, most);
  const seed = url.searchParams.get('seed');
  const random = generator(seed === null ? Math.random() * 2 ** 32 : wholeNumber(seed, 'A seed', 0, 2 ** 32 - 1));
  return new Response(
    streamed(request.signal, async function* () {
      for (let left = count; left > 0; left -= pieceSize) {
        const words = new Uint32Array(pieceSize / 4);
        for (let i = 0; i < words.length; i++) words[i] = random();
        yield new Uint8Array(words.buffer, 0, Math.min(left, pieceSize));
      }
    }),
    { headers: { 'content-type': 'application/octet-stream', 'content-length': String(count) } },
  );
}

/** Marsaglia's xorshift: 32 bits at a time, the same after the same seed. */
function generator(seed: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1; // zero would stay zero
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

/**
 * `/httpbin/drip?duration=&numbytes=&delay=&code=`: after `delay` seconds an answer with that status, whose bytes (asterisks)
 * come one by one over `duration` seconds. Without them 2, 10, 2 and 200, as with httpbin.
 */
import { limitedSeconds, wholeNumber } from './parameters.js';
import type { EndpointCall } from './routes.js';
import { sleep } from './sleep.js';
import { statusCode } from './status.js';
import { streamed } from './streaming.js';

const longestSeconds = 60;
const mostBytes = 10 << 20;

export async function drip({ request, url }: EndpointCall): Promise<Response> {
  const parameter = (name: string, otherwise: string) => url.searchParams.get(name) ?? otherwise;
  const duration = limitedSeconds(parameter('duration', '2'), 'A duration', longestSeconds) * 1000;
  const count = wholeNumber(parameter('numbytes', '10'), 'A number of bytes', 1, mostBytes);
  const delay = limitedSeconds(parameter('delay', '2'), 'A delay', longestSeconds) * 1000;
  const status = statusCode(parameter('code', '200'));

  if (delay > 0) await sleep(delay, request.signal);
  const began = performance.now();
  const body = streamed(request.signal, async function* (signal) {
    for (let sent = 0; sent < count; ) {
      // The first one at once. Who reads slowly finds all that is due by then.
      const wait = began + (sent * duration) / count - performance.now();
      if (wait > 0) await sleep(wait, signal);
      const passed = performance.now() - began;
      const due = duration === 0 ? count : Math.min(count, Math.floor((passed * count) / duration) + 1);
      yield new Uint8Array(Math.max(1, due - sent)).fill(0x2a);
      sent = Math.max(sent + 1, due);
    }
  });
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(count) };
  // These have no body, whatever one would like.
  return [204, 205, 304].includes(status) ? new Response(null, { status }) : new Response(body, { status, headers });
}

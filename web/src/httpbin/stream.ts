/**
 * `/httpbin/stream/{n}`: n lines of JSON, one a tenth of a second; `?interval=` says otherwise, in seconds. (httpbin's come
 * all at once, which a reader could not tell from an answer that is not streamed.)
 */
import { limitedSeconds, wholeNumber } from './parameters.js';
import { describeRequest, sortedKeys } from './respond.js';
import type { EndpointCall } from './routes.js';
import { sleep } from './sleep.js';
import { streamed } from './streaming.js';

const most = 100;

export function stream({ request, url, parameter }: EndpointCall): Response {
  const count = wholeNumber(parameter, 'A number of lines', 1, most);
  const interval = limitedSeconds(url.searchParams.get('interval') ?? '0.1', 'An interval', 10);
  const description = describeRequest(request, url);
  const encoder = new TextEncoder();
  return new Response(
    streamed(request.signal, async function* (signal) {
      for (let id = 0; id < count; id++) {
        if (id > 0) await sleep(interval * 1000, signal);
        yield encoder.encode(`${JSON.stringify(sortedKeys({ ...description, id }))}\n`);
      }
    }),
    { headers: { 'content-type': 'application/json' } },
  );
}

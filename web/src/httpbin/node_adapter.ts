/** Lets the development and preview servers answer `/httpbin/…` with the code that the service worker runs. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { handleHttpbin } from './index.js';

/** A Connect middleware: passes on what is not an endpoint's. */
export function httpbinMiddleware(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next: (error?: unknown) => void,
): void {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const answer = handleHttpbin(toRequest(incoming, gone.signal));
  if (!answer) {
    next();
    return;
  }
  answer
    .then((response) => send(response, outgoing))
    .catch((error: unknown) => {
      if (!gone.signal.aborted) next(error);
    });
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET';
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`);
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  // `duplex` is required with a streamed body by Node and unknown to the DOM's types.
  return new Request(url, { method, headers, signal, body, duplex: 'half' } as RequestInit);
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  if (!response.body) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>), outgoing);
}

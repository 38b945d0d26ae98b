/**
 * `fetch` for a program: the same shape as the browser's, carried out by the page's network broker. It gives real `Response`
 * objects, so whatever is built on them (text, json, readers) works as anywhere.
 */
import type { FetchMessage, FetchReply, ProgramMessage } from '../../protocol/program_messages.js';

export interface BrokerFetch {
  readonly fetch: typeof fetch;
  /** Hands in what the page replied. */
  receive(reply: FetchReply): void;
}

/** One request under way: first it waits for a response, then each pull waits for a piece of the body. */
interface Exchange {
  onReply: (reply: FetchReply) => void;
}

export function createBrokerFetch(send: (message: ProgramMessage) => void): BrokerFetch {
  const exchanges = new Map<number, Exchange>();
  let lastId = 0;

  const request = (message: FetchMessage, signal: AbortSignal | null): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { id } = message;
      let body: ReadableStreamDefaultController<Uint8Array> | undefined;
      let pulled: (() => void) | undefined;

      const finish = () => {
        exchanges.delete(id);
        signal?.removeEventListener('abort', onAbort);
        pulled?.();
      };
      const fail = (reason: unknown) => {
        finish();
        reject(reason);
        body?.error(reason);
      };
      const onAbort = () => {
        send({ type: 'fetch-abort', id });
        fail(signal?.reason);
      };

      const openBody = () =>
        new ReadableStream<Uint8Array>({
          start(controller) {
            body = controller;
          },
          pull() {
            send({ type: 'fetch-pull', id });
            return new Promise<void>((done) => (pulled = done));
          },
          cancel() {
            send({ type: 'fetch-abort', id });
            finish();
          },
        });

      exchanges.set(id, {
        onReply(reply) {
          switch (reply.type) {
            case 'fetch-response':
              resolve(makeResponse(reply, reply.hasBody ? openBody() : null));
              if (!reply.hasBody) finish();
              break;
            case 'fetch-chunk':
              body?.enqueue(reply.bytes);
              pulled?.();
              break;
            case 'fetch-end':
              finish();
              body?.close();
              break;
            case 'fetch-error':
              fail(new TypeError(reply.message));
              break;
          }
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      send(message);
    });

  const brokerFetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const base = input instanceof Request ? input : undefined;
    const signal = init.signal === undefined ? (base?.signal ?? null) : init.signal;
    signal?.throwIfAborted();
    const headers = new Headers(init.headers ?? base?.headers);
    // `Response` knows how to turn every kind of body into bytes and which content type it has. Without a body there is
    // nothing to wait for, and the request leaves in this very turn.
    const given = init.body ?? base?.body;
    let body: Uint8Array<ArrayBuffer> | null = null;
    if (given !== null && given !== undefined) {
      const carrier = new Response(given);
      const type = carrier.headers.get('content-type');
      if (type !== null && !headers.has('content-type')) headers.set('content-type', type);
      body = new Uint8Array(await carrier.arrayBuffer());
      signal?.throwIfAborted();
    }
    return request(
      {
        type: 'fetch',
        id: ++lastId,
        // Not made absolute here: only the page knows where the site is.
        url: base ? base.url : String(input),
        method: init.method ?? base?.method ?? 'GET',
        headers: [...headers],
        body,
        redirect: (init.redirect ?? base?.redirect) === 'error' ? 'error' : 'follow',
      },
      signal,
    );
  };

  return {
    fetch: brokerFetch,
    receive: (reply) => exchanges.get(reply.id)?.onReply(reply),
  };
}

function makeResponse(
  reply: Extract<FetchReply, { type: 'fetch-response' }>,
  body: ReadableStream<Uint8Array> | null,
): Response {
  const response = new Response(body as BodyInit | null, {
    status: reply.status,
    statusText: reply.statusText,
    headers: reply.headers.map(([name, value]): [string, string] => [name, value]),
  });
  // Neither can be given to the constructor.
  Object.defineProperty(response, 'url', { value: reply.url });
  Object.defineProperty(response, 'redirected', { value: reply.redirected });
  return response;
}

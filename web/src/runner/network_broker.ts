/**
 * Makes a program's requests for it. The program's worker may not use the network (the sandbox forbids it); what it asks for
 * comes here, is checked, and becomes a real `fetch` of the page, without any of the page's cookies, credentials or referrer.
 *
 * A body is sent piece by piece, each when the program asks for it: a program that reads slowly holds up the sender, not the
 * page's memory. One piece is read ahead, so that a hundred small answers need not wait for a hundred questions.
 */
import type { FetchMessage, FetchReply } from '../protocol/program_messages.js';
import type { RequestCounts } from '../protocol/runner.js';
import { resolveProgramUrl } from './resolve_url.js';
import type { SiteHttpbin } from './site_httpbin.js';

export interface NetworkBrokerOptions {
  /** The folder the site is mounted at. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly httpbin: SiteHttpbin;
  readonly reply: (message: FetchReply) => void;
}

/** The requests of one run. */
export interface NetworkBroker {
  start(message: FetchMessage): void;
  pull(id: number): void;
  abort(id: number): void;
  /** What there has been so far. */
  readonly counts: RequestCounts;
  /** Aborts what is under way; nothing is replied any more. */
  close(): void;
}

/**
 * Responses with these never have a body, and none can be made with one. Chromium shows an empty one all the same where a
 * service worker answered.
 */
const withoutBody: readonly number[] = [204, 205, 304];

interface Exchange {
  readonly controller: AbortController;
  readonly url: string;
  body?: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  /** What the next question will be answered with. */
  ahead?: Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
}

function readAhead(exchange: Exchange): void {
  const { body } = exchange;
  if (!body) return;
  exchange.ahead = body.read();
  exchange.ahead.catch(() => undefined); // whoever asks for it hears of it
}

export function createNetworkBroker({ baseUrl, fetch, httpbin, reply }: NetworkBrokerOptions): NetworkBroker {
  const exchanges = new Map<number, Exchange>();
  let total = 0;
  let peak = 0;

  /** Replies only while the program still waits: an abort ends an exchange without a word. */
  const answer = (id: number, exchange: Exchange, message: FetchReply, last = false) => {
    if (exchanges.get(id) !== exchange) return;
    if (last) exchanges.delete(id);
    reply(message);
  };

  const fail = (id: number, exchange: Exchange, error: unknown) =>
    answer(id, exchange, { type: 'fetch-error', id, message: describeFailure(error, exchange.url) }, true);

  const begin = async (message: FetchMessage, exchange: Exchange) => {
    const { id } = message;
    const request = new Request(resolveProgramUrl(message.url, baseUrl), {
      method: message.method,
      headers: message.headers,
      body: message.body,
      redirect: message.redirect,
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: exchange.controller.signal,
    });
    const response = await (httpbin.fetch(request) ?? fetch(request));
    const body = withoutBody.includes(response.status) ? null : response.body;
    if (body) exchange.body = body.getReader();
    readAhead(exchange);
    answer(
      id,
      exchange,
      {
        type: 'fetch-response',
        id,
        url: response.url === '' ? request.url : response.url,
        redirected: response.redirected,
        status: response.status,
        statusText: response.statusText,
        headers: [...response.headers],
        hasBody: body !== null,
      },
      body === null,
    );
  };

  return {
    get counts() {
      return { total, peak };
    },
    start(message) {
      const exchange: Exchange = { controller: new AbortController(), url: message.url };
      exchanges.set(message.id, exchange);
      total += 1;
      peak = Math.max(peak, exchanges.size);
      begin(message, exchange).catch((error: unknown) => fail(message.id, exchange, error));
    },
    pull(id) {
      const exchange = exchanges.get(id);
      exchange?.ahead?.then(
        ({ done, value }) => {
          if (done) return answer(id, exchange, { type: 'fetch-end', id }, true);
          answer(id, exchange, { type: 'fetch-chunk', id, bytes: value });
          readAhead(exchange);
        },
        (error: unknown) => fail(id, exchange, error),
      );
    },
    abort(id) {
      const exchange = exchanges.get(id);
      exchanges.delete(id);
      exchange?.controller.abort();
    },
    close() {
      const left = [...exchanges.values()];
      exchanges.clear();
      for (const { controller } of left) controller.abort();
    },
  };
}

/**
 * Browsers give no cause to a page ("Failed to fetch"), so the text lists what it can be. Errors of our own making already
 * say what is wrong.
 */
function describeFailure(error: unknown, address: string): string {
  const text = error instanceof Error ? error.message : String(error);
  if (!/^(Failed to fetch|NetworkError when attempting|Load failed|network error|fetch failed)/i.test(text)) return text;
  return `no answer from ${address}: the network is down, there is no such server, or it does not let other sites read its answers (CORS)`;
}

/** Pieces that the endpoints' answers are made of. */
import { BadRequest } from './parameters.js';

/** JSON laid out as httpbin does: indented by two, keys sorted, a newline at the end. */
export function json(body: Readonly<Record<string, unknown>>, status = 200): Response {
  return new Response(streamOf(`${JSON.stringify(sortedKeys(body), null, 2)}\n`), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

/**
 * A text as a stream: what a service worker gives as a text, Chromium passes on as a Blob, by way of a third process. A hundred
 * such answers at once take 60 ms longer.
 */
function streamOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

export function sortedKeys(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function plainText(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

/**
 * Answers are made for the one request: no cache may keep them, or a second delay would take no time. Like httpbin they
 * hold nothing private, so any page may read them.
 */
export function withCommonHeaders(response: Response): Response {
  response.headers.set('cache-control', 'no-store');
  response.headers.set('access-control-allow-origin', '*');
  return response;
}

/**
 * What httpbin tells of a request: its query, headers and address. (It also tells the client's network address as
 * `origin`; nothing here knows one, so the key is left out.)
 */
export function describeRequest(request: Request, url: URL): Record<string, unknown> {
  return { args: severalByKey(url.searchParams), headers: namedHeaders(request.headers), url: request.url };
}

/** The largest body that is told back. */
const longestBody = 10 << 20;

/**
 * The same of a request that may carry a body: that as text (`data`), as JSON where it is some, or as the fields of a form.
 * Bytes that are no UTF-8 are told in base64, as httpbin does.
 */
export async function describeSent(request: Request, url: URL): Promise<Record<string, unknown>> {
  const described = describeRequest(request, url);
  if (request.method === 'GET' || request.method === 'HEAD') return described;
  const body = await readBody(request);
  const type = request.headers.get('content-type') ?? '';
  const form = /^application\/x-www-form-urlencoded\b/i.test(type);
  const text = form ? new TextDecoder().decode(body) : '';
  const data = form ? '' : asText(body);
  return { ...described, data, files: {}, form: severalByKey(new URLSearchParams(text)), json: asJson(data) };
}

async function readBody(request: Request): Promise<Uint8Array> {
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.length > longestBody) {
    throw new BadRequest(`A body is at most ${longestBody >> 20} MiB, not ${body.length} bytes.`);
  }
  return body;
}

function asText(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    let binary = '';
    for (const byte of body) binary += String.fromCharCode(byte);
    return `data:application/octet-stream;base64,${btoa(binary)}`;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A key that comes once maps to its text, one that comes again to the list of its texts. */
function severalByKey(parameters: URLSearchParams): Record<string, string | string[]> {
  const keys = [...new Set(parameters.keys())];
  return Object.fromEntries(
    keys.map((key) => {
      const values = parameters.getAll(key);
      const [only] = values;
      return [key, values.length === 1 && only !== undefined ? only : values];
    }),
  );
}

/** `Headers` lower-cases names; httpbin's bodies show them as `User-Agent`. */
export function namedHeaders(headers: Headers): Record<string, string> {
  const named = [...headers].map(([name, value]): [string, string] => [
    name.replace(/(^|-)([a-z])/g, (part) => part.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(named);
}

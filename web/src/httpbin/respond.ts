/** Pieces that the endpoints' answers are made of. */

/** JSON laid out as httpbin does: indented by two, keys sorted, a newline at the end. */
export function json(body: Readonly<Record<string, unknown>>, status = 200): Response {
  const sorted = Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
  return new Response(`${JSON.stringify(sorted, null, 2)}\n`, {
    status,
    headers: { 'content-type': 'application/json' },
  });
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
  return { args: queryArguments(url), headers: namedHeaders(request.headers), url: request.url };
}

/** A key that comes once maps to its text, one that comes again to the list of its texts. */
function queryArguments(url: URL): Record<string, string | string[]> {
  const keys = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(
    keys.map((key) => {
      const values = url.searchParams.getAll(key);
      const [only] = values;
      return [key, values.length === 1 && only !== undefined ? only : values];
    }),
  );
}

/** `Headers` lower-cases names; httpbin's bodies show them as `User-Agent`. */
function namedHeaders(headers: Headers): Record<string, string> {
  const named = [...headers].map(([name, value]): [string, string] => [
    name.replace(/(^|-)([a-z])/g, (part) => part.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(named);
}

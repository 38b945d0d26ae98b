/**
 * What the development and preview servers add to serving files: `/httpbin/…`, and the headers that a good static host would
 * send. The site works without any of them; with them the page is cross-origin isolated, which threads need.
 */
import type { Connect, Plugin } from 'vite';
import { httpbinMiddleware } from '../src/httpbin/node_adapter.js';

export { isolationHeaders } from '../src/isolation/headers.js';

export function serving(): Plugin {
  return {
    name: 'weft:serving',
    configureServer: ({ middlewares }) => void middlewares.use(httpbinMiddleware),
    configurePreviewServer({ middlewares }) {
      middlewares.use(httpbinMiddleware);
      middlewares.use(cacheByName);
    },
  };
}

/** A hashed name means that its content never changes; everything else is asked for again each time. */
const cacheByName: Connect.NextHandleFunction = (request, response, next) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const hashed = /\/(assets|program)\/[^/]+$/.test(pathname) && !pathname.endsWith('/manifest.json');
  const policy = hashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  // The file server behind has a policy of its own, which it passes here.
  const { writeHead } = response;
  response.writeHead = function (this: typeof response, status: number, ...rest: unknown[]) {
    for (const headers of rest) removeHeader(headers, 'cache-control');
    this.setHeader('Cache-Control', status === 200 || status === 206 || status === 304 ? policy : 'no-cache');
    return writeHead.call(this, status, ...(rest as []));
  } as typeof response.writeHead;
  next();
};

function removeHeader(headers: unknown, name: string): void {
  if (typeof headers !== 'object' || headers === null) return;
  for (const key of Object.keys(headers)) {
    if (key.toLowerCase() === name) Reflect.deleteProperty(headers, key);
  }
}

// The plainest static host there is: files of a folder, under any path, with a type and nothing else. No isolation
// headers, no compression (unless asked for), no /httpbin/: what the page must get along with.

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';

const types = new Map([
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.ttf', 'font/ttf'],
  ['.wasm', 'application/wasm'],
  ['.woff2', 'font/woff2'],
]);

/**
 * @param {string} folder
 * @typedef {(request: http.IncomingMessage, response: http.ServerResponse, next: (error?: unknown) => void) => void} Middleware
 *
 * @param {{prefix?: string, headers?: Record<string, string>, first?: Middleware, compress?: boolean}} [options] `prefix`: the path
 *     under which the folder appears, with a slash at both ends; `headers`: to be sent with every file; `first`: is asked before the
 *     folder is; `compress`: what is text, as most hosts do it
 * @returns {Promise<{address: string, close: () => Promise<void>}>}
 */
export async function serveFolder(folder, { prefix = '/', headers = {}, first = (_request, _response, next) => next(), compress = false } = {}) {
  /** @type {(request: http.IncomingMessage, response: http.ServerResponse) => void} */
  const answer = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    let file = pathname.startsWith(prefix) ? path.join(folder, decodeURIComponent(pathname.slice(prefix.length))) : undefined;
    if (file?.endsWith(path.sep) === true || file === folder) file = path.join(file, 'index.html');
    if (file === undefined || !file.startsWith(folder) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404, { 'Content-Type': 'text/plain', ...headers }).end('not found\n');
      return;
    }
    const type = types.get(path.extname(file)) ?? 'application/octet-stream';
    if (compress && /^text|json|svg/.test(type) && request.headers['accept-encoding']?.includes('gzip') === true) {
      const content = zlib.gzipSync(fs.readFileSync(file));
      response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip', 'Content-Length': content.length, ...headers });
      response.end(request.method === 'HEAD' ? undefined : content);
      return;
    }
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': fs.statSync(file).size,
      ...headers,
    });
    if (request.method === 'HEAD') response.end();
    else fs.createReadStream(file).pipe(response);
  };
  const server = http.createServer((request, response) => first(request, response, () => answer(request, response)));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    address: `http://127.0.0.1:${address.port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

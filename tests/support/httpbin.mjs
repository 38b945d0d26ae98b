// The site's own httpbin for tests that go over a real network: the very code that the service worker runs.
//
//     node tests/support/httpbin.mjs build/native-debug/tests/unit/weft_tests --gtest_filter=ClientSession*
//
// runs a program with WEFT_BASE_URL set to such a server.

import { spawn } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { runnerImport } from 'vite';
import { project } from '../../wasm/toolchain/setup.mjs';

/** @returns {Promise<typeof import('../../web/src/httpbin/node_adapter.js').httpbinMiddleware>} */
export async function httpbin() {
  /** @type {{module: typeof import('../../web/src/httpbin/node_adapter.js')}} */
  const { module } = await runnerImport(path.join(project, 'web/src/httpbin/node_adapter.ts'), { configFile: false, logLevel: 'error' });
  return module.httpbinMiddleware;
}

/** @returns {Promise<{address: string, close: () => Promise<void>}>} a server with nothing but httpbin, on a free port */
export async function serveHttpbin() {
  const middleware = await httpbin();
  const server = http.createServer((request, response) => {
    middleware(request, response, () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    address: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const [, script, program, ...args] = process.argv;
if (script === import.meta.filename && program !== undefined) {
  const server = await serveHttpbin();
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, WEFT_BASE_URL: server.address } });
  child.on('close', async (code) => {
    process.exitCode = code ?? 1;
    await server.close();
  });
}

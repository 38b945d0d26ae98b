// npm start: builds the page and serves it on this machine; npm run dev: serves the page's sources, and a change shows
// at once.
//
//     --dev        the development server
//     --port=N     instead of Vite's usual port; the next free one is taken if it is not free
//     --no-open    opens no browser

import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { duration, say } from '../../wasm/toolchain/report.mjs';
import { command } from '../../wasm/toolchain/requirements.mjs';
import { main, project } from '../../wasm/toolchain/setup.mjs';
import { buildSite } from './site.mjs';

const { values: options } = parseArgs({
  options: {
    dev: { type: 'boolean', default: false },
    port: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
  },
});

await main(async () => {
  const began = performance.now();
  await buildSite(options.dev ? 'weft_program' : 'site');
  const address = await serve();
  say(`${options.dev ? 'serving the sources' : 'serving web/dist'} (ready after ${duration(performance.now() - began)}; Ctrl+C ends it)`);
  process.stdout.write(`\n    ${address}\n\n`);
  if (!options['no-open']) open(address);
});

/** @returns {Promise<string>} the address */
async function serve() {
  // Vite is an npm package, and there may have been none before the set-up.
  const vite = await import('vite');
  const common = { configFile: path.join(project, 'vite.config.ts'), logLevel: /** @type {const} */ ('warn') };
  const port = options.port === undefined ? {} : { port: Number(options.port) };
  if (options.dev) {
    const server = await vite.createServer({ ...common, server: port });
    await server.listen();
    return server.resolvedUrls?.local[0] ?? '';
  }
  const server = await vite.preview({ ...common, preview: port });
  return server.resolvedUrls?.local[0] ?? '';
}

/**
 * Shows the page where there is somebody to see it.
 *
 * @param {string} address
 */
function open(address) {
  if (process.env['CI'] !== undefined || !process.stdout.isTTY) return;
  /** @type {[string, ...string[]] | undefined} */
  let opener;
  if (process.platform === 'darwin') opener = ['open'];
  else if (process.platform === 'win32') opener = ['cmd', '/c', 'start', ''];
  else if ((process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']) !== undefined && command('xdg-open') !== undefined) opener = ['xdg-open'];
  if (opener === undefined) return;
  const [program, ...args] = opener;
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  // The address is on the terminal in any case.
  child.on('error', () => {});
  child.unref();
}

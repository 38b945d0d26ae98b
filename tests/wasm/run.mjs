// Runs the WebAssembly tests in headless Chromium: prints what they print and ends with their exit code.
//
//     node tests/wasm/run.mjs [--gtest_filter=…] [any other argument of GoogleTest]

import path from 'node:path';
import { project } from '../../wasm/toolchain/setup.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { httpbin } from '../support/httpbin.mjs';
import { serveFolder } from '../support/static_server.mjs';

const server = await serveFolder(path.join(project, 'build/wasm/tests/unit'), { first: await httpbin() });
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.exposeFunction('weftOutput', (/** @type {string} */ text) => process.stdout.write(text));
  await page.goto(server.address);
  const query = new URLSearchParams([['program', 'weft_tests_wasm'], ...process.argv.slice(2).map((argument) => ['argument', argument])]);
  // Waits without a limit: whoever runs this sets one.
  process.exitCode = await page.evaluate(async (address) => {
    const { weftOutput } = /** @type {typeof globalThis & {weftOutput: (text: string) => Promise<void>}} */ (globalThis);
    const worker = new Worker(address);
    /** @type {Promise<void>[]} */
    const written = [];
    const exitCode = await /** @type {Promise<number>} */ (
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => {
          const { output, exitCode: code } = /** @type {{output?: string, exitCode?: number}} */ (data);
          if (output !== undefined) written.push(weftOutput(output));
          if (code !== undefined) resolve(code);
        };
        worker.onerror = (event) => {
          written.push(weftOutput(`\nthe worker failed: ${event.message}\n`));
          resolve(1);
        };
      })
    );
    await Promise.all(written);
    return exitCode;
  }, `worker.js?${query.toString()}`);
} finally {
  await browser.close();
  await server.close();
}

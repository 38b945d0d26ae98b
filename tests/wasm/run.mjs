// Runs the WebAssembly tests in headless Chromium: prints what they print and ends with their exit code.
//
//     node tests/wasm/run.mjs [--gtest_filter=…] [any other argument of GoogleTest]

import path from 'node:path';
import { project } from '../../wasm/toolchain/setup.mjs';
import { launchChromium } from '../support/browsers.mjs';
import { httpbin } from '../support/httpbin.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { runWasmProgram } from '../support/wasm_program.mjs';

const server = await serveFolder(path.join(project, 'build/wasm/tests/unit'), { first: await httpbin() });
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  await page.goto(server.address);
  process.exitCode = await runWasmProgram(page, 'weft_tests_wasm', process.argv.slice(2), (text) => process.stdout.write(text));
} finally {
  await browser.close();
  await server.close();
}

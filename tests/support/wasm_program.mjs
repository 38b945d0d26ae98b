// Running a WebAssembly program of the build in a page, in a worker and under the glue that users' programs have.

/**
 * @param {import('puppeteer-core').Page} page at a folder that holds the program, its glue and tests/wasm/worker.js; for one
 *     program at a time
 * @param {string} program its name, without an ending
 * @param {readonly string[]} args
 * @param {(text: string, descriptor: 1 | 2) => void} write is given its output as it comes
 * @returns {Promise<number>} its exit code. Waits without a limit: whoever calls this sets one
 */
export async function runWasmProgram(page, program, args, write) {
  await page.exposeFunction('weftOutput', write);
  try {
    const query = new URLSearchParams([['program', program], ...args.map((argument) => ['argument', argument])]);
    return await page.evaluate(async (address) => {
      const { weftOutput } = /** @type {typeof globalThis & {weftOutput: (text: string, descriptor: 1 | 2) => Promise<void>}} */ (globalThis);
      const worker = new Worker(address);
      /** @type {Promise<void>[]} */
      const written = [];
      const exitCode = await /** @type {Promise<number>} */ (
        new Promise((resolve) => {
          worker.onmessage = ({ data }) => {
            const { output, descriptor, exitCode: code } = /** @type {{output?: string, descriptor?: 1 | 2, exitCode?: number}} */ (data);
            if (output !== undefined) written.push(weftOutput(output, descriptor ?? 2));
            if (code !== undefined) resolve(code);
          };
          worker.onerror = (event) => {
            written.push(weftOutput(`\nthe worker failed: ${event.message}\n`, 2));
            resolve(1);
          };
        })
      );
      worker.terminate();
      await Promise.all(written);
      return exitCode;
    }, `worker.js?${query.toString()}`);
  } finally {
    await page.removeExposedFunction('weftOutput');
  }
}

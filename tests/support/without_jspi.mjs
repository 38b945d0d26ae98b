// A Chromium page whose programs find no JSPI (WebAssembly.Suspending and WebAssembly.promising), as on browsers that lack it.
//
// Chromium has no switch for that any more, and a page cannot reach into its workers' realms. But every program's worker
// begins with the glue, so the two names are taken away in the glue's first line. What that leaves of JSPI is for the test to
// ask a program.

/** @param {import('puppeteer-core').Page} page */
export async function takeAwayJspi(page) {
  const session = await page.createCDPSession();
  session.on('Fetch.requestPaused', ({ requestId, responseStatusCode = 200, responseHeaders = [] }) => {
    const answer = async () => {
      const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
      const glue = Buffer.from(body, base64Encoded ? 'base64' : 'utf8').toString();
      await session.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: responseStatusCode,
        // The body has been decoded and gets longer.
        responseHeaders: responseHeaders.filter(({ name }) => !/^content-(?:length|encoding)$/i.test(name)),
        body: Buffer.from(`delete WebAssembly.Suspending; delete WebAssembly.promising;\n${glue}`).toString('base64'),
      });
    };
    answer().catch((/** @type {unknown} */ error) => {
      // Without the glue the page's run fails, and says so.
      process.stderr.write(`the glue could not be changed: ${String(error)}\n`);
      session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => {});
    });
  });
  const patterns = ['*/program/glue-*.js', '*/assets/python-glue-*.js'];
  await session.send('Fetch.enable', { patterns: patterns.map((urlPattern) => ({ urlPattern, requestStage: /** @type {const} */ ('Response') })) });
}

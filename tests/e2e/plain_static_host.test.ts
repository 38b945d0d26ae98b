/** The site on a host that serves files and nothing else: no headers, no compression, no /httpbin/, and not at its root. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HTTPResponse } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Playground } from '../support/playground.mjs';
import { siteFolder } from '../support/site.mjs';
import { serveFolder } from '../support/static_server.mjs';
import { longSamples } from './sample_output.js';
import { cpp, useBrowser } from './support.js';

describe('on a plain static host, below a path', () => {
  const browser = useBrowser();
  let host: Awaited<ReturnType<typeof serveFolder>>;
  let playground: Playground;
  const responses: HTTPResponse[] = [];
  beforeAll(async () => {
    host = await serveFolder(siteFolder, { prefix: '/some/sub/path/' });
    playground = await browser.open({ address: host.address, prepare: async (page) => page.on('response', (response) => responses.push(response)) });
  });
  afterAll(async () => {
    await host?.close();
    expect(playground.complaints).toEqual([]);
  });

  test('(it sends no special headers, and the page is not isolated)', async () => {
    const { headers } = await fetch(host.address);
    expect([...headers.keys()].sort()).toEqual(['connection', 'content-length', 'content-type', 'date', 'keep-alive']);
    expect(await playground.page.evaluate(() => [crossOriginIsolated, location.pathname])).toEqual([false, '/some/sub/path/']);
  });

  test('every sample runs unedited, but for variants that need threads', async () => {
    const isolated = await playground.page.evaluate(() => crossOriginIsolated);
    for (const sample of await playground.samples()) {
      if (longSamples[sample]) continue;
      await playground.choose(sample);
      const result = await playground.run();
      if (!isolated && /std::thread\b|thread_pool_executor/.test(await playground.source())) {
        expect(result, sample).toMatchObject({ exitCode: 1, reason: 'exit', timings: { compileMs: 0 } });
        expect(result.stdout, sample).toMatch(/threads +failed: /);
        continue;
      }
      expect(result, sample).toMatchObject({ exitCode: 0, reason: 'exit', stderr: '', timings: { compileMs: 0 } });
      expect(result.stdout.split('\n').length, sample).toBe(
        readFileSync(resolve('tests/e2e/expected', `${sample}.txt`), 'utf8').split('\n').length,
      );
    }
  });

  test('an edited program is compiled and runs, and its requests are answered by the service worker', async () => {
    responses.length = 0;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      weft::coroutine<> request() {
        weft::client_session session;
        auto response = co_await session.get("/httpbin/delay/0.01");
        weft::println("{} {}", response.status, response.url);
        weft::println("{}", (co_await response.text()).contains("\"delay\": 0.01"));
      }
      int main() { weft::run(request()); }
    `);
    const address = `${host.address}httpbin/delay/0.01`;
    expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: `200 ${address}\ntrue\n` });
    const response = responses.find((each) => each.url() === address);
    expect(response?.fromServiceWorker()).toBe(true);
  });

  test('everything came from below that path', () => {
    const outside = playground.requests.filter((address) => /^https?:/.test(address) && !address.startsWith(host.address));
    expect(outside).toEqual([]);
    const missing = responses.filter((response) => response.status() === 404).map((response) => response.url());
    expect(missing).toEqual([]);
  });

  test('a reload keeps the source, and Stop works', async () => {
    await playground.setSource('int main() { for (volatile int n = 0;; n = n + 1) {} }\n');
    await playground.reload();
    const result = await playground.run(async () => {
      await playground.start();
      await playground.untilPhase('running');
      await playground.stop();
    });
    expect(result).toMatchObject({ exitCode: 130, reason: 'stopped' });
  });
});

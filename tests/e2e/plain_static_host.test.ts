/** The site on a host that serves files and nothing else: no headers, no compression, no /httpbin/, and not at its root. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HTTPResponse, Page } from 'puppeteer-core';
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
    playground = await browser.open({
      address: host.address,
      prepare: async (page) => {
        page.on('response', (response) => responses.push(response));
        // As if it had been loaded again by itself already, in vain: not isolated is what a page may have to remain.
        await page.evaluateOnNewDocument(() => {
          // The sandbox frames have no storage.
          if (window.top === window) sessionStorage.setItem('weft.isolation', 'tried');
        });
      },
    });
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

  test('threads say why there are none and what to do, and all else goes on', async () => {
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      weft::coroutine<> all() {
        try {
          weft::thread_pool_executor pool(2);
        } catch (const weft::threads_unavailable& e) {
          weft::println("pool: {}", std::string_view(e.what()).contains("Cross-Origin-Opener-Policy"));
        }
        for (int i = 0; i < 2; ++i) {
          try {
            std::thread thread([] {});
          } catch (const std::system_error&) {
            weft::println("no thread");
          }
        }
        co_await weft::sleep(std::chrono::milliseconds(1));
        weft::println("{}", weft::blocking::get("/httpbin/status/200").status);
      }
      int main() { weft::run(all()); }
    `);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'pool: true\nno thread\nno thread\n200\n' });
    expect(result.stderr).toMatch(/^weft: threads need a cross-origin isolated page, and this one is not: load the page once more [^\n]+\n$/);
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

  test('once its service worker is there, loading the page again isolates it, and threads run', async () => {
    await playground.reload();
    expect(await playground.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      int main() {
        std::thread([] { weft::println("a thread"); }).join();
      }
    `);
    expect(result).toMatchObject({ exitCode: 0, stdout: 'a thread\n', stderr: '' });
  });
});

describe('the first visit to a plain static host', () => {
  const browser = useBrowser();

  test('loads the page again, once, to isolate it', async () => {
    const host = await serveFolder(siteFolder, { prefix: '/some/sub/path/' });
    try {
      const prepare = async (page: Page) => {
        // Documents, not `load` events: where the service worker is quick the page is loaded again before it had one.
        await page.evaluateOnNewDocument(() => {
          if (window.top === window) sessionStorage.setItem('documents', String(Number(sessionStorage.getItem('documents')) + 1));
        });
        // What the test would listen with is lost when the page is loaded again; so it looks at the page only.
        await page.goto(host.address);
        await page.waitForFunction(() => crossOriginIsolated, { polling: 100, timeout: 45_000 });
      };
      const visited = await browser.open({ address: host.address, prepare });
      expect(await visited.page.evaluate(() => crossOriginIsolated)).toBe(true);
      // First without, again with the service worker, and the test's own visit.
      expect(await visited.page.evaluate(() => sessionStorage.getItem('documents'))).toBe('3');
    } finally {
      await host.close();
    }
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpbinMiddleware } from '../../../web/src/httpbin/node_adapter.js';

let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    httpbinMiddleware(request, response, () => response.writeHead(404).end('somebody else'));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

it('answers through a real server, with the address that was asked for', async () => {
  const response = await fetch(`${address}/httpbin/get?x=1`, { headers: { 'x-thing': 'yes' } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ args: { x: '1' }, headers: { 'X-Thing': 'yes' }, url: `${address}/httpbin/get?x=1` });
});

it('passes on what is not its own', async () => {
  expect(await (await fetch(`${address}/index.html`)).text()).toBe('somebody else');
});

it('takes a body and answers without one', async () => {
  const response = await fetch(`${address}/httpbin/status/503`, { method: 'POST', body: 'x'.repeat(100_000) });
  expect(response.status).toBe(503);
});

it('survives a client that leaves before the answer', async () => {
  await expect(fetch(`${address}/httpbin/delay/5`, { signal: AbortSignal.timeout(30) })).rejects.toThrow();
  expect((await fetch(`${address}/httpbin/get`)).status).toBe(200);
});

it('streams as it goes', async () => {
  const response = await fetch(`${address}/httpbin/stream/2?interval=0.2`);
  const reader = response.body?.getReader();
  const began = performance.now();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"id":0');
  expect(performance.now() - began).toBeLessThan(150);
  await reader?.cancel();
});

it('makes no more of a body than is read', async () => {
  const response = await fetch(`${address}/httpbin/bytes/1000000000`);
  const reader = response.body?.getReader();
  await reader?.read();
  const before = process.memoryUsage().rss;
  await new Promise((later) => setTimeout(later, 100));
  expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
  await reader?.cancel();
});

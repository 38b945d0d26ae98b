import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handleHttpbin } from '../../../web/src/httpbin/index.js';

const site = 'https://example.test';

function ask(path: string, init?: RequestInit, basePath?: string): Promise<Response> {
  const answer = handleHttpbin(new Request(site + path, init), basePath);
  if (!answer) throw new Error(`${path} was not taken`);
  return answer;
}

describe('which requests are taken', () => {
  it('leaves everything that is not below httpbin/ to others', () => {
    expect(handleHttpbin(new Request(`${site}/`))).toBeNull();
    expect(handleHttpbin(new Request(`${site}/httpbinary/get`))).toBeNull();
    expect(handleHttpbin(new Request(`${site}/program/httpbin/get`))).toBeNull();
  });

  it('takes only the folder below where the site is mounted', async () => {
    expect(handleHttpbin(new Request(`${site}/httpbin/get`), '/weft/')).toBeNull();
    expect((await ask('/weft/httpbin/get', {}, '/weft/')).status).toBe(200);
  });

  it('works on a site that is itself mounted below a folder named httpbin', async () => {
    expect((await ask('/httpbin/httpbin/get', {}, '/httpbin/')).status).toBe(200);
    expect((await ask('/httpbin/get', {}, '/')).status).toBe(200);
  });
});

describe('get', () => {
  it('tells query, headers and address as httpbin does', async () => {
    const response = await ask('/httpbin/get?a=1&b=x&a=2', { headers: { 'x-thing': 'yes' } });
    expect(response.headers.get('content-type')).toBe('application/json');
    const body = await response.text();
    expect(JSON.parse(body)).toEqual({
      args: { a: ['1', '2'], b: 'x' },
      headers: { 'X-Thing': 'yes' },
      url: `${site}/httpbin/get?a=1&b=x&a=2`,
    });
    expect(body.startsWith('{\n  "args": {')).toBe(true);
    expect(body.endsWith('}\n')).toBe(true);
  });

  it('refuses another method and says which are allowed', async () => {
    const response = await ask('/httpbin/get', { method: 'POST', body: 'x' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('delay', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['1', 1_000, 1],
    ['0.25', 250, 0.25],
    ['.5', 500, 0.5],
    ['0', 0, 0],
    ['99', 10_000, 10],
  ])('delay/%s answers after %i ms', async (parameter, milliseconds, seconds) => {
    let response: Response | undefined;
    void ask(`/httpbin/delay/${parameter}?page=3`).then((answer) => (response = answer));
    if (milliseconds > 0) {
      await vi.advanceTimersByTimeAsync(milliseconds - 1);
      expect(response).toBeUndefined();
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(response?.status).toBe(200);
    expect(await response?.json()).toMatchObject({ args: { page: '3' }, delay: seconds });
  });

  it.each(['soon', '-1', '1e3', 'NaN', '1s', '1.5.2'])('delay/%s is a bad request', async (parameter) => {
    expect((await ask(`/httpbin/delay/${parameter}`)).status).toBe(400);
  });

  it('ends at once when the request is aborted and leaves no timer', async () => {
    const controller = new AbortController();
    const answer = ask('/httpbin/delay/10', { signal: controller.signal });
    const outcome = expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await vi.advanceTimersByTimeAsync(50);
    controller.abort();
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin for a request that was aborted before', async () => {
    await expect(ask('/httpbin/delay/10', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('status', () => {
  it.each([200, 204, 304, 404, 418, 503])('answers %i', async (code) => {
    const response = await ask(`/httpbin/status/${code}`);
    expect(response.status).toBe(code);
    expect(await response.text()).toBe('');
  });

  it.each(['100', '600', 'ok', '20', '2000'])('refuses %s', async (code) => {
    expect((await ask(`/httpbin/status/${code}`)).status).toBe(400);
  });
});

it('no answer may be cached and any page may read it', async () => {
  for (const path of ['get', 'status/500', 'no-such-endpoint']) {
    const { headers } = await ask(`/httpbin/${path}`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  }
});

it('says that an endpoint does not exist', async () => {
  const response = await ask('/httpbin/no-such-endpoint');
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('/httpbin/no-such-endpoint');
});

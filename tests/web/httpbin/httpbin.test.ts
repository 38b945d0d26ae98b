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

describe('post, put, patch and delete', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s tells what was sent', async (method) => {
    const response = await ask(`/httpbin/${method.toLowerCase()}?a=1`, { method, body: '{"x": [1]}', headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      args: { a: '1' },
      data: '{"x": [1]}',
      files: {},
      form: {},
      headers: { 'Content-Type': 'application/json' },
      json: { x: [1] },
      url: `${site}/httpbin/${method.toLowerCase()}?a=1`,
    });
  });

  it('takes a form apart', async () => {
    const response = await ask('/httpbin/post', { method: 'POST', body: new URLSearchParams('a=1&b=2&a=3') });
    expect(await response.json()).toMatchObject({ data: '', form: { a: ['1', '3'], b: '2' }, json: null });
  });

  it('tells bytes that are no text in base64, and takes no body for an empty one', async () => {
    const bytes = await ask('/httpbin/post', { method: 'POST', body: new Uint8Array([0xff, 0x00, 0x80]) });
    expect(await bytes.json()).toMatchObject({ data: 'data:application/octet-stream;base64,/wCA', json: null });
    expect(await (await ask('/httpbin/post', { method: 'POST' })).json()).toMatchObject({ data: '', form: {}, json: null });
  });

  it('takes each method at its own endpoint only', async () => {
    const response = await ask('/httpbin/put', { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'PUT']);
  });

  it('refuses a body that is too large to tell back', async () => {
    const response = await ask('/httpbin/post', { method: 'POST', body: new Uint8Array((10 << 20) + 1) });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('10 MiB');
  });
});

it('headers tells the fields alone', async () => {
  expect(await (await ask('/httpbin/headers', { headers: { 'x-thing': 'yes' } })).json()).toEqual({ headers: { 'X-Thing': 'yes' } });
});

describe('bytes', () => {
  const get = async (path: string) => new Uint8Array(await (await ask(`/httpbin/bytes/${path}`)).arrayBuffer());

  it.each([0, 1, 65_536, 200_001])('gives %i of them', async (count) => {
    const response = await ask(`/httpbin/bytes/${count}`);
    expect(response.headers.get('content-length')).toBe(String(count));
    expect((await response.arrayBuffer()).byteLength).toBe(count);
  });

  it('gives others each time, and the same after the same seed', async () => {
    expect(await get('1000')).not.toEqual(await get('1000'));
    expect(await get('1000?seed=1')).toEqual(await get('1000?seed=1'));
    expect(await get('1000?seed=1')).not.toEqual(await get('1000?seed=2'));
    expect(new Set(await get('100000?seed=0')).size).toBe(256);
  });

  it('makes them as they are read', async () => {
    const response = await ask(`/httpbin/bytes/${1 << 30}`);
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(1 << 16);
    await reader?.cancel();
  });

  it.each(['x', '-1', '1.5', '1e3', '2000000000', '9'.repeat(400), '1?seed=x', '1?seed=-1'])('refuses %s', async (path) => {
    const response = await ask(`/httpbin/bytes/${path}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^A (number of bytes|seed) is a number from 0 to \d+, not/);
  });
});

describe('over time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** What has come of a body by now, piece by piece. */
  function follow(response: Response): { pieces: string[]; ended: () => boolean } {
    const pieces: string[] = [];
    let over = false;
    const read = async () => {
      for (const reader = (response.body as ReadableStream<Uint8Array>).getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        pieces.push(new TextDecoder().decode(value));
      }
      over = true;
    };
    read().catch(() => (over = true));
    return { pieces, ended: () => over };
  }

  it('stream gives a line of JSON every tenth of a second', async () => {
    const response = await ask('/httpbin/stream/3?a=1');
    expect(response.headers.get('content-type')).toBe('application/json');
    const { pieces, ended } = follow(response);
    await vi.advanceTimersByTimeAsync(0);
    expect(pieces.map((line) => JSON.parse(line))).toEqual([{ args: { a: '1' }, headers: {}, id: 0, url: `${site}/httpbin/stream/3?a=1` }]);
    await vi.advanceTimersByTimeAsync(99);
    expect(pieces).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(pieces).toHaveLength(2);
    expect(ended()).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(pieces).toHaveLength(3);
    expect(pieces.every((line) => line.endsWith('}\n'))).toBe(true);
    expect(ended()).toBe(true);
  });

  it('stream comes as fast as one asks', async () => {
    const { pieces } = follow(await ask('/httpbin/stream/100?interval=0'));
    await vi.advanceTimersByTimeAsync(200);
    expect(pieces).toHaveLength(100);
  });

  it.each(['stream/0', 'stream/101', 'stream/many', 'stream/3?interval=11', 'stream/3?interval=-1', 'stream/3?interval=soon'])(
    '%s is a bad request',
    async (path) => {
      expect((await ask(`/httpbin/${path}`)).status).toBe(400);
    },
  );

  it('drip waits, then gives its bytes one by one', async () => {
    let response: Response | undefined;
    void ask('/httpbin/drip?delay=1&duration=2&numbytes=4&code=201').then((answer) => (response = answer));
    await vi.advanceTimersByTimeAsync(999);
    expect(response).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    if (!response) throw new Error('it has not come');
    expect([response.status, response.headers.get('content-length')]).toEqual([201, '4']);
    const { pieces, ended } = follow(response);
    await vi.advanceTimersByTimeAsync(0);
    expect(pieces).toEqual(['*']);
    await vi.advanceTimersByTimeAsync(499);
    expect(pieces).toEqual(['*']);
    await vi.advanceTimersByTimeAsync(1);
    expect(pieces).toEqual(['*', '*']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pieces.join('')).toBe('****');
    expect(ended()).toBe(true);
  });

  it('drip gives a slow reader all that is due', async () => {
    const response = await ask('/httpbin/drip?delay=0&duration=1&numbytes=1000');
    await vi.advanceTimersByTimeAsync(500);
    const { pieces } = follow(response);
    await vi.advanceTimersByTimeAsync(0);
    expect(pieces[0]?.length).toBe(501);
    await vi.advanceTimersByTimeAsync(500);
    expect(pieces.join('')).toHaveLength(1_000);
  });

  it('drip has httpbin’s defaults', async () => {
    let response: Response | undefined;
    void ask('/httpbin/drip').then((answer) => (response = answer));
    await vi.advanceTimersByTimeAsync(2_000);
    const { pieces } = follow(response as unknown as Response);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(pieces.join('')).toBe('*'.repeat(10));
  });

  it.each([
    'numbytes=0', 'numbytes=20000000', 'numbytes=x', 'duration=61', 'duration=-1', 'delay=61', 'delay=NaN', 'code=99', 'code=700',
  ])('drip?%s is a bad request', async (query) => {
    const response = await ask(`/httpbin/drip?${query}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(query.slice(query.indexOf('=') + 1));
  });

  it.each(['stream/100', 'drip?delay=0&duration=60'])('%s leaves no timer when the request is aborted or its reader goes', async (path) => {
    const controller = new AbortController();
    const aborted = follow(await ask(`/httpbin/${path}`, { signal: controller.signal }));
    const left = (await ask(`/httpbin/${path}`)).body?.getReader();
    await left?.read();
    void left?.read();
    await vi.advanceTimersByTimeAsync(10);
    expect(vi.getTimerCount()).toBe(2);
    controller.abort();
    await left?.cancel();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(aborted.ended()).toBe(true);
  });
});

describe('redirect', () => {
  it('leads to get, one at a time', async () => {
    const addresses: (string | null)[] = [];
    for (let path = '/httpbin/redirect/3'; ; ) {
      const response = await ask(path);
      if (response.status === 200) break;
      expect(response.status).toBe(302);
      const location = response.headers.get('location');
      addresses.push(location);
      path = new URL(location ?? '').pathname;
    }
    expect(addresses).toEqual([`${site}/httpbin/redirect/2`, `${site}/httpbin/redirect/1`, `${site}/httpbin/get`]);
  });

  it.each(['0', '101', '-1', 'x'])('redirect/%s is a bad request', async (parameter) => {
    expect((await ask(`/httpbin/redirect/${parameter}`)).status).toBe(400);
  });
});

it('HEAD is answered as GET is, without a body and without its time', async () => {
  const response = await ask('/httpbin/drip?delay=0&duration=60&numbytes=7', { method: 'HEAD' });
  expect(response.headers.get('content-length')).toBe('7');
  expect(response.body).toBeNull();
  expect((await ask('/httpbin/get', { method: 'HEAD' })).status).toBe(200);
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

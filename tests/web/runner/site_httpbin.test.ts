import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSiteHttpbin, type WorkerContainer } from '../../../web/src/runner/site_httpbin.js';

const baseUrl = 'https://host.test/weft/';
const script = `${baseUrl}sw.js`;
const endpoint = () => new Request(`${baseUrl}httpbin/get`);

/** A browser's service workers: `control` is the page coming under one's control. */
function fakeContainer({ active = false, fails = false } = {}) {
  const events = new EventTarget();
  const asked: unknown[] = [];
  let controller: { scriptURL: string } | null = null;
  const container = {
    get controller() {
      return controller;
    },
    register: vi.fn(() =>
      fails
        ? Promise.reject(new DOMException('insecure', 'SecurityError'))
        : Promise.resolve({ active: active ? { postMessage: (message: unknown) => void asked.push(message) } : null }),
    ),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  };
  return {
    container: container as unknown as WorkerContainer,
    register: container.register,
    asked,
    control(scriptURL = script) {
      controller = { scriptURL };
      events.dispatchEvent(new Event('controllerchange'));
    },
  };
}

const throughWorker = () => vi.fn(() => Promise.resolve(new Response('through the service worker'))) as typeof fetch;
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

afterEach(() => void vi.useRealTimers());

it('leaves requests that are not for an endpoint of this site alone', () => {
  const httpbin = createSiteHttpbin(baseUrl, throughWorker(), fakeContainer().container);
  expect(httpbin.fetch(new Request('https://host.test/httpbin/get'))).toBeNull();
  expect(httpbin.fetch(new Request('https://elsewhere.test/weft/httpbin/get'))).toBeNull();
  expect(httpbin.fetch(new Request(`${baseUrl}index.html`))).toBeNull();
});

describe('with service workers', () => {
  it('registers the site’s for the site’s folder only', () => {
    const { container, register } = fakeContainer();
    createSiteHttpbin(baseUrl, throughWorker(), container);
    expect(register).toHaveBeenCalledWith(script, { scope: baseUrl });
  });

  it('holds the first requests until the page is under its control', async () => {
    const { container, control } = fakeContainer();
    const network = throughWorker();
    const httpbin = createSiteHttpbin(baseUrl, network, container);
    const answer = httpbin.fetch(endpoint());
    await settle();
    expect(network).not.toHaveBeenCalled();
    control();
    expect(await (await answer)?.text()).toBe('through the service worker');
  });

  it('sends at once when the page already is', async () => {
    const { container, control } = fakeContainer({ active: true });
    control();
    const httpbin = createSiteHttpbin(baseUrl, throughWorker(), container);
    expect(await (await httpbin.fetch(endpoint()))?.text()).toBe('through the service worker');
  });

  it('asks one that is active to take over a page that was reloaded past it', async () => {
    const { container, control, asked } = fakeContainer({ active: true });
    const answer = createSiteHttpbin(baseUrl, throughWorker(), container).fetch(endpoint());
    await settle();
    expect(asked).toHaveLength(1);
    control();
    expect(await (await answer)?.text()).toBe('through the service worker');
  });

  it('does not take another site’s service worker for its own', async () => {
    vi.useFakeTimers();
    const { container, control } = fakeContainer();
    control('https://host.test/other-sw.js');
    const network = throughWorker();
    const answer = createSiteHttpbin(baseUrl, network, container).fetch(endpoint());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await (await answer)?.json()).toMatchObject({ url: `${baseUrl}httpbin/get` });
    expect(network).not.toHaveBeenCalled();
  });
});

describe('without service workers the endpoint answers in the page', () => {
  it('where the browser has none', async () => {
    const network = throughWorker();
    // What an insecure page sees.
    vi.stubGlobal('navigator', {});
    const response = await createSiteHttpbin(baseUrl, network).fetch(endpoint());
    vi.unstubAllGlobals();
    expect(await response?.json()).toMatchObject({ url: `${baseUrl}httpbin/get` });
    expect(network).not.toHaveBeenCalled();
  });

  it('where registering fails', async () => {
    const { container } = fakeContainer({ fails: true });
    const response = await createSiteHttpbin(baseUrl, throughWorker(), container).fetch(endpoint());
    expect(response?.status).toBe(200);
  });

  it('where none takes over in good time', async () => {
    vi.useFakeTimers();
    const { container } = fakeContainer();
    const answer = createSiteHttpbin(baseUrl, throughWorker(), container).fetch(endpoint());
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await answer)?.status).toBe(200);
  });
});

describe('answered in the page', () => {
  const inThePage = () => createSiteHttpbin(baseUrl, throughWorker(), fakeContainer({ fails: true }).container);

  it('follows redirects as fetch does, and tells where the answer came from', async () => {
    const response = await inThePage().fetch(new Request(`${baseUrl}httpbin/redirect/3`, { method: 'POST', body: 'x' }));
    expect(response?.status).toBe(200);
    expect(response?.url).toBe(`${baseUrl}httpbin/get`);
  });

  it('gives up after twenty of them', async () => {
    await expect(inThePage().fetch(new Request(`${baseUrl}httpbin/redirect/20`))).resolves.toMatchObject({ status: 200 });
    await expect(inThePage().fetch(new Request(`${baseUrl}httpbin/redirect/21`))).rejects.toThrow('more than 20 redirects');
  });

  it('does not follow one where that was not wanted', async () => {
    await expect(inThePage().fetch(new Request(`${baseUrl}httpbin/redirect/1`, { redirect: 'error' }))).rejects.toThrow('redirects');
  });
});

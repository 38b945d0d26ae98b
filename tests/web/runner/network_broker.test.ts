import { describe, expect, it, vi } from 'vitest';
import type { FetchMessage, FetchReply } from '../../../web/src/protocol/program_messages.js';
import { createNetworkBroker } from '../../../web/src/runner/network_broker.js';
import { createBrokerFetch } from '../../../web/src/runner/worker/broker_fetch.js';

const baseUrl = 'https://host.test/weft/';

/** Both ends of the way a request takes, joined without a worker; messages are copied as a port copies them. */
function connect(network: typeof fetch, httpbin: (request: Request) => Promise<Response> | null = () => null) {
  const replies: FetchReply[] = [];
  const pulls: number[] = [];
  const broker = createNetworkBroker({
    baseUrl,
    fetch: network,
    httpbin: { fetch: httpbin },
    reply: (message) => {
      replies.push(message);
      queueMicrotask(() => program.receive(structuredClone(message)));
    },
  });
  const program = createBrokerFetch((message) => {
    const copy = structuredClone(message);
    if (copy.type === 'fetch') broker.start(copy);
    else if (copy.type === 'fetch-pull') {
      pulls.push(copy.id);
      broker.pull(copy.id);
    } else if (copy.type === 'fetch-abort') broker.abort(copy.id);
  });
  return { fetch: program.fetch, broker, replies, pulls };
}

/** A network that remembers what it was asked. */
function recordingNetwork(answer: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const network = vi.fn((input: RequestInfo | URL) => {
    const request = input as Request;
    requests.push(request);
    return Promise.resolve(answer(request));
  });
  return { network: network as typeof fetch, requests };
}

describe('a request', () => {
  it('arrives with method, headers and body, and its answer comes back whole', async () => {
    const { network, requests } = recordingNetwork(
      async (request) =>
        new Response(`got ${await request.text()}`, { status: 201, statusText: 'Made', headers: { 'x-answer': 'yes' } }),
    );
    const response = await connect(network).fetch('https://api.test/things', {
      method: 'POST',
      headers: { 'x-ask': 'please' },
      body: '한글',
    });
    expect(requests[0]?.method).toBe('POST');
    expect(requests[0]?.headers.get('x-ask')).toBe('please');
    expect(requests[0]?.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(response.status).toBe(201);
    expect(response.statusText).toBe('Made');
    expect(response.headers.get('x-answer')).toBe('yes');
    expect(response.url).toBe('https://api.test/things');
    expect(await response.text()).toBe('got 한글');
  });

  it('carries none of the page’s credentials or referrer, even if the program asks for them', async () => {
    const { network, requests } = recordingNetwork(() => new Response('ok'));
    await connect(network).fetch('/secrets.json', { credentials: 'include', referrerPolicy: 'unsafe-url', mode: 'no-cors' });
    expect(requests[0]?.url).toBe('https://host.test/secrets.json');
    expect(requests[0]?.credentials).toBe('omit');
    expect(requests[0]?.referrerPolicy).toBe('no-referrer');
    expect(requests[0]?.mode).toBe('cors');
  });

  it('for an endpoint of the site goes there, under the folder the site is mounted at', async () => {
    const { network } = recordingNetwork(() => new Response('network'));
    const asked: string[] = [];
    const { fetch } = connect(network, (request) => {
      asked.push(request.url);
      return Promise.resolve(new Response('endpoint'));
    });
    expect(await (await fetch('/httpbin/get')).text()).toBe('endpoint');
    expect(asked).toEqual(['https://host.test/weft/httpbin/get']);
    expect(network).not.toHaveBeenCalled();
  });

  it('may have no body in its answer', async () => {
    const { network } = recordingNetwork(() => new Response(null, { status: 204 }));
    const response = await connect(network).fetch('https://api.test/');
    expect(response.status).toBe(204);
    expect(response.body).toBeNull();
  });

  it('does not wait for another', async () => {
    const gates: (() => void)[] = [];
    const { network } = recordingNetwork(
      () => new Promise<Response>((resolve) => gates.push(() => resolve(new Response('x')))),
    );
    const { fetch } = connect(network);
    const all = Promise.all(Array.from({ length: 100 }, () => fetch('https://api.test/')));
    await vi.waitFor(() => expect(gates).toHaveLength(100));
    for (const open of gates) open();
    expect(await all).toHaveLength(100);
  });
});

describe('a body', () => {
  it('is read from the network only as far as the program reads it', async () => {
    let made = 0;
    const { network } = recordingNetwork(
      () =>
        new Response(
          new ReadableStream<Uint8Array>({
            pull(controller) {
              made += 1;
              controller.enqueue(new Uint8Array(1_000).fill(made));
            },
          }),
        ),
    );
    const { fetch } = connect(network);
    const reader = (await fetch('https://api.test/endless')).body?.getReader();
    for (let i = 1; i <= 5; i++) expect((await reader?.read())?.value?.[0]).toBe(i);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toBeLessThan(10); // what the queues on the way hold
    await reader?.cancel();
  });

  it('that breaks off raises the error where the program reads', async () => {
    const { network } = recordingNetwork(
      () =>
        new Response(
          new ReadableStream<Uint8Array>({
            pull(controller) {
              controller.error(new TypeError('network error'));
            },
          }),
        ),
    );
    const response = await connect(network).fetch('https://api.test/');
    await expect(response.text()).rejects.toThrow(/no answer from https:\/\/api.test/);
  });
});

describe('an end before the end', () => {
  const never = () => new Promise<Response>(() => {});

  it('aborting reaches the network and rejects with the signal’s reason', async () => {
    const { network, requests } = recordingNetwork(never);
    const controller = new AbortController();
    const response = connect(network).fetch('https://api.test/', { signal: controller.signal });
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort();
    await expect(response).rejects.toMatchObject({ name: 'AbortError' });
    expect(requests[0]?.signal.aborted).toBe(true);
  });

  it('a signal that is aborted already sends nothing', async () => {
    const { network } = recordingNetwork(never);
    await expect(connect(network).fetch('https://api.test/', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(network).not.toHaveBeenCalled();
  });

  it('cancelling the body aborts the rest of the download', async () => {
    const { network, requests } = recordingNetwork(
      () => new Response(new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(10)) })),
    );
    const response = await connect(network).fetch('https://api.test/');
    await response.body?.cancel();
    expect(requests[0]?.signal.aborted).toBe(true);
  });

  it('the end of the run aborts everything, without another word', async () => {
    const { network, requests } = recordingNetwork(never);
    const { fetch, broker, replies } = connect(network);
    void fetch('https://api.test/1').catch(() => {});
    void fetch('https://api.test/2').catch(() => {});
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    broker.close();
    expect(requests.every(({ signal }) => signal.aborted)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(replies).toEqual([]);
  });
});

describe('a failure', () => {
  it('that the browser does not explain names the address and what it can be', async () => {
    const network = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(connect(network).fetch('https://nowhere.test/')).rejects.toThrow(/nowhere\.test.*CORS/);
  });

  it('of the request itself says what is wrong with it', async () => {
    const { network } = recordingNetwork(() => new Response('ok'));
    await expect(connect(network).fetch('file:///etc/passwd')).rejects.toThrow(/http and https/);
    await expect(connect(network).fetch('https://')).rejects.toThrow(/no address/);
    await expect(connect(network).fetch('https://api.test/', { method: 'GET', body: 'x' })).rejects.toThrow(/body/i);
    expect(network).not.toHaveBeenCalled();
  });
});

it('what is asked of an unknown request is ignored', () => {
  const { broker, replies } = connect(() => Promise.reject(new Error('unused')));
  broker.pull(7);
  broker.abort(7);
  expect(replies).toEqual([]);
});

it('a message from a hostile worker cannot name a header that breaks the request', async () => {
  const replies: FetchReply[] = [];
  const broker = createNetworkBroker({
    baseUrl,
    fetch: () => Promise.resolve(new Response('ok')),
    httpbin: { fetch: () => null },
    reply: (message) => void replies.push(message),
  });
  const message: FetchMessage = {
    type: 'fetch',
    id: 1,
    url: 'https://api.test/',
    method: 'GET',
    headers: [['x\r\ninjected: yes', '1']],
    body: null,
    redirect: 'follow',
  };
  broker.start(message);
  await vi.waitFor(() => expect(replies[0]?.type).toBe('fetch-error'));
});

it('counts requests, and how many were under way at once', async () => {
  const answers: ((response: Response) => void)[] = [];
  const { fetch, broker } = connect((() => new Promise<Response>((resolve) => answers.push(resolve))) as typeof globalThis.fetch);
  const both = [fetch('https://api.test/a'), fetch('https://api.test/b')];
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  expect(broker.counts).toEqual({ total: 2, peak: 2 });
  for (const answer of answers.splice(0)) answer(new Response('x'));
  for (const response of await Promise.all(both)) await response.text();
  const third = fetch('https://api.test/c');
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  answers[0]?.(new Response('x'));
  await (await third).text();
  expect(broker.counts).toEqual({ total: 3, peak: 2 });
});

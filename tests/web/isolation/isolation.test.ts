import { describe, expect, it, vi } from 'vitest';
import { isolate, wantsIsolation } from '../../../web/src/isolation/headers.js';
import { reloadOnceToIsolate, type Surroundings } from '../../../web/src/isolation/reload_once.js';

describe('headers of isolation', () => {
  it.each([
    ['document', true],
    ['iframe', true],
    ['worker', true],
    ['script', false],
    ['', false],
  ] as const)('of a %j are wanted: %s', (destination, wanted) => {
    expect(wantsIsolation({ destination })).toBe(wanted);
  });

  it('are added to what there is', async () => {
    const response = isolate(new Response('<p>page', { status: 404, statusText: 'Not Found', headers: { 'content-type': 'text/html' } }));
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/html',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect([response.status, response.statusText, await response.text()]).toEqual([404, 'Not Found', '<p>page']);
  });

  it('are added where there is no body', () => {
    expect(isolate(new Response(null, { status: 204 })).headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('stay away from a response that cannot be made anew', () => {
    const failed = Response.error();
    expect(isolate(failed)).toBe(failed);
  });
});

/** A page that is not isolated yet; `session` is what its tab remembers. */
function visit(session: Map<string, string>, changes: Partial<Surroundings> = {}) {
  const reload = vi.fn();
  let touch = () => {};
  const listeners: (() => void)[] = [];
  reloadOnceToIsolate({
    isolated: false,
    framed: false,
    container: { controller: null, addEventListener: (_type: string, listener: unknown) => void listeners.push(listener as () => void) },
    storage: {
      get: (key) => session.get(key) ?? null,
      set: (key, value) => session.set(key, value).has(key),
      remove: (key) => void session.delete(key),
      keys: () => [...session.keys()],
    },
    onTouch: (callback) => (touch = callback),
    reload,
    ...changes,
  });
  return { reload, touch: () => touch(), takenOver: () => listeners.forEach((listener) => listener()) };
}

describe('a page that is not isolated', () => {
  it('is loaded again once its service worker has taken over, and never a second time', () => {
    const session = new Map<string, string>();
    const first = visit(session);
    expect(first.reload).not.toHaveBeenCalled();
    first.takenOver();
    expect(first.reload).toHaveBeenCalledOnce();
    const second = visit(session);
    second.takenOver();
    expect(second.reload).not.toHaveBeenCalled();
  });

  it('is loaded again at once where the service worker is there already', () => {
    expect(visit(new Map(), { container: { controller: {} as ServiceWorker, addEventListener() {} } }).reload).toHaveBeenCalledOnce();
  });

  it('is left alone once the reader has begun something', () => {
    const page = visit(new Map());
    page.touch();
    page.takenOver();
    expect(page.reload).not.toHaveBeenCalled();
  });

  it('is left alone where the attempt could not be remembered', () => {
    const storage = { get: () => null, set: () => false, remove() {}, keys: () => [] };
    const page = visit(new Map(), { storage });
    page.takenOver();
    expect(page.reload).not.toHaveBeenCalled();
  });

  it.each([
    ['isolated', { isolated: true }],
    ['in a frame', { framed: true }],
    ['without service workers', { container: undefined }],
  ])('is not loaded again when it is %s', (_what, changes) => {
    const page = visit(new Map(), changes);
    page.takenOver();
    expect(page.reload).not.toHaveBeenCalled();
  });
});

/**
 * The site's service worker, for plain static hosts. It answers `/httpbin/…` below wherever the site is mounted, so that
 * samples have something to fetch, and adds to the page and its workers the headers that threads need. It touches no other
 * request: what it does not answer goes the way it would without it.
 *
 * Responses made here also do not count against the six connections that a browser opens to one HTTP/1.1 host, so ten
 * delays of a second really take one second.
 */
import { handleHttpbin } from './httpbin/index.js';
import { isolate, wantsIsolation } from './isolation/headers.js';

/** The part of the service worker's global scope used here: the DOM's types, which all other code needs, know none of it. */
interface ServiceWorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate' | 'message', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

const scope = self as unknown as ServiceWorkerScope;
const basePath = new URL(scope.registration.scope).pathname;

// Nothing is cached here, so there is no old version for a page to be mixed with: the newest worker takes over at once.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));

// A page that was reloaded past the cache (Shift+Reload) starts without us although we are active; it asks us to take over.
scope.addEventListener('message', (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== self.location.origin) return;
  const response = handleHttpbin(request, basePath);
  if (response) event.respondWith(response);
  else if (wantsIsolation(request)) event.respondWith(fetch(request).then(isolate));
});

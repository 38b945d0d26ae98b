/** Gets the site's own `/httpbin/…` answered: by the service worker where there can be one, otherwise right here. */
import { handleHttpbin, httpbinFolder } from '../httpbin/index.js';

/** How long a first visit may take to start the service worker before requests are answered without it. */
const patienceMs = 5_000;

export interface SiteHttpbin {
  /** Sends a request for an endpoint of this site on its way; null when the address is not one. */
  fetch(request: Request): Promise<Response> | null;
}

/** What is used of `navigator.serviceWorker`; a parameter so that tests need no browser. */
export type WorkerContainer = Pick<
  ServiceWorkerContainer,
  'controller' | 'register' | 'addEventListener' | 'removeEventListener'
>;

/**
 * Registers the service worker at once (starting it takes longer than a program's first line) but waits for it only when an
 * endpoint is asked for. Through the service worker a request is real: it shows in the developer tools' network panel.
 */
export function createSiteHttpbin(
  baseUrl: string,
  networkFetch: typeof fetch,
  // Undefined on insecure origins and in some private windows, whatever the DOM's types say. Null: there is to be none.
  container: WorkerContainer | null | undefined = navigator.serviceWorker as WorkerContainer | undefined,
): SiteHttpbin {
  const { origin, pathname } = new URL(baseUrl);
  const served = container ? takesOver(container, baseUrl) : Promise.resolve(false);
  return {
    fetch(request) {
      const url = new URL(request.url);
      if (url.origin !== origin || !url.pathname.startsWith(pathname + httpbinFolder)) return null;
      return served.then((byWorker) =>
        byWorker ? networkFetch(request) : answerHere(request, pathname),
      );
    },
  };
}

/** As many redirects as fetch follows. */
const mostRedirects = 20;

/** Does for an endpoint what fetch does for a server: follows redirects, and tells where the answer came from. */
async function answerHere(request: Request, basePath: string): Promise<Response> {
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await handleHttpbin(request, basePath);
    if (!response) throw new TypeError(`${request.url} is no endpoint of this site`);
    const location = response.headers.get('location');
    if (location === null || response.status < 300 || response.status > 399) {
      Object.defineProperty(response, 'url', { value: request.url });
      return response;
    }
    if (request.redirect === 'error') throw new TypeError(`${request.url} redirects, which was not allowed`);
    const keeps = [307, 308].includes(response.status) || ['GET', 'HEAD'].includes(request.method);
    // A body has been read by now; endpoints redirect whoever asks with 302, so what follows is a GET.
    const { signal } = request;
    request = new Request(new URL(location, request.url), { method: keeps ? request.method : 'GET', headers: request.headers, signal });
  }
  throw new TypeError(`more than ${mostRedirects} redirects`);
}

/** True once the page's requests pass through the site's service worker; false when that will not be. */
async function takesOver(container: WorkerContainer, baseUrl: string): Promise<boolean> {
  try {
    const script = new URL('sw.js', baseUrl).href;
    const registration = await container.register(script, { scope: baseUrl });
    // Another site on the same origin may have a service worker whose scope takes this one in.
    const ours = () => container.controller?.scriptURL === script;
    if (ours()) return true;
    return await new Promise((resolve) => {
      const finish = (controlled: boolean) => {
        clearTimeout(timer);
        container.removeEventListener('controllerchange', onChange);
        resolve(controlled);
      };
      const onChange = () => {
        if (ours()) finish(true);
      };
      const timer = setTimeout(() => finish(false), patienceMs);
      container.addEventListener('controllerchange', onChange);
      // One that is active already and yet does not control this page will only do so when asked.
      registration.active?.postMessage('take over');
    });
  } catch {
    // No secure context, blocked by the reader's settings, or a host that serves sw.js as something else.
    return false;
  }
}

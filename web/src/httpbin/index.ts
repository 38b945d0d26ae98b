/**
 * The site's own httpbin: endpoints for samples that need something to fetch, without any server of ours.
 *
 * One implementation serves three places: the service worker (the built site on any static host), the development and
 * preview servers (through `node_adapter.ts`), and the page itself where service workers are unavailable. So it speaks only
 * `Request` and `Response`. Names, limits and bodies follow httpbin.org, so that what is learnt here holds there.
 */
import { plainText, withCommonHeaders } from './respond.js';
import { routes } from './routes.js';

/** The folder under which all endpoints live, below wherever the site is mounted. */
export const httpbinFolder = 'httpbin/';

/**
 * Answers a request to an endpoint, or returns null for a request that is not ours.
 *
 * `basePath` is the path the site is mounted at, with its closing slash. The promise rejects only when the request's signal
 * is aborted; whatever is wrong with the request itself is a response, as over a network.
 */
export function handleHttpbin(request: Request, basePath = '/'): Promise<Response> | null {
  const url = new URL(request.url);
  const prefix = basePath + httpbinFolder;
  if (!url.pathname.startsWith(prefix)) return null;
  return answer(request, url, url.pathname.slice(prefix.length));
}

async function answer(request: Request, url: URL, path: string): Promise<Response> {
  for (const route of routes) {
    const match = route.path.exec(path);
    if (!match) continue;
    if (!route.methods.includes(request.method)) {
      const response = plainText(405, `${request.method} is not allowed here; ${route.methods.join(', ')} is.`);
      response.headers.set('allow', route.methods.join(', '));
      return withCommonHeaders(response);
    }
    return withCommonHeaders(await route.answer({ request, url, parameter: match[1] ?? '' }));
  }
  return withCommonHeaders(plainText(404, `There is no /httpbin/${path} here.`));
}

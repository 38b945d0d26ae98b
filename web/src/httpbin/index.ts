/**
 * The site's own httpbin: endpoints for samples that need something to fetch, without any server of ours.
 *
 * One implementation serves three places: the service worker (the built site on any static host), the development and
 * preview servers (through `node_adapter.ts`), and the page itself where service workers are unavailable. So it speaks only
 * `Request` and `Response`. Names, limits and bodies follow httpbin.org, so that what is learnt here holds there.
 */
import { BadRequest } from './parameters.js';
import { plainText, withCommonHeaders } from './respond.js';
import { routes, type EndpointCall, type Route } from './routes.js';

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
    return withCommonHeaders(withoutBodyForHead(request, await call(route, { request, url, parameter: match[1] ?? '' })));
  }
  return withCommonHeaders(plainText(404, `There is no /httpbin/${path} here.`));
}

async function call(route: Route, what: EndpointCall): Promise<Response> {
  try {
    return await route.answer(what);
  } catch (error) {
    if (error instanceof BadRequest) return plainText(400, error.message);
    throw error;
  }
}

/** HEAD asks for what GET would tell about its answer, and must not wait for the answer itself. */
function withoutBodyForHead(request: Request, response: Response): Response {
  if (request.method !== 'HEAD') return response;
  void response.body?.cancel();
  return new Response(null, response);
}

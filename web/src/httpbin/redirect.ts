/** `/httpbin/redirect/{n}`: leads to `/httpbin/get`, n times 302 away. */
import { wholeNumber } from './parameters.js';
import type { EndpointCall } from './routes.js';

export function redirect({ url, parameter }: EndpointCall): Response {
  const left = wholeNumber(parameter, 'A number of redirects', 1, 100) - 1;
  // Whole: a service worker's answer has no address of its own that the next one could be relative to.
  const next = new URL(left > 0 ? `${left}` : '../get', url);
  return new Response(null, { status: 302, headers: { location: next.href } });
}

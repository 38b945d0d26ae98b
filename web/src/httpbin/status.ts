/** `/httpbin/status/{code}`: answers with that status and no body. */
import { wholeNumber } from './parameters.js';
import type { EndpointCall } from './routes.js';

export function status({ url, parameter }: EndpointCall): Response {
  const code = statusCode(parameter);
  const response = new Response(null, { status: code });
  if ([301, 302, 303, 307, 308].includes(code)) response.headers.set('location', new URL('../get', url).href);
  return response;
}

/** What a `Response` can be made with: fetch itself never shows a 1xx, and HTTP knows none above 599. */
export function statusCode(text: string): number {
  return wholeNumber(text, 'A status', 200, 599);
}

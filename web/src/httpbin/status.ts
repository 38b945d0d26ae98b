/** `/httpbin/status/{code}`: answers with that status and no body. */
import { plainText } from './respond.js';
import type { EndpointCall } from './routes.js';

export function status({ parameter }: EndpointCall): Response {
  const code = Number(parameter);
  // What a `Response` can be made with: fetch itself never shows a 1xx, and HTTP knows none above 599.
  if (!/^\d{3}$/.test(parameter) || code < 200 || code > 599) {
    return plainText(400, `A status is a number from 200 to 599, not "${parameter}".`);
  }
  const response = new Response(null, { status: code });
  if ([301, 302, 303, 307, 308].includes(code)) response.headers.set('location', '../get');
  return response;
}

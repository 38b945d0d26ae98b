/** `/httpbin/headers`: tells the header fields that were sent. */
import { json, namedHeaders } from './respond.js';
import type { EndpointCall } from './routes.js';

export function headers({ request }: EndpointCall): Response {
  return json({ headers: namedHeaders(request.headers) });
}

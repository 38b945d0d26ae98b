/** `/httpbin/get`: tells what was asked. */
import { describeRequest, json } from './respond.js';
import type { EndpointCall } from './routes.js';

export function get({ request, url }: EndpointCall): Response {
  return json(describeRequest(request, url));
}

/** `/httpbin/post`, `put`, `patch`, `delete`: tell what was asked and sent. */
import { describeSent, json } from './respond.js';
import type { EndpointCall } from './routes.js';

export async function send({ request, url }: EndpointCall): Promise<Response> {
  return json(await describeSent(request, url));
}

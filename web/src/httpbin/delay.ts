/** `/httpbin/delay/{seconds}`: answers after that long; fractions count, and ten seconds is the most, as with httpbin. */
import { seconds } from './parameters.js';
import { describeSent, json } from './respond.js';
import type { EndpointCall } from './routes.js';
import { sleep } from './sleep.js';

const longestSeconds = 10;

export async function delay({ request, url, parameter }: EndpointCall): Promise<Response> {
  const waited = Math.min(seconds(parameter, 'A delay'), longestSeconds);
  await sleep(waited * 1000, request.signal);
  return json({ ...(await describeSent(request, url)), delay: waited });
}

/** Which endpoints there are. A new one is a line here and a function in a file of its own. */
import { bytes } from './bytes.js';
import { delay } from './delay.js';
import { drip } from './drip.js';
import { get } from './get.js';
import { headers } from './headers.js';
import { redirect } from './redirect.js';
import { send } from './send.js';
import { status } from './status.js';
import { stream } from './stream.js';

export interface EndpointCall {
  readonly request: Request;
  readonly url: URL;
  /** What the first group of the route's pattern matched: `3` in `delay/3`. */
  readonly parameter: string;
}

export interface Route {
  /** Matched against the path below `/httpbin/`. */
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** May throw a `BadRequest`. */
  readonly answer: (call: EndpointCall) => Response | Promise<Response>;
}

const reading = ['GET', 'HEAD'];
const any = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

export const routes: readonly Route[] = [
  { path: /^get$/, methods: reading, answer: get },
  { path: /^post$/, methods: ['POST'], answer: send },
  { path: /^put$/, methods: ['PUT'], answer: send },
  { path: /^patch$/, methods: ['PATCH'], answer: send },
  { path: /^delete$/, methods: ['DELETE'], answer: send },
  { path: /^headers$/, methods: reading, answer: headers },
  { path: /^delay\/([^/]+)$/, methods: any, answer: delay },
  { path: /^status\/([^/]+)$/, methods: any, answer: status },
  { path: /^bytes\/([^/]+)$/, methods: reading, answer: bytes },
  { path: /^stream\/([^/]+)$/, methods: reading, answer: stream },
  { path: /^drip$/, methods: reading, answer: drip },
  { path: /^redirect\/([^/]+)$/, methods: any, answer: redirect },
];

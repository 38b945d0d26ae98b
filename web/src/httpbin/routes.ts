/** Which endpoints there are. A new one is a line here and a function in a file of its own. */
import { delay } from './delay.js';
import { get } from './get.js';
import { status } from './status.js';

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
  readonly answer: (call: EndpointCall) => Response | Promise<Response>;
}

const reading = ['GET', 'HEAD'];
const any = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

export const routes: readonly Route[] = [
  { path: /^get$/, methods: reading, answer: get },
  { path: /^delay\/([^/]+)$/, methods: any, answer: delay },
  { path: /^status\/([^/]+)$/, methods: any, answer: status },
];

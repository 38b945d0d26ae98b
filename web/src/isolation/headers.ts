/**
 * Cross-origin isolation: what browsers ask for before they share memory between threads. Two headers on the page and on its
 * workers' scripts. A server that sends them is best; on a host that serves files and nothing else the service worker adds them.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/** Of these the browser looks at the headers; all else on an isolated page comes from the site itself or by CORS. */
const isolatedDestinations: readonly RequestDestination[] = ['document', 'iframe', 'frame', 'worker', 'sharedworker'];

export function wantsIsolation(request: Pick<Request, 'destination'>): boolean {
  return isolatedDestinations.includes(request.destination);
}

/** Responses with these never have a body, and none can be made with one. */
const withoutBody: readonly number[] = [204, 205, 304];

/** The same response, with the headers. One that says only where to go instead is left as it is: the next one gets them. */
export function isolate(response: Response): Response {
  if (response.type === 'opaqueredirect' || response.type === 'error') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolationHeaders)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(withoutBody.includes(status) ? null : response.body, { status, statusText, headers });
}

/** `/httpbin/delay/{seconds}`: answers after that long; fractions count, and ten seconds is the most, as with httpbin. */
import { describeRequest, json, plainText } from './respond.js';
import type { EndpointCall } from './routes.js';

const longestSeconds = 10;

export async function delay({ request, url, parameter }: EndpointCall): Promise<Response> {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(parameter)) {
    return plainText(400, `A delay is a number of seconds, such as 2 or 0.5, not "${parameter}".`);
  }
  const seconds = Math.min(Number(parameter), longestSeconds);
  await sleep(seconds * 1000, request.signal);
  return json({ ...describeRequest(request, url), delay: seconds });
}

/** Rejects as soon as `signal` is aborted, and leaves no timer behind then. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

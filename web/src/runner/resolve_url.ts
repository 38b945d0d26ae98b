/** Where a program's request goes: the one place that knows how a program's address relates to the site's. */
import { httpbinFolder } from '../httpbin/index.js';

/**
 * Resolves an address as a program wrote it against the folder the site is mounted at.
 *
 * A path that begins with `/httpbin/` means the site's own endpoint wherever the site is mounted, so that a sample need not
 * know whether it runs at `/` or at `/weft/`. Everything else resolves as it would in the page.
 *
 * Throws a `TypeError`, as `fetch` does, for what is no address and for schemes that reach into the page (`blob:`) or are no
 * requests at all.
 */
export function resolveProgramUrl(address: string, baseUrl: string): URL {
  const siteRelative = address.startsWith(`/${httpbinFolder}`) ? address.slice(1) : address;
  if (!URL.canParse(siteRelative, baseUrl)) throw new TypeError(`"${address}" is no address that can be fetched`);
  const url = new URL(siteRelative, baseUrl);
  if (!['http:', 'https:', 'data:'].includes(url.protocol)) {
    throw new TypeError(`A program may fetch http and https addresses, not "${url.protocol}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('An address with a user name or password in it cannot be fetched');
  }
  return url;
}

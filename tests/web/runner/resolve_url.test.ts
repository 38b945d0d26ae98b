import { expect, it } from 'vitest';
import { resolveProgramUrl } from '../../../web/src/runner/resolve_url.js';

it.each([
  // The site's own endpoints, wherever the site is.
  ['/httpbin/delay/1', 'https://host.test/', 'https://host.test/httpbin/delay/1'],
  ['/httpbin/delay/1', 'https://host.test/some/weft/', 'https://host.test/some/weft/httpbin/delay/1'],
  ['httpbin/get?a=1', 'https://host.test/weft/', 'https://host.test/weft/httpbin/get?a=1'],
  // Everything else as in the page.
  ['/other', 'https://host.test/weft/', 'https://host.test/other'],
  ['/httpbinary', 'https://host.test/weft/', 'https://host.test/httpbinary'],
  ['examples/a.txt', 'https://host.test/weft/', 'https://host.test/weft/examples/a.txt'],
  ['https://elsewhere.test/httpbin/get', 'https://host.test/weft/', 'https://elsewhere.test/httpbin/get'],
  ['//elsewhere.test/x', 'https://host.test/weft/', 'https://elsewhere.test/x'],
  ['data:text/plain,hi', 'https://host.test/weft/', 'data:text/plain,hi'],
])('%s from %s is %s', (address, base, expected) => {
  expect(resolveProgramUrl(address, base).href).toBe(expected);
});

it.each([
  ['https://', /no address/],
  ['blob:https://host.test/5d7c', /not "blob:"/],
  ['file:///etc/passwd', /not "file:"/],
  ['javascript:alert(1)', /not "javascript:"/],
  ['https://name:secret@host.test/', /user name/],
])('%s is refused', (address, reason) => {
  expect(() => resolveProgramUrl(address, 'https://host.test/')).toThrow(reason);
});

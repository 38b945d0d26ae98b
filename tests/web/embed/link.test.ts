import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LinkError, readLink, writeLink } from '../../../web/src/embed/format/link.js';

// These are in links out there: each must be read as it is here for ever. Never change one; add to them.
const golden = [
  ['#v1?example=02-send', { options: { example: '02-send' }, code: null }],
  ['v1?', { options: {}, code: null }],
  [
    '#v1?variants=sync%2Casync&view=compare&readonly=&height=200&expect=two+words%5Cn&stdin=%ED%95%9C+%22%26%22&code=U87MS84pTUlVsClPTSvRBxF6GQUFdlz6-gpv9k55vXjF2-4tCh_mL9_KlZlXopCbmJmnoalQrQBSaGVVUAQUzMnTUMpIzcnJV9K0VqjlAgA',
    { options: { variants: 'sync,async', view: 'compare', readonly: '', height: '200', expect: 'two words\\n', stdin: '한 "&"' }, code: '#include <weft/weft.hpp>\n// 코루틴 🧵\nint main() { weft::println("hello"); }\n' },
  ],
  // Stored, not compressed: another packer's.
  ['#v1?code=AQ4A8f9pbnQgbWFpbigpIHt9Cg&theme=dark', { options: { theme: 'dark' }, code: 'int main() {}\n' }],
] as const;

describe('links', () => {
  test.each(golden)('%s is read', async (link, content) => {
    expect(await readLink(link)).toEqual(content);
  });

  test('are written like this', async () => {
    expect(await writeLink({ options: { loading: 'lazy', example: '02-send', expect: 'two words\\n' }, code: null })).toBe(
      'v1?example=02-send&expect=two+words%5Cn&loading=lazy',
    );
    expect(await writeLink({ options: { readonly: '' }, code: 'int main() {}\n' })).toMatch(/^v1\?readonly=&code=[\w-]+$/);
  });

  test.each([
    { options: {}, code: '' },
    { options: { expect: '"quoted" & 50% + more = 100 # end', args: '코루틴' }, code: '// 코루틴 🧵\nint main() {}\n' },
    { options: { view: 'compare', readonly: '' }, code: 'weft::println("{}", 1);\n'.repeat(10_000) },
  ])('give back what was written', async (content) => {
    expect(await readLink(`#${await writeLink(content)}`)).toEqual(content);
  });

  test('pass over options that they do not know', async () => {
    expect(await readLink('#v1?view=compare&toString=1&sparkles=many')).toEqual({ options: { view: 'compare' }, code: null });
  });

  test('of a later version say so', async () => {
    const error = await readLink('#v2?anything').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LinkError);
    expect(error).toMatchObject({
      reason: 'version',
      message: 'This link was made by a newer weft (its form is version 2, this weft reads version 1).',
    });
  });

  const packed = (text: string | Buffer) => deflateRawSync(text).toString('base64url');
  test.each([
    ['no link', '#something'],
    ['nothing', ''],
    ['cut short', `#v1?code=${packed('int main() {}'.repeat(40) + Math.random()).slice(0, -6)}`],
    ['not base64', '#v1?code=%25%25%25'],
    ['not UTF-8', `#v1?code=${packed(Buffer.from([0xff, 0xfe]))}`],
    ['a bomb', `#v1?code=${packed(' '.repeat(3_000_000))}`],
  ])('that are damaged (%s) say so', async (_what, link) => {
    await expect(readLink(link)).rejects.toMatchObject({ name: 'LinkError', reason: 'damaged' });
  });
});

/**
 * Ties the chosen sample to the page's address: `#example=<id>`, also `?example=<id>` in links made by hand. The form of
 * these links lives for ever. A link shows a sample; it never runs one.
 */
export function exampleInAddress(address: URL): string | null {
  return new URLSearchParams(address.hash.slice(1)).get('example') ?? address.searchParams.get('example');
}

/** The address that shows `example`. What else stands in the address stays. */
export function addressOfExample(address: URL, example: string): URL {
  const next = new URL(address);
  next.searchParams.delete('example');
  // The link of an embed names another program.
  const parameters = new URLSearchParams(/^#v\d+\?/.test(next.hash) ? '' : next.hash.slice(1));
  parameters.set('example', example);
  next.hash = parameters.toString();
  return next;
}

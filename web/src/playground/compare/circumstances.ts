/** Which browser this is, by the name and version that its reader knows. */

export interface BrowserHints {
  readonly userAgent: string;
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string; readonly version: string }[] } | undefined;
}

export function browserName({ userAgent, userAgentData }: BrowserHints): string {
  // The list holds a made-up brand, so that nobody relies on there being one; the engine's own name comes with the product's.
  const brands = userAgentData?.brands.filter(({ brand }) => !/not.?a.?brand|not\W/i.test(brand)) ?? [];
  const brand = brands.find((each) => each.brand !== 'Chromium') ?? brands[0];
  if (brand) return `${brand.brand} ${brand.version}`;
  for (const [pattern, name] of [
    [/Firefox\/(\d+)/, 'Firefox'],
    [/(?:Headless)?Chrom(?:e|ium)\/(\d+)/, 'Chromium'],
    [/Version\/([\d.]+).*Safari\//, 'Safari'],
  ] as const) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent.slice(0, 80);
}

export function thisBrowser(): string {
  return browserName(navigator as BrowserHints);
}

export function coresHere(): number | null {
  return typeof navigator.hardwareConcurrency === 'number' ? navigator.hardwareConcurrency : null;
}

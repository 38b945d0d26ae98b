/** Serves the built site while the tests run. */
import type { TestProject } from 'vitest/node';
import { serveSite } from '../support/site.mjs';

export default async function ({ provide }: TestProject): Promise<() => Promise<void>> {
  const { address, close } = await serveSite();
  provide('site', address);
  return close;
}

// Reads what a GoogleTest program prints, so that a test that took the whole program down counts as failed, and is named.

/**
 * @param {string} output
 * @returns {{passed: number, failed: number, skipped: number, failures: string[]}}
 */
export function readGtestOutput(output) {
  let passed = 0;
  let skipped = 0;
  /** @type {string[]} */
  const failures = [];
  /** @type {string | undefined} */
  let running;
  // A result line may follow, on the same line, what the test itself printed without a newline.
  for (const [, kind, name] of output.matchAll(/\[( RUN      |       OK |  FAILED  |  SKIPPED )\] (\S+?\.\S+?)(?=,| \(\d+ ms\)|\r?\n|$)/g)) {
    if (name === undefined) continue;
    if (kind === ' RUN      ') {
      running = name;
      continue;
    }
    // The list at the end repeats the names of failed and skipped tests.
    if (name !== running) continue;
    running = undefined;
    if (kind === '       OK ') passed += 1;
    else if (kind === '  SKIPPED ') skipped += 1;
    else failures.push(name);
  }
  if (running !== undefined) failures.push(`${running} (the program ended in it)`);
  return { passed, failed: failures.length, skipped, failures };
}

/** Work in short tasks: a page with many blocks answers its reader while they are upgraded. */
const sliceMs = 8;
const queue: (() => void)[] = [];
let working = false;

/** Does it now if nothing else waits, otherwise when its turn comes. */
export function inSlices(work: () => void): void {
  queue.push(work);
  if (!working) workOn();
}

function workOn(): void {
  working = true;
  const end = performance.now() + sliceMs;
  do {
    try {
      queue.shift()?.();
    } catch (error) {
      // One block's trouble is not the others'.
      console.error('weft:', error);
    }
  } while (queue.length > 0 && performance.now() < end);
  working = queue.length > 0;
  if (working) setTimeout(workOn);
}

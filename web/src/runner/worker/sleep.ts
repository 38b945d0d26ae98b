/** Blocks a worker's thread. */

/**
 * Shared memory of our own to wait on. `WebAssembly.Memory` gives it also where the page is not isolated and there is no
 * `SharedArrayBuffer`; it just may not be sent anywhere.
 */
function makeWaitingPlace(): Int32Array<SharedArrayBuffer> | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return new Int32Array(memory.buffer as unknown as SharedArrayBuffer, 0, 1);
  } catch {
    return undefined;
  }
}

let waitingPlace: Int32Array<SharedArrayBuffer> | undefined;

export function sleepBlocking(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  waitingPlace ??= makeWaitingPlace();
  try {
    if (waitingPlace) Atomics.wait(waitingPlace, 0, 0, milliseconds);
  } catch {
    // An engine that lets no worker wait without isolation: what is left is to watch the clock.
  }
  while (performance.now() < end);
}

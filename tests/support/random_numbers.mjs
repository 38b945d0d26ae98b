// Random numbers that a seed decides, the same on every machine: what tests make programs of.

/** @param {number} seed @returns {() => number} numbers from 0 up to 1 */
export function randomNumbers(seed) {
  let state = (seed * 2_654_435_769) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

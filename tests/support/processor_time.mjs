// How long a process and all that it has started have kept processors busy, from Linux's /proc.

import fs from 'node:fs';

/** Clock ticks, which Linux counts a hundred of in a second towards programs, whatever its own timer does. */
const millisecondsPerTick = 10;

/**
 * @param {number | undefined} root
 * @returns {number} milliseconds so far; NaN where there is no /proc
 */
export function processorTime(root) {
  if (root === undefined || !fs.existsSync('/proc/self/stat')) return NaN;
  /** @type {Map<number, {parent: number, ticks: number}>} */
  const processes = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The second field, a name in parentheses, may hold anything.
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      processes.set(Number(name), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
    } catch {
      // It has ended meanwhile.
    }
  }
  const belongs = (/** @type {number} */ process) => {
    for (let each = process; each > 1; each = processes.get(each)?.parent ?? 0) if (each === root) return true;
    return false;
  };
  let ticks = 0;
  for (const [process, { ticks: own }] of processes) if (belongs(process)) ticks += own;
  return ticks * millisecondsPerTick;
}

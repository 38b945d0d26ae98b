/**
 * Works around a fault of LLVM's WebAssembly back end (18 to 22 at least, https://github.com/llvm/llvm-project/issues/208409), in LLVM's own
 * intermediate language, as text, between the optimizer and the back end.
 *
 * A coroutine goes on in the middle: its resume function jumps from its entry to what follows the suspension, deep within loops. WebAssembly has no
 * jumps into loops, so the back end gives each loop that has several entries a dispatcher before them. It cannot do so where an entry is an exception
 * handler, and takes one for an entry that is none:
 *
 *     for (…)
 *       for (…)
 *         try { co_await fetch(url(i)); } catch (…) {}
 *
 * What follows the suspension is no part of the inner loop (it is reached only from outside), but both it and `url(i)`, which is, lead to the handler.
 * Then clang stops with "Explicit branch to an EH pad!", or, built without assertions, makes a program in which exceptions pass handlers by.
 *
 * What helps is a way from the inside of each loop to what follows the suspension: it is then an ordinary entry, and the handler lies within. The way is
 * never taken, but the back end does not know. A loop in a loop needs an entry of its own, so one block is put before for each.
 */

import { FunctionBody } from './ir_function.mjs';

/** @typedef {import('./ir_function.mjs').Block} Block */

/** The never-taken jump: a number that the back end cannot foresee. */
const UNFORESEEN = 'call i32 asm "", "=r,0"(i32 0)';

/** More than any function of sense needs; a repair that does not help must not go on for ever. */
const MOST_REPAIRS = 500;

/**
 * Repairs what there is to repair in one function.
 *
 * @param {FunctionBody} body
 * @returns {'nothing' | 'repaired' | 'failed'} `failed`: the back end will still go wrong
 */
export function repairLoopEntries(body) {
  /** Blocks that were put before another one, as its entry from further outside. @type {Map<string, string>} */
  const doors = new Map();
  for (let repairs = 0; ; repairs += 1) {
    const trouble = findTrouble(body);
    if (trouble === null) return repairs > 0 ? 'repaired' : 'nothing';
    if (repairs === MOST_REPAIRS || !repair(body, doors, trouble)) return 'failed';
  }
}

/**
 * A loop of which a handler is, or seems to be, an entry.
 *
 * @typedef {object} Trouble
 * @property {Set<string>} loop
 * @property {Set<string>} leading blocks around it that lead to one of its handlers without having been in it
 * @property {Set<string>} roots those of them in which what is around the loop is entered
 */

/**
 * Goes through the loops as the back end does: from the outermost inwards; entries of one level are out of sight on the next.
 *
 * @param {FunctionBody} body
 * @returns {Trouble | null}
 */
function findTrouble(body) {
  const entry = body.blocks[0]?.name ?? '';
  /** @type {Map<string, string[]>} */
  const all = new Map(body.blocks.map((block) => [block.name, block.successors()]));
  const pads = new Set(body.blocks.filter(({ isPad }) => isPad).map(({ name }) => name));
  /** @type {{ region: Set<string>, hidden: Set<string> }[]} */
  const regions = [{ region: new Set(all.keys()), hidden: new Set([entry]) }];
  for (let next = regions.pop(); next !== undefined; next = regions.pop()) {
    const { region, hidden } = next;
    const successors = (/** @type {string} */ name) => (all.get(name) ?? []).filter((to) => region.has(to) && !hidden.has(to));
    for (const loop of stronglyConnected(region, successors)) {
      /** @type {Map<string, string[]>} */
      const entries = new Map();
      for (const from of region) {
        if (loop.has(from)) continue;
        for (const to of successors(from)) if (loop.has(to)) entries.set(to, [...(entries.get(to) ?? []), from]);
      }
      // What a dispatcher leads to is entered, too.
      for (const name of hidden) if (loop.has(name)) entries.set(name, entries.get(name) ?? []);
      const troubled = [...entries].filter(([name]) => pads.has(name));
      if (entries.size > 1 && troubled.length > 0) {
        const leading = new Set(troubled.flatMap(([, from]) => from));
        // (A set that grows while it is gone through.)
        for (const name of leading) {
          if (hidden.has(name)) continue;
          for (const from of region) if (!loop.has(from) && successors(from).includes(name)) leading.add(from);
        }
        return { loop, leading, roots: new Set([...leading].filter((name) => hidden.has(name))) };
      }
      regions.push({ region: loop, hidden: new Set(entries.keys()) });
    }
  }
  return null;
}

/**
 * The loops among `nodes`: strongly connected parts that can come back to themselves (Tarjan).
 *
 * @param {Set<string>} nodes
 * @param {(name: string) => string[]} successors
 * @returns {Set<string>[]}
 */
function stronglyConnected(nodes, successors) {
  /** @type {Map<string, { index: number, low: number, onStack: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {Set<string>[]} */
  const found = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    // A stack of our own: functions may have more blocks than JavaScript has stack.
    const work = [{ name: start, rest: enter(start) }];
    while (work.length > 0) {
      const top = /** @type {{ name: string, rest: string[] }} */ (work.at(-1));
      const mine = /** @type {{ index: number, low: number, onStack: boolean }} */ (seen.get(top.name));
      const to = top.rest.pop();
      if (to !== undefined) {
        const other = seen.get(to);
        if (other === undefined) work.push({ name: to, rest: enter(to) });
        else if (other.onStack) mine.low = Math.min(mine.low, other.index);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) {
        const above = /** @type {{ low: number }} */ (seen.get(parent.name));
        above.low = Math.min(above.low, mine.low);
      }
      if (mine.low !== mine.index) continue;
      /** @type {Set<string>} */
      const part = new Set();
      for (let name = ''; name !== top.name; ) {
        name = stack.pop() ?? top.name;
        part.add(name);
        const one = seen.get(name);
        if (one !== undefined) one.onStack = false;
      }
      if (part.size > 1 || successors(top.name).includes(top.name)) found.push(part);
    }
  }
  return found;

  /** @param {string} name */
  function enter(name) {
    seen.set(name, { index: seen.size, low: seen.size, onStack: true });
    stack.push(name);
    return successors(name);
  }
}

/**
 * Makes what leads into the loop's handlers from outside a part of the loop.
 *
 * @param {FunctionBody} body
 * @param {Map<string, string>} doors
 * @param {Trouble} trouble
 * @returns {boolean} false: there is no way that would leave the function what it is
 */
function repair(body, doors, { loop, leading, roots }) {
  const entry = body.blocks[0];
  if (entry === undefined) return false;
  const resumed = new Set(entry.successors().map((name) => behind(doors, name)));
  const within = edgeWithin(body, loop);
  // A way may only lead to where the function is resumed: all that is needed there has been there from the entry on.
  const known = [...roots].filter((name) => name === entry.name || resumed.has(behind(doors, name)));
  if (known.length === 0 || within === null) return false;
  const { from, to } = within;
  const ways = body.addBlock();
  from.retarget(to.name, ways.name);
  for (const phi of to.phis()) {
    const moved = phi.incoming.find((each) => each.from === from.name);
    const others = phi.incoming.filter((each) => each.from !== from.name);
    to.writePhi({ ...phi, incoming: moved === undefined ? others : [...others, { value: moved.value, from: ways.name }] });
  }

  /** @type {Set<string>} */
  const targets = new Set();
  for (const name of known) {
    // What is behind a door, or the function's entry, is no entry of the loop around, and can be one of this loop. What has no door gets one, for the
    // loop around.
    const next = doors.get(name);
    if (name === entry.name) entry.successors().forEach((each) => leading.has(each) && targets.add(each));
    else if (next === undefined) targets.add(addDoor(body, doors, body.block(name), loop)).add(name);
    else targets.add(next);
  }
  for (const name of targets) {
    const target = body.block(name);
    for (const phi of target.phis()) target.writePhi({ ...phi, incoming: [...phi.incoming, { value: 'zeroinitializer', from: ways.name }] });
  }
  const cases = [...targets].map((name, i) => `    i32 ${i + 1}, label %${name}`);
  ways.lines.push(`  %${ways.name}.number = ${UNFORESEEN}`, `  switch i32 %${ways.name}.number, label %${to.name} [`, ...cases, '  ]');
  return true;
}

/** @param {Map<string, string>} doors @param {string} name */
function behind(doors, name) {
  let at = name;
  for (let next = doors.get(at); next !== undefined; next = doors.get(at)) at = next;
  return at;
}

/**
 * Puts a block before `target`, through which all come that do not come from the loop.
 *
 * @param {FunctionBody} body
 * @param {Map<string, string>} doors
 * @param {Block} target
 * @param {Set<string>} loop
 * @returns {string} its name
 */
function addDoor(body, doors, target, loop) {
  const comingFrom = body.blocks.filter((block) => !loop.has(block.name) && block.successors().includes(target.name));
  const outside = new Set(comingFrom.map(({ name }) => name));
  const door = body.addBlock();
  doors.set(door.name, target.name);
  for (const phi of target.phis()) {
    const [outer, inner] = [true, false].map((wanted) => phi.incoming.filter((each) => outside.has(each.from) === wanted));
    if (outer === undefined || inner === undefined) continue;
    const value = `%${door.name}.${door.lines.length}`;
    door.lines.push(`  ${value} = phi ${phi.type} ${outer.map((each) => `[ ${each.value}, %${each.from} ]`).join(', ')}`);
    target.writePhi({ ...phi, incoming: [...inner, { value, from: door.name }] });
  }
  for (const block of comingFrom) block.retarget(target.name, door.name);
  // Not empty, or it would be taken out as of no use.
  door.lines.push('  call void asm sideeffect "", ""()', `  br label %${target.name}`);
  return door.name;
}

/**
 * A jump between two blocks of the loop, neither of them in a handler.
 *
 * @param {FunctionBody} body
 * @param {Set<string>} loop
 * @returns {{ from: Block, to: Block } | null}
 */
function edgeWithin(body, loop) {
  // Between a pad and the return from it lies the handler.
  const handlers = new Set(body.blocks.filter(({ isPad }) => isPad).map(({ name }) => name));
  for (const name of handlers) {
    const block = body.block(name);
    if (/^ *(?:catchret|cleanupret)\b/mu.test(block.terminator)) continue;
    for (const to of block.successors()) handlers.add(to);
  }
  for (const from of body.blocks) {
    if (!loop.has(from.name) || handlers.has(from.name) || !/^ *br\b/u.test(from.terminator)) continue;
    const to = from.successors().find((name) => loop.has(name) && !handlers.has(name));
    if (to !== undefined) return { from, to: body.block(to) };
  }
  return null;
}

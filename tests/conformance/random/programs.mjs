// Random programs for interpreter.py and interpreter.cpp: a few tasks that sleep, wait for one another, cancel, limit and group
// each other and share primitives, as a seed has it.
//
// A program is a tree of lists and words: tasks (`(task label statement…)`), each of statements (`(sleep 3)`), which may have
// blocks of statements. A word in place of a task stands for whatever task is in that slot; where a coroutine may stand, a list
// `(label statement…)` is one. Some programs are about one generator instead, `(generator driver body)`, or about one async
// generator and the tasks that talk to it, `(async-generator parts (label statement…)…)`.
//
// What is left out is what asyncio leaves open, or weft has otherwise on purpose. Deadlines are fractions of their own, so that none
// is due together with a sleep: the result would win over it in weft, and be lost in asyncio.

import { randomNumbers } from '../../support/random_numbers.mjs';

/** @typedef {string | Node[]} Node */

/**
 * @typedef {[blocks: boolean, make: () => Node]} Choice whether the statement has blocks, and how one is made
 *
 * @typedef {object} Maker what statements are made of
 * @property {(limit: number) => number} below
 * @property {(of: readonly string[]) => string} one
 * @property {() => string} label
 * @property {() => string} word
 * @property {() => string} slot
 * @property {() => string} ticks
 * @property {() => string} deadline
 * @property {() => string} message
 * @property {() => Node[]} block
 * @property {() => Node[]} coroutine
 * @property {() => Node} item a task or coroutine
 * @property {() => Node[]} items
 */

const deepest = 6;

/**
 * @param {number} seed
 * @returns {Node[]} the program's tasks
 */
export function makeProgram(seed) {
  const random = randomNumbers(seed);
  const below = (/** @type {number} */ limit) => Math.floor(random() * limit);
  /** @template T @param {readonly T[]} of @returns {T} */
  const one = (of) => /** @type {T} */ (of[below(of.length)]);
  let labels = 0;
  let deadlines = 0;
  let fuel = 8 + below(50);
  let depth = 0;
  // A program is about a few things, so that they meet.
  const themes = Array.from({ length: 1 + below(4) }, () => one(Object.keys(kinds)));

  /** @param {number} most @returns {Node[]} */
  const statements = (most) => {
    /** @type {Node[]} */
    const made = [];
    depth += 1;
    for (let left = 1 + below(most); left > 0 && fuel > 0; left -= 1) made.push(statement());
    depth -= 1;
    return made.length > 0 ? made : [['sleep', maker.ticks()]];
  };
  /** @type {Maker} */
  const maker = {
    below,
    one,
    label: () => `@${labels++}`,
    word: () => `w${labels++}`,
    slot: () => (below(4) === 0 ? `r${below(3)}` : `s${below(4)}`),
    ticks: () => String(one([0, 0, 1, 1, 1, 2, 2, 3, 5]) * second),
    deadline: () => String(one([1, 2, 3, 4]) * second - second / 2 + ++deadlines * 1009 + below(1000)),
    message: () => one(['m1', 'm2', 'm3']),
    block: () => statements(3),
    coroutine: () => [maker.label(), ...statements(3)],
    item: () => (below(2) === 0 || depth >= deepest - 1 ? maker.slot() : maker.coroutine()),
    items: () => Array.from({ length: 1 + below(3) }, maker.item),
  };

  /** @returns {Node} */
  function statement() {
    fuel -= 1;
    const kind = below(3) === 0 || depth >= deepest ? 'plain' : one(themes);
    const choices = kinds[kind]?.(maker) ?? [];
    for (;;) {
      const [blocks, make] = one(choices);
      if (depth < deepest || !blocks) return make();
    }
  }

  if (below(4) === 0) {
    return [['generator', list(3 + below(8), () => talk(maker, ['next', 'next', 'send', 'throw', 'throw-exit', 'close'])), generatorBlock(maker, 0)]];
  }
  if (below(4) === 0) {
    // None that yields while it is closed: CPython's async generator has then ended in some ways and not in others.
    const part = () => {
      const kind = one(['boom', 'exit', 'cancelled']);
      const closes = kind === 'exit';
      const end = below(2) === 0 ? [] : asyncBlock(maker, ['say', 'raise', 'sleep']);
      return [kind, closes ? 'raise' : one(['raise', 'on']), asyncBlock(maker, anything), asyncBlock(maker, closes ? ['say', 'return', 'raise', 'sleep'] : anything), end];
    };
    const drivers = list(1 + below(3), () => [maker.label(), ...list(2 + below(6), () => talk(maker, ['next', 'next', 'next', 'send', 'throw', 'close', 'sleep', 'cancel']))]);
    return [['async-generator', list(1 + below(3), part), ...drivers]];
  }
  return Array.from({ length: 1 + below(3) }, () => ['task', maker.label(), ...statements(6)]);
}

/** @template T @param {number} length @param {() => T} make @returns {T[]} */
function list(length, make) {
  return Array.from({ length }, make);
}

/** @param {Maker} m @param {readonly string[]} words @returns {Node} something said to a generator */
function talk(m, words) {
  const what = m.one(words);
  if (what === 'send') return [what, String(m.below(9))];
  if (what === 'throw') return [what, m.word()];
  if (what === 'sleep') return [what, m.ticks()];
  if (what === 'cancel') return [what, String(m.below(3))];
  return [what];
}

/** @param {Maker} m @param {number} depth @returns {Node[]} */
function generatorBlock(m, depth) {
  const nested = () => generatorBlock(m, depth + 1);
  return list(1 + m.below(depth > 2 ? 2 : 4), () => {
    switch (m.below(depth > 3 ? 7 : 14)) {
      case 0:
        return ['say', m.word()];
      case 1:
        return ['raise', m.word()];
      case 2:
        return ['return', String(m.below(9))];
      case 3:
        return m.below(3) === 0 ? ['raise-exit'] : ['again'];
      case 7:
      case 8:
        return ['from', ...nested()];
      case 9:
        return ['from-started', ...nested()];
      case 10:
        return ['try', nested(), nested()];
      case 11:
      case 12:
        return ['try-exit', m.one(['raise', 'on']), nested(), nested()];
      case 13:
        return ['finally', nested(), nested()];
      default:
        return ['yield', String(m.below(9))];
    }
  });
}

/** Of the body of an async generator. */
const anything = ['yield', 'yield', 'yield', 'yield', 'say', 'return', 'raise', 'raise-exit', 'sleep', 'sleep'];

/** @param {Maker} m @param {readonly string[]} words @returns {Node[]} */
function asyncBlock(m, words) {
  return list(1 + m.below(3), () => {
    const what = m.one(words);
    if (what === 'yield') return [what, String(m.below(9))];
    if (what === 'sleep') return [what, m.ticks()];
    return what === 'return' || what === 'raise-exit' ? [what] : [what, m.word()];
  });
}

const second = 1_000_000; // in ticks

/** What statements there are. @type {Record<string, (m: Maker) => Choice[]>} */
const kinds = {
  plain: (m) => [
    [false, () => ['sleep', m.ticks()]],
    [false, () => ['sleep', m.ticks()]],
    [false, () => ['sleep', '0']],
    [false, () => ['say', m.word()]],
    [false, () => ['return', String(m.below(9))]],
    [false, () => ['raise', m.word()]],
    [true, () => ['call', ...m.block()]],
    [true, () => ['try-cancel', m.one(['raise', 'raise', 'on']), m.block(), m.block()]],
    [true, () => ['try-cancel', m.one(['raise', 'on']), [['sleep', m.ticks()]], m.block()]],
    [true, () => ['try', m.block(), m.block()]],
    [true, () => ['finally', m.block(), m.block()]],
    [true, () => ['spawn', m.slot(), ...m.coroutine()]],
    [true, () => ['spawn', m.slot(), ...m.coroutine()]],
    [false, () => ['await', m.slot()]],
  ],
  cancelling: (m) => [
    [false, () => ['cancel', m.slot(), m.message()]],
    [false, () => ['cancel', m.slot(), m.message()]],
    [false, () => ['cancel-self', m.message()]],
    [false, () => ['uncancel-self']],
    [false, () => ['uncancel', m.slot()]],
    [false, () => ['look', m.slot()]],
    [false, () => ['result', m.slot()]],
    [false, () => ['await', m.slot()]],
    [false, () => ['soon-cancel', m.slot()]],
    [false, () => ['later-cancel', m.ticks(), m.slot()]],
    [false, () => ['done-callback', m.slot(), m.word()]],
    [true, () => ['spawn', m.slot(), ...m.coroutine()]],
    [true, () => ['try-cancel', m.one(['raise', 'on']), m.block(), m.block()]],
  ],
  gathering: (m) => [
    [true, () => ['gather', m.one(['all', 'settled']), ...m.items()]],
    [true, () => ['gather', m.one(['all', 'settled']), ...m.items()]],
    [true, () => ['gather-cancel', m.one(['all', 'settled']), m.ticks(), ...m.items()]],
    [true, () => ['wait', m.one(['first', 'failure', 'all']), m.one(['-', '-', m.deadline()]), ...m.items()]],
    [true, () => ['as-completed', ...m.items()]],
    [true, () => ['shield', m.item()]],
    [true, () => ['shield', m.item()]],
  ],
  limits: (m) => [
    [true, () => ['wait-for', m.deadline(), m.item()]],
    [true, () => ['wait-for', m.deadline(), m.item()]],
    [true, () => ['wait-for', '0', m.item()]],
    [true, () => ['timeout', '0', ...m.block()]],
    [true, () => ['timeout', m.deadline(), ...m.block()]],
    [true, () => ['timeout', m.deadline(), ...m.block()]],
    [false, () => ['wait-for-future', m.deadline(), String(m.below(3))]],
    [true, () => ['shield', m.item()]],
  ],
  groups: (m) => [
    [true, () => ['group', ...m.block()]],
    [true, () => ['group', ['group-spawn', m.slot(), ...m.coroutine()], ['group-spawn', m.slot(), ...m.coroutine()], ...m.block()]],
    [true, () => ['group-spawn', m.slot(), ...m.coroutine()]],
    [true, () => ['group-spawn', m.slot(), ...m.coroutine()]],
    [false, () => ['raise', m.word()]],
    [false, () => ['cancel', m.slot(), m.message()]],
    [true, () => ['timeout', m.deadline(), ...m.block()]],
  ],
  futures: (m) => [
    [false, () => ['future-await', String(m.below(3))]],
    [false, () => ['future-await', String(m.below(3))]],
    [false, () => ['future-set', String(m.below(3)), String(m.below(9))]],
    [false, () => ['future-raise', String(m.below(3)), m.word()]],
    [false, () => ['future-cancel', String(m.below(3)), m.message()]],
    [false, () => ['future-new', String(m.below(3))]],
    [false, () => ['future-callback', String(m.below(3)), m.word()]],
    [false, () => ['shield-future', String(m.below(3))]],
    [false, () => ['later-set', m.ticks(), String(m.below(3)), String(m.below(9))]],
    [false, () => ['soon', m.word()]],
    [false, () => ['later', m.ticks(), m.word()]],
    [false, () => ['handle-cancel']],
  ],
  locks: (m) => [
    [true, () => ['lock', String(m.below(2)), ...m.block()]],
    [true, () => ['lock', String(m.below(2)), ['sleep', m.ticks()]]],
    [true, () => ['semaphore', String(m.below(3)), ...m.block()]],
    [true, () => ['semaphore', String(m.below(3)), ['sleep', m.ticks()]]],
    [false, () => ['semaphore-release', String(m.below(3))]],
    [false, () => ['locked', String(m.below(2))]],
    [false, () => ['cancel', m.slot(), m.message()]],
    [true, () => ['spawn', m.slot(), m.label(), ['lock', String(m.below(2)), ['sleep', m.ticks()]]]],
    [true, () => ['wait-for', m.deadline(), [m.label(), ['lock', String(m.below(2)), ['sleep', m.ticks()]]]]],
  ],
  events: (m) => [
    [false, () => ['event-wait', String(m.below(2))]],
    [false, () => ['event-set', String(m.below(2))]],
    [false, () => ['event-clear', String(m.below(2))]],
    [false, () => ['later-event', m.ticks(), String(m.below(2))]],
    [true, () => ['condition', ['condition-wait'], ...m.block()]],
    [true, () => ['condition', ['condition-wait']]],
    [true, () => ['condition', ['notify', String(1 + m.below(2))], ...m.block()]],
    [true, () => ['condition', ['notify', String(1 + m.below(2))]]],
    [false, () => ['condition-wait']],
    [false, () => ['notify', '1']],
    [false, () => ['barrier', String(m.below(2))]],
    [false, () => ['barrier', String(m.below(2))]],
    [false, () => ['barrier-reset', String(m.below(2))]],
    [false, () => ['barrier-abort', String(m.below(2))]],
    [false, () => ['cancel', m.slot(), m.message()]],
    [true, () => ['spawn', m.slot(), m.label(), ['condition', ['condition-wait']]]],
  ],
  queues: (m) => [
    [false, () => ['put', String(m.below(4)), String(m.below(9))]],
    [false, () => ['put', String(m.below(4)), String(m.below(9))]],
    [false, () => ['get', String(m.below(4))]],
    [false, () => ['get', String(m.below(4))]],
    [false, () => ['put-nowait', String(m.below(4)), String(m.below(9))]],
    [false, () => ['get-nowait', String(m.below(4))]],
    [false, () => ['task-done', String(m.below(4))]],
    [false, () => ['join', String(m.below(4))]],
    [false, () => ['shutdown', String(m.below(4)), m.one(['immediate', 'later'])]],
    [false, () => ['cancel', m.slot(), m.message()]],
    [true, () => ['spawn', m.slot(), m.label(), ['get', String(m.below(4))]]],
    [true, () => ['wait-for', m.deadline(), [m.label(), ['get', String(m.below(4))]]]],
  ],
};

/** @param {Node[]} tasks @returns {string} a line */
export function write(tasks) {
  return tasks.map(text).join(' ');
}

/** @param {Node} node @returns {string} */
function text(node) {
  return typeof node === 'string' ? node : `(${node.map(text).join(' ')})`;
}

/**
 * The programs that are one statement, one task or one wrapping less than this one.
 *
 * @param {Node[]} tasks
 * @returns {Node[][]}
 */
export function smaller(tasks) {
  /** @type {Node[][]} */
  const all = [];
  // Programs about a generator have blocks in fixed places.
  const rigid = String(tasks[0]?.[0]).endsWith('generator');
  /** @param {Node[]} list @param {(made: Node[]) => void} put */
  const visit = (list, put) => {
    list.forEach((node, i) => {
      if (typeof node === 'string') return;
      const without = [...list.slice(0, i), ...list.slice(i + 1)];
      const isBlock = typeof node[0] !== 'string';
      const isCoroutine = !isBlock && String(node[0]).startsWith('@');
      if (!isBlock && !(isCoroutine && needsOne.has(String(list[0])))) put(without);
      // What is in it, in its place.
      const inside = node.filter((inner) => typeof inner !== 'string' && typeof inner[0] === 'string');
      if (!rigid && !isBlock && !isCoroutine && inside.length > 0 && node[0] !== 'task') put([...list.slice(0, i), ...inside.flatMap(statements), ...list.slice(i + 1)]);
      for (const inner of rigid ? [] : node) {
        if (typeof inner !== 'string' && typeof inner[0] !== 'string' && !isBlock && !isCoroutine) put([...list.slice(0, i), ...inner, ...list.slice(i + 1)]);
      }
      visit(node, (made) => put([...list.slice(0, i), made, ...list.slice(i + 1)]));
    });
  };
  visit(tasks, (made) => {
    if (made.length > 0 && made.every((task) => task.length > 2)) all.push(made);
  });
  return all;
}

/** Statements that are about one task or coroutine. */
const needsOne = new Set(['shield', 'wait-for']);

/** @param {Node} node a statement, or a coroutine in its place @returns {Node[]} */
function statements(node) {
  return String(node[0]).startsWith('@') ? /** @type {Node[]} */ (node.slice(1)) : [node];
}

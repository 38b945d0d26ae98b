// What weft_bench.cpp measures, as JavaScript does it, in the same browser: the same names, the same work. A classic worker
// that posts, for each, its name and nanoseconds an operation; then null. `?runs=` says of how many runs a figure is the least.
//
// JavaScript's own scheduler is the queue of microtasks: a task is the call of an async function, a switch an await of
// nothing. It has no queues and locks of its own to measure.

'use strict';

// As in measure.hpp.
const BATCH = 1_000;
const SMALL_BATCH = 10;
const OTHER_TIMERS = 1_000;
const NESTING = 900;

/** Where results go, so that the work for them is not left out. */
let kept = 0;

function* numbers() {
  for (let i = 0; ; i += 1) yield i;
}

function* delegating(depth) {
  yield* depth === 1 ? numbers() : delegating(depth - 1);
}

function* echoing() {
  let last = 0;
  while (true) last = yield last;
}

/** Built once: it goes on from run to run. */
function consume(items) {
  return (count) => {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += items.next().value;
    kept = sum;
  };
}

function generatorSend(count) {
  const echo = echoing();
  echo.next();
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += echo.next(i).value;
  kept = sum;
}

async function ready() {
  return 1;
}

async function awaitReady(count) {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += await ready();
  kept = sum;
}

async function nested(depth) {
  return depth === 0 ? 0 : (await nested(depth - 1)) + 1;
}

async function awaitNested(count) {
  for (let done = 0; done < count; done += NESTING) kept = await nested(NESTING);
}

async function yielding(turns) {
  for (let i = 0; i < turns; i += 1) await undefined;
}

const yieldNow = (count) => Promise.all([yielding(Math.floor(count / 2)), yielding(Math.ceil(count / 2))]);

async function callSoon(count) {
  let called = 0;
  while (called < count) {
    for (let i = 0; i < BATCH; i += 1) {
      queueMicrotask(() => {
        called += 1;
      });
    }
    await undefined;
  }
  kept = called;
}

async function child() {
  return 1;
}

const spawnAndGather = (batch) => async (count) => {
  for (let done = 0; done < count; done += batch) {
    const children = [];
    for (let i = 0; i < batch; i += 1) children.push(child());
    kept = (await Promise.all(children)).length;
  }
};

function timerAddAndCancel(count) {
  for (let i = 0; i < count; i += 1) clearTimeout(setTimeout(() => {}, 500 + ((i * 196_613) % 500_000)));
}

/** What is measured, and how many operations it does at a time where that is more than one. */
const all = {
  'generator item': consume(numbers()),
  'generator send': generatorSend,
  'yield_from item, 1 deep': consume(delegating(1)),
  'yield_from item, 100 deep': consume(delegating(100)),
  'yield_from item, 500 deep': consume(delegating(500)),
  'await a ready coroutine': awaitReady,
  'await, 900 nested': [awaitNested, NESTING],
  'yield_now switch': yieldNow,
  call_soon: [callSoon, BATCH],
  'spawn and gather, 1000 at once': [spawnAndGather(BATCH), BATCH],
  'spawn and gather, 10 at once': [spawnAndGather(SMALL_BATCH), SMALL_BATCH],
  'timer add and cancel': timerAddAndCancel,
};

async function timed(run, count) {
  const began = performance.now();
  await run(count);
  return performance.now() - began;
}

/** The least of nanoseconds an operation. First until the engine has done with optimizing, then in short runs. */
async function measure(run, batch, runs) {
  const longEnough = 3;
  const inBatches = (count) => Math.ceil(count / batch) * batch;
  let count = batch;
  let took = await timed(run, count);
  while (took < longEnough) {
    count = inBatches(count * Math.min(10, Math.max(1.5, (1.2 * longEnough) / Math.max(took, 0.001))));
    took = await timed(run, count);
  }
  for (let i = 0; i < 10; i += 1) took = await timed(run, count);
  // What is optimized is faster.
  count = inBatches(count * Math.max(1, longEnough / Math.max(took, 0.001)));
  let least = Infinity;
  for (let i = 0; i < runs; i += 1) least = Math.min(least, ((await timed(run, count)) / count) * 1e6);
  return least;
}

(async () => {
  const runs = Number(new URL(self.location.href).searchParams.get('runs'));
  for (let i = 0; i < OTHER_TIMERS; i += 1) setTimeout(() => {}, 1_000_000 + i);
  for (const [name, what] of Object.entries(all)) {
    const [run, batch] = Array.isArray(what) ? what : [what, 1];
    self.postMessage([name, await measure(run, batch, runs)]);
  }
  self.postMessage(null);
})();

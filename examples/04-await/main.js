// Stage 4 (in JavaScript: ES2017): await. A coroutine waits, and meanwhile the event loop runs the others.

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function modernCoroutine() {
  await sleep(200); // truly asynchronous: no thread stands still here
  return 'Done';
}

async function count(name, to, pause) {
  for (let i = 1; i <= to; ++i) {
    await sleep(pause);
    console.log(name, i);
  }
}

// Awaited at once, a call is as part of this program.
console.log(`modern_coroutine: ${await modernCoroutine()}`);

// Awaited later, two of them run side by side. Unlike a task, a call begins at once and runs up to its first await.
const slow = count('slow', 2, 150);
const quick = count('    quick', 4, 60);
console.log('two tasks are made; neither has begun');
await slow;
await quick;

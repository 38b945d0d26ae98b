// The same breakfast on promises: the browser brings the loop. What it does not have is a task that has yet to begin, so
// each of ours first waits for its turn.

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const createTask = (work, ...args) => Promise.resolve().then(() => work(...args));

async function make(what, milliseconds) {
  console.log(`${what}: begun`);
  await sleep(milliseconds);
  console.log(`${what}: ready`);
  return 1;
}

async function guest(bell) {
  console.log('guest: waits for the bell');
  console.log(`guest: heard it ring ${await bell} times`);
}

async function breakfast() {
  let ring;
  const bell = new Promise((resolve) => (ring = resolve));
  const [tea, toast, egg] = [['tea', 150], ['toast', 100], ['egg', 50]].map((each) => createTask(make, ...each));
  const visitor = createTask(guest, bell);
  console.log('breakfast: four tasks made, none has begun');

  let things = await tea; // meanwhile the other two get ready
  things += await toast;
  things += await egg;
  ring(3);
  await visitor;
  return things;
}

const began = performance.now();
const things = await breakfast();
console.log(`${things} things in ${((performance.now() - began) / 1000).toFixed(1)} s`);

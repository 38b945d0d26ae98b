// A million promises, all alive at once. Each waits for one turn of the microtask queue, then says that it was there.

const count = 1_000_000;

async function one() {
  await null;
  return 1;
}

const variants = {
  async tasks() {
    const promises = [];
    for (let i = 0; i < count; ++i) promises.push(one());
    let total = 0;
    for (const each of promises) total += await each;
    console.log(`tasks: ${total}`);
  },

  // For scale: the same, awaited one after the other. There is never more than one.
  async 'one after the other'() {
    let total = 0;
    for (let i = 0; i < count; ++i) total += await one();
    console.log(`one after the other: ${total}`);
  },
};

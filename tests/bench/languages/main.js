// The twin of main.cpp.
async function measure(name, operations, work) {
  let least = Infinity;
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now();
    await work(operations);
    least = Math.min(least, ((performance.now() - began) * 1e6) / operations);
  }
  console.log(`${name}: ${least}`);
}

function* count(to) {
  for (let i = 0; i < to; ++i) yield i;
}

function* nested(depth, to) {
  if (depth === 0) yield* count(to);
  else yield* nested(depth - 1, to);
}

async function turns(times) {
  for (let i = 0; i < times; ++i) await null;
}

async function one(value) {
  return value;
}

async function spawned(times) {
  for (let done = 0; done < times; done += 1000) {
    const all = [];
    for (let i = 0; i < 1000; ++i) all.push(one(i));
    await Promise.all(all);
  }
}

let total = 0;

function sum(numbers) {
  let all = 0;
  for (const number of numbers) all += number;
  total = all;
}

await measure('generator item', 2_000_000, (n) => sum(count(n)));
await measure('yield_from item, 500 deep', 20_000, (n) => sum(nested(499, n)));
await measure('task switch', 500_000, (n) => Promise.all([turns(n / 2), turns(n / 2)]));
await measure('spawn and gather, 1000 at once', 200_000, (n) => spawned(n));

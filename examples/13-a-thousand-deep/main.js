// A value's way out of a thousand generators, each of which delegates to the next.

const depth = 1_000;
const count = 10_000;

function* deep(levels) {
  if (levels > 0) yield* deep(levels - 1);
  else for (let i = 1; i <= count; ++i) yield i;
}

function sumOf(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

// Each value passes through every level on its way out, and each request for one on its way in.
const variants = {
  '1,000 deep': () => console.log(`1,000 deep: ${sumOf(deep(depth))}`),
  flat: () => console.log(`flat: ${sumOf(deep(0))}`),
};

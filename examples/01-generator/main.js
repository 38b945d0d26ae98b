// Stage 1 (in JavaScript: ES2015): a function that hands out its values one at a time.

function* simpleGenerator() {
  console.log('    the body begins');
  yield 1; // stops here until the next value is asked for
  console.log('    the body goes on');
  yield 2;
  console.log('    the body ends');
}

// Endless, but nobody has to take it all.
function* fibonacci() {
  let [a, b] = [0, 1];
  while (true) {
    yield a;
    [a, b] = [b, a + b];
  }
}

function* take(count, values) {
  for (const value of values) {
    if (count-- === 0) return;
    yield value;
  }
}

const gen = simpleGenerator();
console.log('made: nothing has run yet');
for (let next = gen.next(); !next.done; next = gen.next()) console.log(`got ${next.value}`);
console.log('no more values');

// A generator is an iterable: `for … of` works, and so does the spread.
console.log('Fibonacci:', ...take(12, fibonacci()));

// Stage 2: values also go the other way. What next() is given is what yield evaluates to.

// Yields numbers, is sent strings.
function* enhancedGenerator() {
  const value = yield 1;
  console.log(`    Received: ${value}`);
  yield 2;
}

// The mean of all that it has been sent so far. Two ends of one conversation, and the state is in local variables.
function* runningMean() {
  let sum = 0;
  let count = 0;
  let mean = 0;
  while (true) {
    try {
      sum += yield mean;
      count += 1;
      mean = sum / count;
    } catch (reset) {
      console.log(`    starting again: ${reset.message}`);
      sum = count = mean = 0;
    }
  }
}

const gen = enhancedGenerator();
console.log(`next()        -> ${gen.next().value}`); // runs to the first yield, where it can be sent something
console.log(`send("Hello") -> ${gen.next('Hello').value}`); // ... and from there to the second

const mean = runningMean();
mean.next();
for (const value of [10, 20, 60]) console.log(`send(${value}) -> mean ${mean.next(value).value}`);

// An exception can be sent too: it is thrown where the generator waits.
mean.throw(new RangeError('a new series'));
console.log(`send(${7}) -> mean ${mean.next(7).value}`);

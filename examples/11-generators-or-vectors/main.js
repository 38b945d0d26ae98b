// The same pipeline twice: once by collecting every stage in an array, once by handing on one value at a time.

const count = 1_000_000;

// Every stage is finished before the next begins, so all of its values are there at once.
// (The sum is beyond 2⁵³, where numbers lose their last digits: it is kept in two halves.)
const variants = {
  vectors() {
    const numbers = [];
    for (let n = 1; n <= count; ++n) numbers.push(n);
    const squares = numbers.map((n) => n * n);
    console.log(`vectors: ${sumOfEven(squares)}`);
  },

  generators() {
    console.log(`generators: ${sumOfEven(squaresOf(countUp()))}`);
  },
};

// Each value goes through all stages before the next is made: a few bytes, however many there are.
function* countUp() {
  for (let n = 1; n <= count; ++n) yield n;
}

function* squaresOf(numbers) {
  for (const n of numbers) yield n * n;
}

function sumOfEven(squares) {
  let [high, low] = [0, 0];
  for (const square of squares) {
    if (square % 2 !== 0) continue;
    low += square;
    if (low < 1e15) continue;
    low -= 1e15;
    high += 1;
  }
  return BigInt(high) * 10n ** 15n + BigInt(low);
}

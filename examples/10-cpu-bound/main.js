// Work that never waits: counting primes. There is nothing that an event loop could do meanwhile.

const parts = 8;
const sizeOfPart = 150_000;

function isPrime(n) {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; ++d) {
    if (n % d === 0) return false;
  }
  return true;
}

function countPrimes(part) {
  let count = 0;
  for (let n = part * sizeOfPart; n < (part + 1) * sizeOfPart; ++n) if (isPrime(n)) count += 1;
  return count;
}

const allParts = Array.from({ length: parts }, (_, part) => part);
const sum = (counts) => counts.reduce((total, count) => total + count, 0);

// JavaScript has no threads that could call these functions: a worker is a program of its own.
const variants = {
  'one after the other': () => console.log(`one after the other: ${sum(allParts.map(countPrimes))}`),

  // Calls take turns only where they await. These have nothing to wait for, so each runs to its end before the next begins.
  async async() {
    console.log(`async: ${sum(await Promise.all(allParts.map(async (part) => countPrimes(part))))}`);
  },
};

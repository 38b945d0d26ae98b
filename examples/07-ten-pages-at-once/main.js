// Ten pages, each of which takes the server a second. All at once they take a second, too.

const two = (number) => String(number).padStart(2);

async function fetchOne(number) {
  console.log(`page ${two(number)}: asked for`);
  const response = await fetch('/httpbin/delay/1');
  await response.text();
  return response.status;
}

const began = performance.now();

const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
const statuses = await Promise.all(numbers.map(fetchOne));

const seconds = (performance.now() - began) / 1000;
statuses.forEach((status, index) => console.log(`page ${two(index + 1)}: status ${status}`));
console.log(`${statuses.length} pages in ${seconds.toFixed(1)} s`);

// A hundred requests of one second each: one after the other, and on one event loop.

const requests = 100;
const delay = 1; // seconds: one after the other takes requests * delay

const url = `/httpbin/delay/${delay}`;

// Everybody's result: how many answers were good.
function report(name, statuses) {
  console.log(`${name}: ${statuses.filter((status) => status === 200).length} of ${requests} answers`);
}

async function fetchOne() {
  const response = await fetch(url);
  await response.text();
  return response.status;
}

// JavaScript has no threads that could call these functions, and no way to stand still: sync awaits one answer at a time.
const variants = {
  async sync() {
    const statuses = [];
    for (let i = 0; i < requests; ++i) statuses.push(await fetchOne());
    report('sync', statuses);
  },

  async async() {
    const pages = [];
    for (let i = 0; i < requests; ++i) pages.push(fetchOne());
    report('async', await Promise.all(pages));
  },
};

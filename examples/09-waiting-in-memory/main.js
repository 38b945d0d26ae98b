// What it takes to wait for a second: 10,000 promises at the same time.

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// JavaScript has no threads that share their memory with the program.
const variants = {
  async '10,000 tasks'() {
    const tasks = [];
    for (let i = 0; i < 10_000; ++i) tasks.push(sleep(1_000));
    for (const each of tasks) await each;
    console.log('10,000 tasks have waited');
  },
};

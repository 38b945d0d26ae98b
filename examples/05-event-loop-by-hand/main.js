// What stands behind await: an event loop, a Future and a Task, made by hand. No promises in here but one: a browser lets
// nobody stand still until a timer is due, so that when all sleep, the loop itself awaits the browser's.

// The loop: callbacks that are ready to run, and callbacks that sleep until their time has come.
class SimpleEventLoop {
  ready = [];
  sleeping = []; // sorted by wake-up time

  callSoon(callback) {
    this.ready.push(callback);
  }

  callLater(delay, callback) {
    this.sleeping.push({ time: performance.now() + delay, callback });
    this.sleeping.sort((a, b) => a.time - b.time);
  }

  runOnce() {
    while (this.sleeping.length > 0 && this.sleeping[0].time <= performance.now()) {
      this.ready.push(this.sleeping.shift().callback);
    }
    // Only what is ready now: whatever these callbacks add has to wait for the next turn.
    for (const callback of this.ready.splice(0)) callback();
  }

  async run() {
    while (this.ready.length > 0 || this.sleeping.length > 0) {
      if (this.ready.length === 0) {
        const delay = this.sleeping[0].time - performance.now();
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
      this.runOnce();
    }
  }
}

// A result that is not there yet, and whoever wants to hear when it is.
class Future {
  done = false;
  value;
  error;
  callbacks = [];

  constructor(loop) {
    this.loop = loop;
  }

  result() {
    if (this.error) throw this.error;
    return this.value;
  }

  setResult(value) {
    [this.done, this.value] = [true, value];
    this.scheduleCallbacks();
  }

  setException(error) {
    [this.done, this.error] = [true, error];
    this.scheduleCallbacks();
  }

  addDoneCallback(callback) {
    this.callbacks.push(callback);
    if (this.done) this.scheduleCallbacks();
  }

  // `yield* future` stands for await: hand out what the coroutine waits for. Its Task will see to it.
  *[Symbol.iterator]() {
    if (!this.done) yield this;
    return this.result();
  }

  scheduleCallbacks() {
    for (const callback of this.callbacks.splice(0)) this.loop.callSoon(callback);
  }
}

// Drives a coroutine, which here is a generator, from one await to the next. Itself a Future: its result is what the
// coroutine returns.
class Task extends Future {
  constructor(loop, coroutine) {
    super(loop);
    this.coroutine = coroutine;
    loop.callSoon(() => this.step());
  }

  step() {
    try {
      const { done, value } = this.coroutine.next(); // Python: coro.send(None)
      if (done) this.setResult(value); // Python: except StopIteration
      else value.addDoneCallback(() => this.wakeup());
    } catch (error) {
      this.setException(error);
    }
  }

  wakeup() {
    this.step(); // the result, or the exception, comes out of the yield*
  }
}

// ---- a program on top of it: breakfast ----

const loop = new SimpleEventLoop();

function sleep(delay) {
  const future = new Future(loop);
  loop.callLater(delay, () => future.setResult(0));
  return future;
}

function* make(what, milliseconds) {
  console.log(`${what}: begun`);
  yield* sleep(milliseconds);
  console.log(`${what}: ready`);
  return 1;
}

function* guest(bell) {
  console.log('guest: waits for the bell');
  console.log(`guest: heard it ring ${yield* bell} times`);
}

function* breakfast() {
  const bell = new Future(loop);
  const [tea, toast, egg] = [['tea', 150], ['toast', 100], ['egg', 50]].map((each) => new Task(loop, make(...each)));
  const visitor = new Task(loop, guest(bell));
  console.log('breakfast: four tasks made, none has begun');

  let things = yield* tea; // meanwhile the other two get ready
  things += yield* toast;
  things += yield* egg;
  bell.setResult(3);
  yield* visitor;
  return things;
}

const began = performance.now();
const mainTask = new Task(loop, breakfast());
await loop.run();
console.log(`${mainTask.result()} things in ${((performance.now() - began) / 1000).toFixed(1)} s`);

/**
 * What keeps a JavaScript program going after its last line: timers, requests and questions for a line, as in Node. A promise
 * that waits for none of these keeps nothing going.
 */
export class Activity {
  #count = 0;
  readonly #whenIdle: (() => void)[] = [];

  /** Something has begun; the function given back, called once or more often, says that it is over. */
  begin(): () => void {
    this.#count += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#count -= 1;
      if (this.#count === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    };
  }

  /** Wraps a function that gives a promise: it counts until that is settled. */
  counted<Arguments extends unknown[], T>(work: (...args: Arguments) => Promise<T>): (...args: Arguments) => Promise<T> {
    return (...args) => {
      const end = this.begin();
      const promise = work(...args);
      promise.then(end, end);
      return promise;
    };
  }

  /** Resolves once nothing is going on. What follows a promise may begin something anew: ask again. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  get isIdle(): boolean {
    return this.#count === 0;
  }
}

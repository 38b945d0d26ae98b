/**
 * An event loop that C++ can wait in: what a browser has in JSPI and no Node has that people use today.
 *
 * A wait in the middle of C++ keeps the stack it is on and turns this loop from there until it is over. So whatever is to happen meanwhile has to
 * come from here: timers, messages of ports, and what promises have waiting. All threads of a program share one word, on which each of them sleeps
 * while it has nothing to do; whoever sends a message wakes them all.
 */
import { MessageChannel as NodeChannel, receiveMessageOnPort, type MessagePort as NodePort, type Transferable } from 'node:worker_threads';

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

interface Watch {
  readonly array: Int32Array;
  readonly index: number;
  readonly expected: number;
  readonly until: number;
  readonly resolve: (how: 'ok' | 'timed-out') => void;
}

/** While a word of the program's memory is watched: how long to look away. */
const watchMs = 1;

/** What `process` has and does not document: runs all that promises and `nextTick` have waiting. */
const { _tickCallback: runMicrotasks } = process as unknown as { readonly _tickCallback?: () => void };

export class EventLoop {
  readonly #word: Int32Array;
  readonly #onError: (error: unknown) => void;
  readonly #ports = new Set<LoopPort>();
  readonly #timers = new Map<number, Timer>();
  #watches: Watch[] = [];
  #lastTimer = 0;

  /**
   * @param word of one program
   * @param onError is told what nobody caught in a timer or a message
   */
  constructor(word: Int32Array, onError: (error: unknown) => void) {
    if (runMicrotasks === undefined) throw new Error(`Node ${process.version} has no process._tickCallback, without which no program can wait here`);
    this.#word = word;
    this.#onError = onError;
  }

  /** Call it where no promise's callback is on the stack: those wait for each other. */
  runUntil(isOver: () => boolean): void {
    for (;;) {
      const seen = Atomics.load(this.#word, 0);
      runMicrotasks?.();
      if (isOver()) return;
      if (!this.#runNext()) this.#sleep(seen);
    }
  }

  readonly setTimeout = (call: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): number => {
    this.#timers.set(++this.#lastTimer, { at: performance.now() + Math.max(0, milliseconds), call: () => call(...args) });
    return this.#lastTimer;
  };

  readonly clearTimeout = (timer: number): void => void this.#timers.delete(timer);

  /** As `Atomics.waitAsync`. A word that is woken and changed back while nobody looks is not noticed. */
  readonly waitAsync = (array: Int32Array, index: number, expected: number, milliseconds = Infinity) => {
    if (Atomics.load(array, index) !== expected) return { async: false, value: 'not-equal' };
    const value = new Promise((resolve) => {
      this.#watches.push({ array, index, expected, until: performance.now() + milliseconds, resolve });
    });
    return { async: true, value };
  };

  port(port: NodePort): LoopPort {
    return new LoopPort(port, this.#ports, () => wakeAll(this.#word));
  }

  #runNext(): boolean {
    const run = this.#nextMessage() ?? this.#nextTimer();
    try {
      run?.();
    } catch (error) {
      this.#onError(error);
    }
    return this.#watch(0) || run !== undefined;
  }

  #nextMessage(): (() => void) | undefined {
    for (const port of this.#ports) {
      const call = port.next();
      if (call === undefined) continue;
      // Next time the others come first.
      this.#ports.delete(port);
      this.#ports.add(port);
      return call;
    }
    return undefined;
  }

  #nextTimer(): (() => void) | undefined {
    const [number, timer] = this.#firstTimer() ?? [];
    if (number === undefined || timer === undefined || timer.at > performance.now()) return undefined;
    this.#timers.delete(number);
    return timer.call;
  }

  #firstTimer(): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    for (const entry of this.#timers) if (first === undefined || entry[1].at < first[1].at) first = entry;
    return first;
  }

  /** Looks at the words that are watched, and at one of them for as long as this; true when a wait is over. */
  #watch(milliseconds: number): boolean {
    const [first] = this.#watches;
    if (first === undefined) return false;
    const woken = milliseconds > 0 && Atomics.wait(first.array, first.index, first.expected, milliseconds) !== 'timed-out';
    const now = performance.now();
    const over = this.#watches.filter((watch) => (woken && watch === first) || Atomics.load(watch.array, watch.index) !== watch.expected || watch.until <= now);
    for (const watch of over) watch.resolve(watch.until <= now && !woken ? 'timed-out' : 'ok');
    this.#watches = this.#watches.filter((watch) => !over.includes(watch));
    return over.length > 0;
  }

  #sleep(seen: number): void {
    const timer = this.#firstTimer()?.[1];
    const left = timer === undefined ? Infinity : Math.max(0, timer.at - performance.now());
    if (this.#watches.length > 0) this.#watch(Math.min(left, watchMs));
    else Atomics.wait(this.#word, 0, seen, left);
  }
}

export function wakeAll(word: Int32Array): void {
  Atomics.add(word, 0, 1);
  Atomics.notify(word, 0);
}

type Listener = (event: { readonly data: unknown; readonly ports: readonly LoopPort[] }) => void;

/** A port as in a browser, whose messages come when the loop turns. */
export class LoopPort {
  onmessage: Listener | null = null;
  readonly #listeners = new Set<Listener>();
  readonly #port: NodePort;
  readonly #open: Set<LoopPort>;
  readonly #wake: () => void;

  /**
   * @param open all ports of the loop
   * @param wake wakes whoever has the other end
   */
  constructor(port: NodePort, open: Set<LoopPort>, wake: () => void) {
    this.#port = port;
    this.#open = open;
    this.#wake = wake;
    open.add(this);
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const ports = transfer.filter((item) => item instanceof LoopPort);
    for (const port of ports) this.#open.delete(port);
    const nodePorts = ports.map((port) => port.#port);
    const others = transfer.filter((item) => !(item instanceof LoopPort));
    this.#port.postMessage({ message, ports: nodePorts }, [...nodePorts, ...others] as Transferable[]);
    this.#wake();
  }

  addEventListener(_type: 'message', listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** There for those who expect it: a port that has a listener is always started. */
  start(): void {}
  ref(): void {}
  unref(): void {}

  close(): void {
    this.#open.delete(this);
    this.#port.close();
  }

  next(): (() => void) | undefined {
    if (this.onmessage === null && this.#listeners.size === 0) return undefined;
    const received = receiveMessageOnPort(this.#port) as { message: { message: unknown; ports: readonly NodePort[] } } | undefined;
    if (received === undefined) return undefined;
    const { message: data, ports } = received.message;
    const event = { data, ports: ports.map((port) => new LoopPort(port, this.#open, this.#wake)) };
    return () => {
      this.onmessage?.(event);
      for (const listener of this.#listeners) listener(event);
    };
  }
}

export function loopChannel(loop: EventLoop): new () => { readonly port1: LoopPort; readonly port2: LoopPort } {
  return class {
    readonly port1: LoopPort;
    readonly port2: LoopPort;

    constructor() {
      const { port1, port2 } = new NodeChannel();
      this.port1 = loop.port(port1);
      this.port2 = loop.port(port2);
    }
  };
}

/** A value that tells when it changes, and the way a Lit component follows one. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Observable<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Calls `listener` at every change until the function given back is called. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** What can be followed: an `Observable` of any type. */
export interface Followable {
  subscribe(listener: () => void): () => void;
}

/** Renders its component anew whenever one of the observables changes, as long as the component is in the document. */
export class Following implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #observables: readonly Followable[];
  #unsubscribe: (() => void)[] = [];

  constructor(host: ReactiveControllerHost, ...observables: readonly Followable[]) {
    this.#host = host;
    this.#observables = observables;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unsubscribe = this.#observables.map((observable) => observable.subscribe(() => this.#host.requestUpdate()));
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }
}

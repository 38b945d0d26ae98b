/**
 * What the panel remembers of one sample: the comparisons made so far, the one that is pinned, and the one that is going on.
 * It outlives the panel, which may be closed meanwhile.
 */
import { Observable } from '../observable.js';
import { agreementOf, contenderId, findRow, type Agreement, type Comparison, type Row } from './comparison.js';
import { comparePrograms, type CompareOptions, type ComparePlan, type CompareProgress } from './compare_programs.js';

export type CompareState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'working'; readonly progress: CompareProgress | null }
  | { readonly phase: 'stopped' }
  | { readonly phase: 'failed'; readonly message: string };

/** Enough to hold the last ones against each other. */
const longestHistory = 20;

export class CompareSession {
  readonly state = new Observable<CompareState>({ phase: 'idle' });
  #history: Comparison[] = [];
  #pinned: Comparison | null = null;
  #baseline: string | null = null;
  #abort: AbortController | null = null;

  get latest(): Comparison | null {
    return this.#history.at(-1) ?? null;
  }

  get pinned(): Comparison | null {
    return this.#pinned;
  }

  /** What the others are said to be so many times of: what was chosen, else the first that could be measured. */
  get baseline(): Row | undefined {
    const { latest } = this;
    const chosen = latest?.rows.find(({ contender, failure }) => failure === null && contenderId(contender) === this.#baseline);
    return chosen ?? latest?.rows.find(({ failure }) => failure === null);
  }

  set baselineId(id: string) {
    this.#baseline = id;
  }

  get agreement(): Agreement | null {
    return this.latest && agreementOf(this.latest, this.#history);
  }

  /** Keeps the latest comparison to hold later ones against. */
  pin(): void {
    this.#pinned = this.latest;
  }

  unpin(): void {
    this.#pinned = null;
  }

  /** The pinned comparison, where there is a later one to hold against it. */
  get against(): Comparison | null {
    return this.#pinned === this.latest ? null : this.#pinned;
  }

  /** The pinned row of the same contender. */
  pinnedRow(row: Row): Row | undefined {
    return findRow(this.against, row.contender);
  }

  /** Resolves once it has ended, whatever the end; `state` tells which. A comparison that is going on is stopped. */
  async compare(plan: ComparePlan, programs: CompareOptions['programs']): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    const tell = (state: CompareState): void => {
      if (this.#abort === abort) this.state.value = state;
    };
    tell({ phase: 'working', progress: null });
    try {
      const comparison = await comparePrograms(plan, {
        programs,
        signal: abort.signal,
        onProgress: (progress) => tell({ phase: 'working', progress }),
      });
      this.#history = [...this.#history, comparison].slice(-longestHistory);
      tell({ phase: 'idle' });
    } catch (error) {
      if (abort.signal.aborted) tell({ phase: 'stopped' });
      else tell({ phase: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Ends the run that is going on at once. */
  stop(): void {
    this.#abort?.abort();
  }

  get isWorking(): boolean {
    return this.state.value.phase === 'working';
  }
}

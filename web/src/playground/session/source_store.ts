/**
 * The reader's own versions of the samples. They are kept in storage soon after each edit and at the latest when the page is
 * hidden or left, so a reload, a crash or a program that does not compile loses nothing. A source that equals the original
 * is not an edit: nothing is kept for it, and a new release of the sample then shows.
 */
import type { SafeStorage } from './safe_storage.js';

const prefix = 'weft.source.';
const saveDelayMs = 300;

export interface SourceStoreOptions {
  readonly storage: SafeStorage;
  /** The sample's original source; undefined when there is no such sample. */
  readonly original: (example: string) => string | undefined;
  /** Called when the set of edited samples changed. */
  readonly onEditedChange?: () => void;
  readonly setTimeout?: (work: () => void, delayMs: number) => unknown;
}

export class SourceStore {
  readonly #storage: SafeStorage;
  readonly #original: (example: string) => string | undefined;
  readonly #onEditedChange: () => void;
  readonly #setTimeout: (work: () => void, delayMs: number) => unknown;
  /** Edited sources, the truth while the page lives. */
  readonly #edited = new Map<string, string>();
  /** Examples whose stored text is behind. */
  readonly #unsaved = new Set<string>();
  #saveIsDue = false;

  constructor(options: SourceStoreOptions) {
    this.#storage = options.storage;
    this.#original = options.original;
    this.#onEditedChange = options.onEditedChange ?? (() => undefined);
    this.#setTimeout = options.setTimeout ?? ((work, delayMs) => setTimeout(work, delayMs));
    for (const key of this.#storage.keys()) {
      if (!key.startsWith(prefix)) continue;
      const example = key.slice(prefix.length);
      const source = this.#storage.get(key);
      // A sample that this release does not have keeps its text in storage: it may come back.
      if (source === null || this.#original(example) === undefined) continue;
      if (source === this.#original(example)) this.#storage.remove(key);
      else this.#edited.set(example, source);
    }
  }

  /** What the editor shows for a sample: the reader's version if there is one, else the original. */
  source(example: string): string {
    return this.#edited.get(example) ?? this.#original(example) ?? '';
  }

  isEdited(example: string): boolean {
    return this.#edited.has(example);
  }

  edited(): ReadonlySet<string> {
    return new Set(this.#edited.keys());
  }

  /** Takes over what the editor now holds. */
  update(example: string, source: string): void {
    const original = this.#original(example);
    if (original === undefined || source === this.source(example)) return;
    const wasEdited = this.#edited.has(example);
    if (source === original) this.#edited.delete(example);
    else this.#edited.set(example, source);
    this.#unsaved.add(example);
    this.#scheduleSave();
    if (wasEdited !== this.#edited.has(example)) this.#onEditedChange();
  }

  /** Writes at once what is not in storage yet. To be called when the page is hidden or left. */
  save(): void {
    for (const example of this.#unsaved) {
      const source = this.#edited.get(example);
      if (source === undefined) this.#storage.remove(prefix + example);
      else if (!this.#storage.set(prefix + example, source)) continue;
      this.#unsaved.delete(example);
    }
  }

  #scheduleSave(): void {
    if (this.#saveIsDue) return;
    this.#saveIsDue = true;
    this.#setTimeout(() => {
      this.#saveIsDue = false;
      this.save();
    }, saveDelayMs);
  }
}

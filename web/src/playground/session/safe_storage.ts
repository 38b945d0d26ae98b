/**
 * localStorage that may be missing, full or forbidden (private windows, embedded frames, quotas). The page must work
 * without it, so a failure to keep something is a `false`, never an exception.
 */
export interface SafeStorage {
  get(key: string): string | null;
  /** False when the value could not be kept. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): readonly string[];
}

export function safeStorage(find: () => Storage = () => localStorage): SafeStorage {
  /** Merely naming `localStorage` throws where storage is forbidden. */
  function attempt<T>(work: (storage: Storage) => T, otherwise: T): T {
    try {
      return work(find());
    } catch {
      return otherwise;
    }
  }
  return {
    get: (key) => attempt((storage) => storage.getItem(key), null),
    set: (key, value) =>
      attempt((storage) => {
        storage.setItem(key, value);
        return true;
      }, false),
    remove: (key) => attempt((storage) => storage.removeItem(key), undefined),
    keys: () => attempt((storage) => Object.keys(storage), []),
  };
}

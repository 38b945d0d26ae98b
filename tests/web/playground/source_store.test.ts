import { describe, expect, test, vi } from 'vitest';
import { programLanguages } from '../../../web/src/protocol/language.js';
import { documentName, readDocumentName } from '../../../web/src/playground/session/documents.js';
import type { SafeStorage } from '../../../web/src/playground/session/safe_storage.js';
import { safeStorage } from '../../../web/src/playground/session/safe_storage.js';
import { SourceStore } from '../../../web/src/playground/session/source_store.js';

const originals: Record<string, string> = { first: 'int main() {}\n', second: 'int main() { return 1; }\n' };

class MemoryStorage implements SafeStorage {
  readonly values = new Map<string, string>();
  full = false;
  get = (key: string) => this.values.get(key) ?? null;
  set = (key: string, value: string) => {
    if (!this.full) this.values.set(key, value);
    return !this.full;
  };
  remove = (key: string) => void this.values.delete(key);
  keys = () => [...this.values.keys()];
}

function open(storage: SafeStorage = new MemoryStorage()) {
  const timers: (() => void)[] = [];
  const onEditedChange = vi.fn();
  const store = new SourceStore({
    storage,
    original: (example) => originals[example],
    onEditedChange,
    setTimeout: (work) => timers.push(work),
  });
  return { store, onEditedChange, timers, runTimers: () => timers.splice(0).forEach((timer) => timer()) };
}

describe('an edited source', () => {
  test('is there after a reload', () => {
    const storage = new MemoryStorage();
    const { store, runTimers } = open(storage);
    store.update('first', 'int main() { abort(); }');
    runTimers();
    const reloaded = open(storage).store;
    expect(reloaded.source('first')).toBe('int main() { abort(); }');
    expect(reloaded.isEdited('first')).toBe(true);
    expect(reloaded.source('second')).toBe(originals['second']);
  });

  test('is written once for many keystrokes, and at once when the page is left', () => {
    const storage = new MemoryStorage();
    const { store, timers } = open(storage);
    for (const text of ['a', 'ab', 'abc']) store.update('first', text);
    expect(timers).toHaveLength(1);
    expect(storage.values.size).toBe(0);
    store.save();
    expect([...storage.values.values()]).toEqual(['abc']);
  });

  test('is no longer one when it equals the original again', () => {
    const storage = new MemoryStorage();
    const { store, onEditedChange, runTimers } = open(storage);
    store.update('first', 'other');
    runTimers();
    store.update('first', originals['first']!);
    runTimers();
    expect(store.isEdited('first')).toBe(false);
    expect(storage.values.size).toBe(0);
    expect(onEditedChange).toHaveBeenCalledTimes(2);
  });

  test('of a sample that this release lacks stays in storage', () => {
    const storage = new MemoryStorage();
    storage.values.set('weft.source.gone', 'text');
    const { store } = open(storage);
    store.save();
    expect(store.edited().size).toBe(0);
    expect(storage.values.get('weft.source.gone')).toBe('text');
  });

  test('that a new release has taken over as its original is forgotten', () => {
    const storage = new MemoryStorage();
    storage.values.set('weft.source.first', originals['first']!);
    expect(open(storage).store.isEdited('first')).toBe(false);
    expect(storage.values.size).toBe(0);
  });
});

test('a full storage loses nothing while the page lives, and is tried again', () => {
  const storage = new MemoryStorage();
  const { store, runTimers } = open(storage);
  storage.full = true;
  store.update('first', 'kept in memory');
  runTimers();
  expect(store.source('first')).toBe('kept in memory');
  storage.full = false;
  store.save();
  expect(storage.values.get('weft.source.first')).toBe('kept in memory');
});

test('a forbidden storage is as an empty one', () => {
  const storage = safeStorage(() => {
    throw new Error('access denied');
  });
  expect(storage.get('x')).toBeNull();
  expect(storage.set('x', 'y')).toBe(false);
  expect(storage.keys()).toEqual([]);
  const { store } = open(storage);
  store.update('first', 'edited');
  store.save();
  expect(store.source('first')).toBe('edited');
});

test('the names of documents are kept for ever', () => {
  expect(documentName('04-await', 'cpp')).toBe('04-await');
  expect(documentName('04-await', 'python')).toBe('04-await/main.py');
  expect(documentName('04-await', 'javascript')).toBe('04-await/main.js');
  for (const language of programLanguages) {
    expect(readDocumentName(documentName('04-await', language))).toEqual({ example: '04-await', language });
  }
});

/** Asks the page for lines of standard input. */
import type { ProgramMessage } from '../../protocol/program_messages.js';

export interface LineReader {
  /** Null at the end of input. */
  readonly read: () => Promise<string | null>;
  /** Hands in what the page replied. */
  receive(id: number, line: string | null): void;
}

export function createLineReader(send: (message: ProgramMessage) => void): LineReader {
  const readers = new Map<number, (line: string | null) => void>();
  let lastId = 0;
  return {
    read: () =>
      new Promise((resolve) => {
        const id = ++lastId;
        readers.set(id, resolve);
        send({ type: 'read-line', id });
      }),
    receive(id, line) {
      readers.get(id)?.(line);
      readers.delete(id);
    },
  };
}

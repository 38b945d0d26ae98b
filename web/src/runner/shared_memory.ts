/**
 * Whether a program is one with threads: its memory is imported, and shared. Read from the first few hundred bytes of its
 * binary, which say what it imports; compiling it would say the same, only later.
 *
 * https://webassembly.github.io/spec/core/binary/modules.html#import-section
 */

const importSection = 2;
const sharedLimit = 0b10;

export function usesSharedMemory(wasm: Uint8Array): boolean {
  try {
    return findMemory(new Reader(wasm)) === 'shared';
  } catch {
    // Not WebAssembly, or cut short: whoever compiles it says so better.
    return false;
  }
}

function findMemory(reader: Reader): 'shared' | 'private' | undefined {
  reader.skip(8); // the magic number and the version
  while (reader.isLeft) {
    const section = reader.byte();
    const size = reader.number();
    if (section > importSection) return undefined;
    if (section !== importSection) {
      reader.skip(size);
      continue;
    }
    for (let count = reader.number(); count > 0; count -= 1) {
      reader.skip(reader.number()); // the module's name
      reader.skip(reader.number()); // its own
      switch (reader.byte()) {
        case 0: // a function: its type
          reader.number();
          break;
        case 1: // a table: what of, its limits
          reader.byte();
          reader.limits();
          break;
        case 2:
          return (reader.limits() & sharedLimit) === 0 ? 'private' : 'shared';
        case 3: // a global: its type, whether it changes
          reader.skip(2);
          break;
        case 4: // a tag: its attribute, its type
          reader.byte();
          reader.number();
          break;
        default:
          return undefined;
      }
    }
    return undefined;
  }
  return undefined;
}

class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get isLeft(): boolean {
    return this.#at < this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw new RangeError('the binary ends too soon');
    return byte;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** LEB128. */
  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** A smallest and perhaps a largest size; gives the flags. */
  limits(): number {
    const flags = this.byte();
    this.number();
    if ((flags & 1) !== 0) this.number();
    return flags;
  }
}

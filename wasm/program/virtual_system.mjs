/**
 * The machine that clang and wasm-ld believe to run on: files in memory, a clock, arguments, three streams.
 *
 * LLVM is a WASI 0.2 component; jco's generated code asks for one class or function per WASI interface, and these are they. The YoWASP
 * runtime has its own; ours differ in what is needed here: folders that several runs share without being copied or listed anew, `..`
 * in paths (headers include each other so), output files that grow without being copied for each 4 KB written.
 *
 * WASI's errors are strings such as 'no-entry', thrown as they are: jco turns what is thrown and is no Error into WASI's error codes.
 */

/**
 * @typedef {{ [name: string]: FileTree | Uint8Array }} FileTree folders and files as plain objects
 */

/** A tool asked the system to end it. */
export class Exit extends Error {
  /** @param {number} code */
  constructor(code) {
    super(`exit status ${code}`);
    this.name = 'Exit';
    this.code = code;
  }
}

let lastId = 0;

export class VirtualFile {
  id = ++lastId;
  /** May be longer than the file: see `append`. */
  #buffer;
  #size;

  /** @param {Uint8Array} [bytes] not copied and, unless the file is written to, not changed */
  constructor(bytes = new Uint8Array()) {
    this.#buffer = bytes;
    this.#size = bytes.length;
  }

  get size() {
    return this.#size;
  }

  get bytes() {
    return this.#buffer.subarray(0, this.#size);
  }

  /** @param {number} size */
  resize(size) {
    if (size > this.#buffer.length) {
      // Doubled, so that writing a file in small pieces costs no more than writing it at once.
      const grown = new Uint8Array(Math.max(size, this.#buffer.length * 2, 4096));
      grown.set(this.bytes);
      this.#buffer = grown;
    } else if (size > this.#size) {
      this.#buffer.fill(0, this.#size, size);
    }
    this.#size = size;
  }

  /**
   * @param {number} offset
   * @param {Uint8Array} bytes
   */
  write(offset, bytes) {
    if (offset + bytes.length > this.#size) this.resize(offset + bytes.length);
    this.#buffer.set(bytes, offset);
  }
}

export class VirtualFolder {
  id = ++lastId;
  /** @type {Map<string, VirtualFile | VirtualFolder>} */
  entries;

  /** @param {Iterable<[string, VirtualFile | VirtualFolder]>} [entries] */
  constructor(entries = []) {
    this.entries = new Map(entries);
  }

  /**
   * @param {FileTree} tree
   * @returns {VirtualFolder}
   */
  static from(tree) {
    return new VirtualFolder(
      Object.entries(tree).map(([name, value]) => [name, value instanceof Uint8Array ? new VirtualFile(value) : VirtualFolder.from(value)]),
    );
  }
}

/**
 * Walks a path to the folder that holds its last part. `..` above the root stays at the root, as on Unix.
 *
 * @param {VirtualFolder} start
 * @param {string} path
 * @returns {{ folder: VirtualFolder, name: string, entry: VirtualFile | VirtualFolder | undefined }} `name` is empty when the path is
 *   the starting folder itself or ends in `..`
 */
function walk(start, path) {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  /** @type {VirtualFolder[]} */
  const trail = [start];
  for (const [index, part] of parts.entries()) {
    const folder = trail.at(-1) ?? start;
    if (part === '..') {
      if (trail.length > 1) trail.pop();
      continue;
    }
    const entry = folder.entries.get(part);
    if (index === parts.length - 1) return { folder, name: part, entry };
    if (entry === undefined) throw 'no-entry';
    if (entry instanceof VirtualFile) throw 'not-directory';
    trail.push(entry);
  }
  const last = trail.at(-1) ?? start;
  return { folder: last, name: '', entry: last };
}

/**
 * @param {VirtualFolder} start
 * @param {string} path
 */
function find(start, path) {
  const { entry } = walk(start, path);
  if (entry === undefined) throw 'no-entry';
  return entry;
}

/** Stands for what ends with the run and has no resources of its own: WASI's pollables, terminals and errors. */
class Nothing {}

class InputStream {
  /** @param {bigint} _length @returns {Uint8Array} */
  read(_length) {
    throw { tag: 'closed' };
  }
  /** @param {bigint} length */
  blockingRead(length) {
    return this.read(length);
  }
  subscribe() {
    return new Nothing();
  }
}

class OutputStream {
  checkWrite() {
    return 1n << 20n;
  }
  /** @param {Uint8Array} _bytes */
  write(_bytes) {}
  flush() {}
  blockingFlush() {}
  /** @param {Uint8Array} bytes */
  blockingWriteAndFlush(bytes) {
    this.write(bytes);
  }
  subscribe() {
    return new Nothing();
  }
}

class FileInputStream extends InputStream {
  #file;
  #offset;

  /** @param {VirtualFile} file @param {bigint} offset */
  constructor(file, offset) {
    super();
    this.#file = file;
    this.#offset = Number(offset);
  }

  /** @override @param {bigint} length */
  read(length) {
    if (this.#offset >= this.#file.size) throw { tag: 'closed' };
    const bytes = this.#file.bytes.subarray(this.#offset, this.#offset + Number(length));
    this.#offset += bytes.length;
    return bytes;
  }
}

class FileOutputStream extends OutputStream {
  #file;
  #offset;

  /** @param {VirtualFile} file @param {number} offset */
  constructor(file, offset) {
    super();
    this.#file = file;
    this.#offset = offset;
  }

  /** @override @param {Uint8Array} bytes */
  write(bytes) {
    this.#file.write(this.#offset, bytes);
    this.#offset += bytes.length;
  }
}

/** Collects UTF-8 whose characters may be cut between writes. */
class TextOutputStream extends OutputStream {
  #decoder = new TextDecoder();
  text = '';

  /** @override @param {Uint8Array} bytes */
  write(bytes) {
    this.text += this.#decoder.decode(bytes, { stream: true });
  }
}

class DirectoryEntryStream {
  #entries;

  /** @param {VirtualFolder} folder */
  constructor(folder) {
    this.#entries = [...folder.entries].values();
  }

  readDirectoryEntry() {
    const next = this.#entries.next();
    if (next.done === true) return null;
    const [name, entry] = next.value;
    return { name, type: typeOf(entry) };
  }
}

/** @param {VirtualFile | VirtualFolder} entry */
function typeOf(entry) {
  return entry instanceof VirtualFile ? 'regular-file' : 'directory';
}

class Descriptor {
  #entry;

  /** @param {VirtualFile | VirtualFolder} entry */
  constructor(entry) {
    this.#entry = entry;
  }

  get #folder() {
    if (this.#entry instanceof VirtualFile) throw 'not-directory';
    return this.#entry;
  }

  get #file() {
    if (this.#entry instanceof VirtualFolder) throw 'is-directory';
    return this.#entry;
  }

  getType() {
    return typeOf(this.#entry);
  }

  getFlags() {
    return { read: true, write: true };
  }

  metadataHash() {
    return { upper: 0n, lower: BigInt(this.#entry.id) };
  }

  /** @param {unknown} _flags @param {string} path */
  metadataHashAt(_flags, path) {
    return new Descriptor(find(this.#folder, path)).metadataHash();
  }

  /** No file has a time: clang must not find a precompiled header older than what it was made from. */
  stat() {
    return {
      type: typeOf(this.#entry),
      linkCount: 1n,
      size: this.#entry instanceof VirtualFile ? BigInt(this.#entry.size) : 0n,
      dataAccessTimestamp: undefined,
      dataModificationTimestamp: undefined,
      statusChangeTimestamp: undefined,
    };
  }

  /** @param {unknown} _flags @param {string} path */
  statAt(_flags, path) {
    return new Descriptor(find(this.#folder, path)).stat();
  }

  setTimes() {}

  /**
   * @param {unknown} _pathFlags
   * @param {string} path
   * @param {{ create?: boolean, directory?: boolean, exclusive?: boolean, truncate?: boolean }} openFlags
   */
  openAt(_pathFlags, path, openFlags) {
    const { folder, name, entry } = walk(this.#folder, path);
    if (entry !== undefined) {
      if (openFlags.exclusive === true) throw 'exist';
      if (openFlags.directory === true && entry instanceof VirtualFile) throw 'not-directory';
      if (openFlags.truncate === true && entry instanceof VirtualFile) folder.entries.set(name, new VirtualFile());
      return new Descriptor(folder.entries.get(name) ?? entry);
    }
    if (openFlags.create !== true) throw 'no-entry';
    const file = new VirtualFile();
    folder.entries.set(name, file);
    return new Descriptor(file);
  }

  /**
   * @param {bigint} length
   * @param {bigint} offset
   * @returns {[Uint8Array, boolean]} the bytes, and whether the file ends there
   */
  read(length, offset) {
    const end = Number(offset + length);
    return [this.#file.bytes.subarray(Number(offset), end), end >= this.#file.size];
  }

  /** @param {Uint8Array} bytes @param {bigint} offset */
  write(bytes, offset) {
    this.#file.write(Number(offset), bytes);
    return BigInt(bytes.length);
  }

  /** @param {bigint} offset */
  readViaStream(offset) {
    return new FileInputStream(this.#file, offset);
  }

  /** @param {bigint} offset */
  writeViaStream(offset) {
    return new FileOutputStream(this.#file, Number(offset));
  }

  appendViaStream() {
    return new FileOutputStream(this.#file, this.#file.size);
  }

  /** @param {bigint} size */
  setSize(size) {
    this.#file.resize(Number(size));
  }

  readDirectory() {
    return new DirectoryEntryStream(this.#folder);
  }

  /** @param {string} path */
  createDirectoryAt(path) {
    const { folder, name, entry } = walk(this.#folder, path);
    if (entry !== undefined) throw 'exist';
    folder.entries.set(name, new VirtualFolder());
  }

  /** @param {string} path */
  unlinkFileAt(path) {
    const { folder, name, entry } = walk(this.#folder, path);
    if (entry === undefined) throw 'no-entry';
    if (entry instanceof VirtualFolder) throw 'is-directory';
    folder.entries.delete(name);
  }

  /** @param {string} path */
  removeDirectoryAt(path) {
    const { folder, name, entry } = walk(this.#folder, path);
    if (entry === undefined) throw 'no-entry';
    if (entry instanceof VirtualFile) throw 'not-directory';
    if (entry.entries.size > 0) throw 'not-empty';
    folder.entries.delete(name);
  }

  /** @param {string} path @param {Descriptor} target @param {string} newPath */
  renameAt(path, target, newPath) {
    const from = walk(this.#folder, path);
    if (from.entry === undefined) throw 'no-entry';
    const to = walk(target.#folder, newPath);
    from.folder.entries.delete(from.name);
    to.folder.entries.set(to.name, from.entry);
  }

  /** There are no links, so nothing is one. @param {string} path @returns {string} */
  readlinkAt(path) {
    find(this.#folder, path);
    throw 'invalid';
  }

  /** @returns {never} */
  linkAt() {
    throw 'unsupported';
  }

  /** @returns {never} */
  symlinkAt() {
    throw 'unsupported';
  }
}

/**
 * Makes the machine for one run of one tool.
 *
 * @param {readonly string[]} args the tool's `argv`
 * @param {VirtualFolder} root what it sees as `/`, which is also its working folder; written to
 */
export function createSystem(args, root) {
  const stdout = new TextOutputStream();
  const stderr = new TextOutputStream();
  const stdin = new InputStream();
  const imports = {
    monotonicClock: { now: () => BigInt(Math.floor(performance.now() * 1e6)) },
    wallClock: {
      now() {
        const now = Date.now();
        return { seconds: BigInt(Math.floor(now / 1000)), nanoseconds: (now % 1000) * 1e6 };
      },
    },
    random: { getRandomBytes: (/** @type {bigint} */ length) => crypto.getRandomValues(new Uint8Array(Number(length))) },
    io: { Error: Nothing, InputStream, OutputStream, Pollable: Nothing },
    cli: {
      exit(/** @type {{ tag: 'ok' | 'err' }} */ status) {
        throw new Exit(status.tag === 'ok' ? 0 : 1);
      },
      getEnvironment: () => [],
      getArguments: () => [...args],
      getStdin: () => stdin,
      getStdout: () => stdout,
      getStderr: () => stderr,
      getTerminalStdin: () => undefined,
      getTerminalStdout: () => undefined,
      getTerminalStderr: () => undefined,
      TerminalInput: Nothing,
      TerminalOutput: Nothing,
    },
    fs: {
      Descriptor,
      DirectoryEntryStream,
      filesystemErrorCode: () => undefined,
      getDirectories: () => [[new Descriptor(root), '/']],
    },
  };
  return { imports, stdout, stderr };
}

/**
 * The machine that clang and wasm-ld believe to run on: files in memory, a clock, arguments, three streams. Its interface is WASI's
 * preview 1, which the package `@bjorn3/browser_wasi_shim` implements.
 *
 * Only the files are not the package's: a precompiled header of 14 MB is read by every run, and LLVM writes without a buffer (it goes by
 * the file's block size, which WASI does not tell), tens of thousands of pieces for one file of LLVM IR.
 */
import { Directory, Inode, OpenFile, PreopenDirectory, WASI, wasi } from '@bjorn3/browser_wasi_shim';

/**
 * @typedef {{ [name: string]: FileTree | Uint8Array }} FileTree folders and files as plain objects
 */

/** A file whose bytes are not copied to make it, to read it, or to append to it. */
export class VirtualFile extends Inode {
  readonly = false;
  /** May be longer than the file: see `#reserve`. */
  #buffer;
  #length;

  /** @param {Uint8Array} [bytes] not changed unless the file is written to */
  constructor(bytes = new Uint8Array()) {
    super();
    this.#buffer = bytes;
    this.#length = bytes.length;
  }

  get data() {
    return this.#buffer.subarray(0, this.#length);
  }

  get size() {
    return BigInt(this.#length);
  }

  /** @override @param {number} flags */
  path_open(flags) {
    if ((flags & wasi.OFLAGS_TRUNC) !== 0) this.resize(0);
    return { ret: wasi.ERRNO_SUCCESS, fd_obj: new OpenVirtualFile(this) };
  }

  /** No file has a time: clang must not find a precompiled header older than what it was made from. @override */
  stat() {
    return new wasi.Filestat(this.ino, wasi.FILETYPE_REGULAR_FILE, this.size);
  }

  /** @param {number} length */
  resize(length) {
    if (length > this.#length) this.#reserve(length).fill(0, this.#length, length);
    this.#length = length;
  }

  /** @param {number} offset @param {Uint8Array} bytes */
  write(offset, bytes) {
    const end = offset + bytes.length;
    if (offset > this.#length) this.resize(offset);
    this.#reserve(end).set(bytes, offset);
    if (end > this.#length) this.#length = end;
  }

  /** @param {number} length */
  #reserve(length) {
    if (length <= this.#buffer.length) return this.#buffer;
    // Doubled, so that writing a file in small pieces costs no more than writing it at once.
    const grown = new Uint8Array(Math.max(length, this.#buffer.length * 2, 4096));
    grown.set(this.data);
    return (this.#buffer = grown);
  }
}

class OpenVirtualFile extends OpenFile {
  #file;

  /** @param {VirtualFile} file */
  constructor(file) {
    super(file);
    this.#file = file;
  }

  /** @override @param {bigint} length */
  fd_filestat_set_size(length) {
    this.#file.resize(Number(length));
    return wasi.ERRNO_SUCCESS;
  }

  /** @override @param {number} length */
  fd_read(length) {
    const read = this.fd_pread(length, this.file_pos);
    this.file_pos += BigInt(read.data.length);
    return read;
  }

  /** @override @param {number} length @param {bigint} offset */
  fd_pread(length, offset) {
    const start = Number(offset);
    return { ret: wasi.ERRNO_SUCCESS, data: this.#file.data.subarray(start, start + length) };
  }

  /** @override @param {Uint8Array} bytes */
  fd_write(bytes) {
    const written = this.fd_pwrite(bytes, this.file_pos);
    this.file_pos += BigInt(bytes.length);
    return written;
  }

  /** @override @param {Uint8Array} bytes @param {bigint} offset */
  fd_pwrite(bytes, offset) {
    this.#file.write(Number(offset), bytes);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: bytes.length };
  }
}

/** What the tools see as `/`, which is also where they leave their files. */
class Root extends Directory {
  /** @override @param {string} path @param {boolean} isFolder */
  create_entry_for_path(path, isFolder) {
    const made = super.create_entry_for_path(path, isFolder);
    if (isFolder || made.entry === null || this.contents.get(path) !== made.entry) return made;
    const entry = new VirtualFile();
    this.contents.set(path, entry);
    return { ret: made.ret, entry };
  }
}

/** @param {FileTree} tree @returns {Map<string, Inode>} */
export function entriesOf(tree) {
  return new Map(
    Object.entries(tree).map(([name, value]) => [name, value instanceof Uint8Array ? new VirtualFile(value) : new Directory(entriesOf(value))]),
  );
}

/** The machine for one run of one tool. */
export class VirtualMachine {
  #wasi = new WASI([], [], [], { debug: false });
  #view = new DataView(new ArrayBuffer(0));
  #instance;

  /** @param {WebAssembly.Module} program */
  constructor(program) {
    const imports = { ...this.#wasi.wasiImport, fd_write: this.#write };
    this.#instance = new WebAssembly.Instance(program, { wasi_snapshot_preview1: imports });
  }

  /** The package's own makes half a dozen objects each time. */
  #write = (/** @type {number} */ fd, /** @type {number} */ pieces, /** @type {number} */ count, /** @type {number} */ written) => {
    const file = this.#wasi.fds[fd];
    if (!file) return wasi.ERRNO_BADF;
    const memory = this.#memory;
    let total = 0;
    for (let i = 0; i < count; i += 1) {
      const start = memory.getUint32(pieces + 8 * i, true);
      const length = memory.getUint32(pieces + 8 * i + 4, true);
      const { ret, nwritten } = file.fd_write(new Uint8Array(memory.buffer, start, length));
      if (ret !== wasi.ERRNO_SUCCESS) return ret;
      total += nwritten;
    }
    memory.setUint32(written, total, true);
    return wasi.ERRNO_SUCCESS;
  };

  /** A view of the memory as it is now: it grows. */
  get #memory() {
    const { buffer } = /** @type {WebAssembly.Memory} */ (this.#instance.exports['memory']);
    return this.#view.buffer === buffer ? this.#view : (this.#view = new DataView(buffer));
  }

  /**
   * @param {readonly string[]} args the tool's `argv`
   * @param {Map<string, Inode>} entries what lies at the root; what the tool leaves there is added
   * @param {(stderr: string, error: unknown) => Error} describeCrash what to throw when the tool did not end by itself
   */
  run(args, entries, describeCrash) {
    const [stdin, stdout, stderr] = [new VirtualFile(), new VirtualFile(), new VirtualFile()];
    const root = new PreopenDirectory('/', new Map());
    root.dir = new Root(entries);
    this.#wasi.args = [...args];
    this.#wasi.fds = [...[stdin, stdout, stderr].map((file) => new OpenVirtualFile(file)), root];
    const text = (/** @type {VirtualFile} */ file) => new TextDecoder().decode(file.data);
    try {
      const exitCode = this.#wasi.start(/** @type {{ exports: { memory: WebAssembly.Memory, _start: () => unknown } }} */ (this.#instance));
      return { exitCode, stdout: text(stdout), stderr: text(stderr) };
    } catch (error) {
      throw describeCrash(text(stderr), error);
    }
  }
}

/**
 * Takes the debug information out of an archive of WebAssembly objects. Emscripten's system libraries carry it, two thirds of their size, and programs
 * are linked without it; it would only be downloaded and read. (llvm-strip does not do relocatable WebAssembly.)
 *
 * Formats: https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md and GNU ar.
 */

const MAGIC = '!<arch>';
const MAGIC_SIZE = 8;
const HEADER_SIZE = 60;

/**
 * @param {Uint8Array} archive
 * @returns {Uint8Array} the same members in the same order, without `.debug_*`
 */
export function stripDebug(archive) {
  if (ascii(archive, 0, MAGIC_SIZE) !== MAGIC) throw new Error('not an archive');
  /** @type {{ offset: number, header: Uint8Array, content: Uint8Array }[]} */
  const members = [];
  for (let offset = MAGIC_SIZE; offset + HEADER_SIZE <= archive.length; ) {
    const header = archive.slice(offset, offset + HEADER_SIZE);
    const size = Number(ascii(header, 48, 10));
    const content = archive.subarray(offset + HEADER_SIZE, offset + HEADER_SIZE + size);
    members.push({ offset, header, content: isObject(content) ? stripObject(content) : content.slice() });
    offset += HEADER_SIZE + size + (size % 2);
  }

  /** @type {Map<number, number>} where each member was → where it is */
  const moved = new Map();
  let end = MAGIC_SIZE;
  for (const { offset, content } of members) {
    moved.set(offset, end);
    end += HEADER_SIZE + content.length + (content.length % 2);
  }

  const result = new Uint8Array(end);
  result.set(archive.subarray(0, MAGIC_SIZE));
  for (const { offset, header, content } of members) {
    // The table of symbols says in which member each is defined, by the member's place.
    if (ascii(header, 0, 16) === '/') relocateSymbols(content, moved);
    header.set(new TextEncoder().encode(String(content.length).padEnd(10)), 48);
    const at = moved.get(offset) ?? 0;
    result.set(header, at);
    result.set(content, at + HEADER_SIZE);
    if (content.length % 2 === 1) result[at + HEADER_SIZE + content.length] = 0x0a;
  }
  return result;
}

/**
 * @param {Uint8Array} table count, that many offsets (both 4 bytes, big endian), names
 * @param {ReadonlyMap<number, number>} moved
 */
function relocateSymbols(table, moved) {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const count = view.getUint32(0);
  for (let i = 1; i <= count; i++) {
    const offset = moved.get(view.getUint32(4 * i));
    if (offset === undefined) throw new Error("the archive's table of symbols points at no member");
    view.setUint32(4 * i, offset);
  }
}

/** @param {Uint8Array} content */
function isObject(content) {
  return content[0] === 0 && ascii(content, 1, 3) === 'asm';
}

/**
 * Sections are referred to by their number: those with debug information stay, emptied. Their relocations come after everything else that has a number.
 *
 * @param {Uint8Array} object
 */
function stripObject(object) {
  const parts = [object.subarray(0, 8)];
  for (let offset = 8; offset < object.length; ) {
    const size = readUnsigned(object, offset + 1);
    const end = size.end + size.value;
    const name = object[offset] === 0 ? customName(object, size.end) : null;
    if (name === null || !name.text.startsWith('.debug_')) {
      if (name === null || !name.text.startsWith('reloc..debug_')) parts.push(object.subarray(offset, end));
    } else {
      const kept = name.end - size.end;
      if (kept >= 0x80) throw new Error(`a section name of ${kept} bytes`);
      parts.push(Uint8Array.of(0, kept), object.subarray(size.end, name.end));
    }
    offset = end;
  }
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} offset
 */
function customName(bytes, offset) {
  const length = readUnsigned(bytes, offset);
  return { text: new TextDecoder().decode(bytes.subarray(length.end, length.end + length.value)), end: length.end + length.value };
}

/**
 * Reads a LEB128 number.
 *
 * @param {Uint8Array} bytes
 * @param {number} offset
 */
function readUnsigned(bytes, offset) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[offset++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: offset };
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} offset
 * @param {number} length
 */
function ascii(bytes, offset, length) {
  return String.fromCharCode(...bytes.subarray(offset, offset + length)).trimEnd();
}

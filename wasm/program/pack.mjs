/**
 * The sysroot pack: headers and libraries as one file. Its form is as plain as can be, since it is compressed as a whole: the length of the index
 * (4 bytes, little endian), the index (JSON: path → length, in the order in which the files follow), the files.
 */

/** @typedef {import('./virtual_system.mjs').FileTree} FileTree */

/**
 * @param {readonly { path: string, bytes: Uint8Array }[]} entries
 * @returns {Uint8Array}
 */
export function writePack(entries) {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const index = new TextEncoder().encode(JSON.stringify(Object.fromEntries(sorted.map(({ path, bytes }) => [path, bytes.length]))));
  const pack = new Uint8Array(4 + index.length + sorted.reduce((sum, { bytes }) => sum + bytes.length, 0));
  new DataView(pack.buffer).setUint32(0, index.length, true);
  pack.set(index, 4);
  let offset = 4 + index.length;
  for (const { bytes } of sorted) {
    pack.set(bytes, offset);
    offset += bytes.length;
  }
  return pack;
}

/**
 * The pack as a tree of views into it. Throws when it was cut short.
 *
 * @param {Uint8Array} pack
 * @returns {FileTree}
 */
export function readPack(pack) {
  const indexLength = new DataView(pack.buffer, pack.byteOffset, pack.byteLength).getUint32(0, true);
  const index = /** @type {Record<string, number>} */ (JSON.parse(new TextDecoder().decode(pack.subarray(4, 4 + indexLength))));
  /** @type {FileTree} */
  const root = {};
  let offset = 4 + indexLength;
  for (const [path, length] of Object.entries(index)) {
    if (offset + length > pack.length) throw new Error('the sysroot pack is incomplete');
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      const next = (folder[part] ??= {});
      if (next instanceof Uint8Array) throw new Error(`${path} lies inside a file`);
      folder = next;
    }
    folder[name] = pack.subarray(offset, offset + length);
    offset += length;
  }
  return root;
}

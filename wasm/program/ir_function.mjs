/**
 * One function in LLVM's intermediate language, as text: its blocks, and where they lead. For repairs between the optimizer and the back end.
 *
 * The text is clang's own output and is read as such: one instruction a line, a terminator's cases on lines of their own. What a repair adds has names, as
 * adding to what is numbered would change the numbers of what follows.
 */

/**
 * @typedef {object} Phi
 * @property {number} at its line in the block
 * @property {string} result
 * @property {string} type
 * @property {{ value: string, from: string }[]} incoming
 */

/** A basic block. `head` is its label's line (empty for an entry without label), `lines` its instructions, the terminator's lines last. */
export class Block {
  /** @param {string} name @param {string} head @param {string[]} lines */
  constructor(name, head, lines) {
    this.name = name;
    this.head = head;
    this.lines = lines;
    this.isPad = lines.some((line) => PAD.test(line));
  }

  /** Where the terminator begins, which may go over several lines. */
  get terminatorAt() {
    let at = this.lines.length - 1;
    while (at > 0 && !TERMINATOR.test(this.lines[at] ?? '')) at -= 1;
    return at;
  }

  get terminator() {
    return this.lines.slice(this.terminatorAt).join('\n');
  }

  /** Blocks that may follow, as the back end sees them: a catchswitch that does not catch throws on from within its handlers. */
  successors() {
    const terminator = this.terminator;
    const catchSwitch = /= catchswitch within [^[]*\[([^\]]*)\]/u.exec(terminator);
    return [...(catchSwitch?.[1] ?? terminator).matchAll(LABEL)].map((match) => match[1] ?? '');
  }

  /** Whether an exception goes from here to that pad; of a catchswitch, one that it does not catch. @param {string} pad */
  unwindsTo(pad) {
    return [...this.terminator.matchAll(/unwind label %("[^"]*"|[-\w.$]+)/gu)].some((match) => match[1] === pad);
  }

  /** @param {string} from @param {string} to */
  retarget(from, to) {
    const at = this.terminatorAt;
    for (let i = at; i < this.lines.length; i += 1) {
      this.lines[i] = (this.lines[i] ?? '').replaceAll(LABEL, (whole, name) => (name === from ? `label %${to}` : whole));
    }
  }

  get isCatchSwitch() {
    return CATCH_SWITCH.test(this.terminator);
  }

  /** The phis, taken apart. */
  phis() {
    /** @type {Phi[]} */
    const found = [];
    this.lines.forEach((line, at) => {
      const match = /^ *(%\S+) = phi (?:(?:nnan|ninf|nsz|arcp|contract|afn|reassoc|fast) )*(\S+|\{[^}]*\}|<[^>]*>|\[[^\]]*\]) (\[ .* \])/u.exec(line);
      if (match === null) return;
      const incoming = [...(match[3] ?? '').matchAll(/\[ (.*?), %("[^"]*"|[-\w.$]+) \]/gu)].map(([, value = '', from = '']) => ({ value, from }));
      found.push({ at, result: match[1] ?? '', type: match[2] ?? '', incoming });
    });
    return found;
  }

  /** @param {Phi} phi */
  writePhi({ at, result, type, incoming }) {
    this.lines[at] = `  ${result} = phi ${type} ${incoming.map(({ value, from }) => `[ ${value}, %${from} ]`).join(', ')}`;
  }
}

const LABEL = /label %("[^"]*"|[-\w.$]+)/gu;
const TERMINATOR = /^ *(?:%\S+ = )?(?:br|switch|ret|unreachable|invoke|catchswitch|catchret|cleanupret|indirectbr|callbr|resume)\b/u;
const CATCH_SWITCH = /= catchswitch within /u;
const PAD = /= (?:catchswitch|catchpad|cleanuppad) within /u;

/** A function with its blocks, the entry first. */
export class FunctionBody {
  /** @param {string} signature @param {Block[]} blocks */
  constructor(signature, blocks) {
    this.signature = signature;
    this.blocks = blocks;
    this.added = 0;
  }

  /** @param {string} text from `define` to the brace */
  static parse(text) {
    const [signature = '', ...lines] = text.split('\n');
    lines.pop();
    /** @type {Block[]} */
    const blocks = [];
    let head = '';
    // Blocks without names are numbered along with values; an entry's label is not written.
    let name = String(Math.max(-1, ...[...signature.replaceAll(/"[^"]*"/gu, '').matchAll(/%(\d+)/gu)].map((match) => Number(match[1]))) + 1);
    /** @type {string[]} */
    let inside = [];
    const end = () => {
      if (inside.length > 0) blocks.push(new Block(name, head, inside));
      inside = [];
    };
    for (const line of lines) {
      const label = /^("[^"]*"|[-\w.$]+):/u.exec(line);
      if (label !== null) {
        end();
        head = line;
        name = label[1] ?? '';
      } else if (line !== '') {
        inside.push(line);
      }
    }
    end();
    return new FunctionBody(signature, blocks);
  }

  print() {
    const blocks = this.blocks.map(({ head, lines }) => [...(head === '' ? [] : [head]), ...lines].join('\n'));
    return `${this.signature}\n${blocks.join('\n\n')}\n}`;
  }

  /** @param {string} name */
  block(name) {
    const found = this.blocks.find((block) => block.name === name);
    if (found === undefined) throw new Error(`there is no block %${name}`);
    return found;
  }

  /** A name that nothing else has. @param {string} what */
  newName(what) {
    this.added += 1;
    return `weft.${what}.${this.added}`;
  }

  /** Makes an empty block. */
  addBlock() {
    const name = this.newName('way');
    const block = new Block(name, `${name}:`, []);
    this.blocks.push(block);
    return block;
  }
}

/**
 * Works around a fault of LLVM's preparation of exception handlers for WebAssembly (`WinEHPrepare` with `demote-catchswitch-only`, 19 to 22 at least), in LLVM's
 * own intermediate language, as text, between the optimizer and the back end.
 *
 * A value that differs by the way on which a handler was reached is a phi at the handler's head. LLVM takes those of a `catchswitch` into memory, and replaces
 * each use by a load, but forgets uses by phis of a `cleanuppad`: they get poison, which is whatever the register holds. So a parameter that was moved from in
 * a `try` whose handler throws on, comes back as something to be destroyed:
 *
 *     coroutine<> pass(std::unique_ptr<thread> t) {
 *       try { co_await weave(std::move(t)); } catch (const tear&) { mend(); throw; }
 *     }
 *
 * What helps is to take those phis of a `cleanuppad` into memory, too.
 */

/** @typedef {import('./ir_function.mjs').Block} Block */
/** @typedef {import('./ir_function.mjs').FunctionBody} FunctionBody */

/**
 * Repairs what there is to repair in one function.
 *
 * @param {FunctionBody} body
 * @returns {boolean} whether there was something
 */
export function repairPadPhis(body) {
  /** What the phis of catchswitches define, and where. @type {Map<string, Block>} */
  const ofSwitches = new Map();
  for (const block of body.blocks) {
    if (block.isCatchSwitch) for (const phi of block.phis()) ofSwitches.set(phi.result, block);
  }
  if (ofSwitches.size === 0) return false;
  let repaired = false;
  for (const block of body.blocks) {
    if (!block.isPad || block.isCatchSwitch) continue;
    for (let phi = next(block); phi !== undefined; phi = next(block)) {
      takeIntoMemory(body, block, phi);
      repaired = true;
    }
  }
  return repaired;

  /** @param {Block} block */
  function next(block) {
    return block.phis().find(({ incoming }) => incoming.some(({ value }) => ofSwitches.has(value)));
  }
}

/**
 * @param {FunctionBody} body
 * @param {Block} block
 * @param {import('./ir_function.mjs').Phi} phi
 */
function takeIntoMemory(body, block, { at, result, type, incoming }) {
  const slot = `%${body.newName('slot')}`;
  const value = `%${body.newName('value')}`;
  block.lines.splice(at, 1);
  const pad = block.lines.findIndex((line) => / = cleanuppad /u.test(line));
  block.lines.splice(pad + 1, 0, `  ${value} = load ${type}, ptr ${slot}`);
  const name = new RegExp(`${result.replace(/[.$]/gu, '\\$&')}(?![-\\w.$])`, 'gu');
  for (const each of body.blocks) each.lines = each.lines.map((line) => line.replace(name, () => value));
  for (const { value: stored, from } of incoming) storeAtEnd(stored, body.block(from), new Set());
  body.blocks[0]?.lines.unshift(`  ${slot} = alloca ${type}`);

  /** @param {string} stored @param {Block} from @param {Set<string>} seen */
  function storeAtEnd(stored, from, seen) {
    if (!from.isCatchSwitch) {
      from.lines.splice(from.terminatorAt, 0, `  store ${type} ${stored}, ptr ${slot}`);
      return;
    }
    // A catchswitch has room for nothing else: what it passes on is stored on the ways to it.
    if (seen.has(from.name)) return;
    seen.add(from.name);
    const phi = from.phis().find((each) => each.result === stored);
    for (const before of body.blocks.filter((each) => each.unwindsTo(from.name))) {
      storeAtEnd(phi?.incoming.find((each) => each.from === before.name)?.value ?? stored, before, seen);
    }
  }
}

/**
 * What stands between LLVM's optimizer and its back end for WebAssembly: repairs without which exceptions in coroutines go astray. Each says of itself what it
 * is against. The text of a module goes in and comes out; a module without handlers comes out as it is.
 */
import { FunctionBody } from './ir_function.mjs';
import { repairLoopEntries } from './loop_entries.mjs';
import { repairPadPhis } from './pad_phis.mjs';

/**
 * @param {string} ir
 * @returns {{ ir: string, failed: string[] }} the module, and the functions that LLVM will go wrong with all the same
 */
export function repairIr(ir) {
  /** @type {string[]} */
  const failed = [];
  const repaired = ir.replaceAll(/^define [^\n]*\{\n[^]*?^\}$/gmu, (text) => {
    // Most functions have no handlers.
    if (!text.includes(' = catchswitch ') && !text.includes(' = cleanuppad ')) return text;
    const body = FunctionBody.parse(text);
    const phis = repairPadPhis(body);
    const loops = repairLoopEntries(body);
    if (loops === 'failed') failed.push(/@("[^"]*"|[-\w.$]+)/u.exec(text)?.[1] ?? '?');
    return phis || loops !== 'nothing' ? body.print() : text;
  });
  return { ir: repaired, failed };
}

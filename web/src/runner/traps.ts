/**
 * Says in words what a WebAssembly trap was and where: every engine names the same trap differently, and none names it so
 * that somebody who wrote C++ would know what to look for.
 */

/** The parts of a JavaScript error that survive the way from the worker. */
export interface TrapError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

interface Cause {
  /** What V8, SpiderMonkey and JavaScriptCore say. */
  readonly pattern: RegExp;
  readonly words: string;
}

const stackOverflow = 'Stack overflow: functions called each other too deeply';
const memoryAccess = 'Memory access out of bounds: a bad pointer or an index beyond its array';
const unreachable = 'The program reached code that can never run: a trap, or undefined behaviour such as a missing return';
const abortion = 'The program aborted: abort(), a failed assert or std::terminate';

/** The first that matches the error's `name: message` counts. */
const causes: readonly Cause[] = [
  {
    pattern: /Maximum call stack size exceeded|too much recursion/i,
    words: stackOverflow,
  },
  { pattern: /^RuntimeError: Aborted\(OOM\)|out of memory|could not allocate memory/i, words: 'Out of memory' },
  { pattern: /^RuntimeError: Aborted\(/, words: abortion },
  {
    // An integer division only; "divide result unrepresentable" is the overflow below.
    pattern: /(divide|division|remainder) by zero/i,
    words: 'Integer division by zero',
  },
  {
    pattern: /divide result unrepresentable|integer overflow/i,
    words: 'Integer overflow: the smallest integer divided by -1',
  },
  {
    pattern: /unrepresentable in integer range|invalid conversion to integer|Out of bounds Trunc/i,
    words: 'A floating-point number that fits no integer was converted to one',
  },
  {
    pattern: /signature mismatch|signature that does not match|indirect call to null|null table entry|null function/i,
    words: 'A call through a bad pointer: a function pointer or a virtual call on an object that is not there',
  },
  {
    pattern: /table index|table access|Out of bounds call_indirect/i,
    words: 'A call through a bad pointer: it points to no function',
  },
  {
    pattern: /memory access out of bounds|index out of bounds|out of bounds memory access/i,
    words: memoryAccess,
  },
  { pattern: /unaligned access/i, words: 'An atomic operation on an address that is not aligned' },
  { pattern: /unreachable/i, words: unreachable },
  {
    pattern: /^SuspendError/,
    words: 'The program blocked inside a JavaScript callback, where only an event loop that is already running can wait',
  },
];

/** As many frames as tell where it happened without filling the terminal. */
const mostFrames = 8;

/** The worker asks for this many frames; a stack that has more of the program's own has no end. */
export const traceDepth = 64;

/** Several lines for people: the cause and the innermost function, then who called it. */
export function describeTrap(error: TrapError): string {
  const known = causes.find(({ pattern }) => pattern.test(`${error.name}: ${error.message}`));
  const { frames, endless, aborted } = trapPlace(error.stack);
  let cause = known?.words ?? `${error.name}: ${error.message}`;
  // The C++ stack lies at the bottom of the memory: running out of it is an access below address zero.
  if (cause === memoryAccess && endless) cause = stackOverflow;
  // abort() ends in a trap like any other.
  if (cause === unreachable && aborted) cause = abortion;
  const [innermost, ...callers] = frames;
  if (innermost === undefined) return cause;
  const shown = callers.slice(0, mostFrames - 1);
  const left = callers.length - shown.length;
  return [
    cause,
    `  in ${innermost}`,
    ...shown.map((caller) => `  called from ${caller}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ].join('\n');
}

interface TrapPlace {
  /**
   * The program's functions on the stack, innermost first, up to `main`. Only WebAssembly frames are the program's, and their
   * names are what the linker left in the name section, demangled. A function that calls itself is named once.
   */
  readonly frames: readonly string[];
  /** There were more than could have been meant. */
  readonly endless: boolean;
  /** The program itself asked for its end. */
  readonly aborted: boolean;
}

export function trapPlace(stack: string): TrapPlace {
  const names = stack
    .split('\n')
    .map(frameFunction)
    .filter((name) => name !== undefined)
    .map(bareName);
  const frames: string[] = [];
  for (const name of names.map(readableName)) {
    if (name !== undefined && name !== frames.at(-1)) frames.push(name);
    if (name === 'main') break;
  }
  return { frames, endless: names.length >= traceDepth, aborted: names.some((name) => aborting.test(name)) };
}

const aborting = /^(abort$|abort_message$|__assert_fail|std::(__terminate|terminate|__libcpp_verbose_abort)\b)/;

/** What lies between a program's own functions, or around them, and means nothing to its writer. */
const machinery = /^(weft::detail::|weft_|(\.L)?__cxa_|_Unwind_|__trap$|__clang_call_terminate$|demangling_terminate_handler\(|\(anonymous namespace\)::end_with\(|wasm-function)/;

/** V8: `    at divide(int, int) (wasm://wasm/…:wasm-function[3]:0x51)`; SpiderMonkey: `divide(int, int)@…:wasm-function[3]:0x51`. */
function frameFunction(line: string): string | undefined {
  return (
    /^\s*at (.+) \((?:[^()]*):wasm-function\[\d+\]:0x[0-9a-f]+\)$/.exec(line) ??
    /^(.+?)@[^@]*:wasm-function\[\d+\]:0x[0-9a-f]+$/.exec(line)
  )?.[1];
}

function bareName(name: string): string {
  return name
    .replace(/^[\w.-]+\.wasm\./, '') // the module's name, where it has one
    .replace(/ \[clone [^\]]*\]$/, '') // the parts that a coroutine is split into
    .replace(/ \(\.(resume|destroy|cleanup)\)$/, '')
    .replace(/\.(resume|destroy|cleanup)$/, '')
    .replace(/std::__2::/g, 'std::');
}

/** Undefined for functions that say nothing to the reader. */
function readableName(name: string): string | undefined {
  if (/^(main|__original_main|__main_argc_argv|__main_void)(\(.*\))?$/.test(name)) return 'main';
  if (/\bweft::run</.test(name)) return 'weft::run';
  return aborting.test(name) || machinery.test(name) ? undefined : name;
}

/** Sorts what ended a program other than by returning from main. */
import { clip, type ProgramEnding } from '../../protocol/program_messages.js';

export function describeEnding(error: unknown): ProgramEnding {
  if (isExit(error)) return { how: 'exit', exitCode: error.status };
  if (error instanceof WebAssembly.Exception) {
    return { how: 'exception', exceptionType: 'a C++ exception', what: 'it left a callback of the event loop' };
  }
  if (!(error instanceof Error)) return { how: 'failed', message: clip(String(error)) };
  const { name, message, stack } = error;
  if (isTrap(error)) {
    return { how: 'trap', name: clip(name, 100), message: clip(message, 4_000), stack: clip(stack ?? '') };
  }
  if (error instanceof WebAssembly.LinkError || error instanceof WebAssembly.CompileError) {
    return { how: 'failed', message: clip(`This is no program that can run here: ${message}`) };
  }
  // Thrown by JavaScript that the program called (emscripten::val) and caught by nobody.
  return { how: 'exception', exceptionType: clip(`JavaScript ${name}`), what: clip(message) };
}

/** What nothing in a thread caught: it comes as no more than a text. */
export function endingOfThread(text: string): ProgramEnding {
  const [, name, message] = /^(?:Uncaught )?(\w*Error): (.*)$/s.exec(text) ?? [];
  if (name === undefined || message === undefined) return { how: 'failed', message: clip(`A thread failed: ${text}`) };
  return { how: 'trap', name: clip(name, 100), message: clip(message, 4_000), stack: '' };
}

/** Engines signal an exhausted stack as an error of JavaScript: V8 a RangeError, SpiderMonkey an InternalError. */
function isTrap(error: Error): boolean {
  return (
    error instanceof WebAssembly.RuntimeError ||
    error.name === 'InternalError' ||
    error.name === 'SuspendError' ||
    (error instanceof RangeError && /call stack/i.test(error.message))
  );
}

/** How Emscripten's `exit()` unwinds, where the glue has not made a number of it already. */
function isExit(error: unknown): error is { readonly status: number } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'name' in error &&
    error.name === 'ExitStatus' &&
    'status' in error &&
    typeof error.status === 'number'
  );
}

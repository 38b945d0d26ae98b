// How a weft program starts in a browser: with JSPI where there is one, and through weftMain() instead of main().

// weftMain() calls main() when the page asks for it.
Module['noInitialRun'] = true;

// exit(), which a thread may call while main() is suspended.
Module['onExit'] = (code) => weftHost.ended?.(code);

// JavaScript's frames cannot be suspended: while there are any above main()'s, C++ that has to wait does so without.
const beyondSuspension = (call) => (...operands) => {
  const { onStack } = weftHost;
  weftHost.onStack = false;
  try {
    return call(...operands);
  } finally {
    weftHost.onStack = onStack;
  }
};

Module['instantiateWasm'] ??= (imports, receive) => {
  const page = Module['weft'] || {};
  weftHost.jspi = page.jspi !== false && typeof WebAssembly.Suspending === 'function';
  if (weftHost.jspi) {
    // The imports that block: C++ is suspended until their promise is settled.
    const blocking = [
      ['env', ['weft_host_wait', 'weft_host_sleep', 'weft_host_block', 'weft_host_wait_for_memory']],
      ['wasi_snapshot_preview1', ['fd_read']],
    ];
    for (const [module, names] of blocking) {
      for (const name of names) {
        const suspending = imports[module]?.[name];
        if (!suspending) continue;
        imports[module][name] = new WebAssembly.Suspending((...operands) => {
          const result = suspending(...operands);
          if (!(result instanceof Promise)) return result;
          // Meanwhile C++ may be called by events, and those calls cannot be suspended. Nor may one come between the mark and the
          // stack's going on: both wait for the same promise, so nothing does.
          weftHost.onStack = false;
          const goesOn = () => { weftHost.onStack = true; };
          result.then(goesOn, goesOn);
          return result;
        });
      }
    }
  }
  // JavaScript that may call C++ in turn: what main() calls through emscripten::val, and whatever calls an export (a thread that is
  // joined, say, has its memory freed by Emscripten's JavaScript, which may have to wait for the allocator's lock).
  for (const name of ['_emval_call', '_emval_call_method']) {
    if (imports['env']?.[name]) imports['env'][name] = beyondSuspension(imports['env'][name]);
  }
  const guarded = ([name, entry]) => [name, typeof entry === 'function' && name !== 'weft_main' ? beyondSuspension(entry) : entry];
  const source = Module['wasmBinary']
    ? WebAssembly.instantiate(Module['wasmBinary'], imports)
    : fetch(findWasmBinary()).then((response) => WebAssembly.instantiateStreaming(response, imports));
  source.then(({ instance, module }) => {
    receive({ exports: Object.fromEntries(Object.entries(instance.exports).map(guarded)) }, module);
  }, readyPromiseReject);
  return {};
};

// Runs main() to its end, the event loop included; gives the exit code. Rejects with the error of a trap.
Module['weftMain'] = async () => {
  const words = ['./program', ...(Module['arguments'] || [])];
  const argv = _malloc(4 * (words.length + 1));
  words.forEach((word, i) => { HEAPU32[(argv >> 2) + i] = stringToNewUTF8(word); });
  HEAPU32[(argv >> 2) + words.length] = 0;
  const endedElsewhere = new Promise((resolve) => { weftHost.ended = resolve; });
  let end;
  try {
    const main = wasmExports['weft_main'];
    weftHost.onStack = true;
    // A thread's uncaught exception ends the program while main() is suspended.
    end = await (weftHost.jspi ? Promise.race([WebAssembly.promising(main)(words.length, argv), endedElsewhere]) : main(words.length, argv));
  } catch (e) {
    // Without JSPI the loop gives up its stack by a trap, and goes on from the wake-ups that follow.
    end = weftHost.parked ? await endedElsewhere : e;
  }
  if (typeof end === 'number') return end;
  if (end instanceof ExitStatus) return end.status;
  throw end;
};

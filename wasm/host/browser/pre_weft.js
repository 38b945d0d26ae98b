// How a weft program starts in a browser: with JSPI where there is one, and through weftMain() instead of main().

// weftMain() calls main() when the page asks for it.
Module['noInitialRun'] = true;

// exit(), which a thread may call while main() is suspended.
Module['onExit'] = (code) => weftHost.ended?.(code);

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
          // Meanwhile C++ may be called by events, and those calls cannot be suspended.
          weftHost.onStack = false;
          return result.then((value) => {
            weftHost.onStack = true;
            return value;
          });
        });
      }
    }
  }
  const source = Module['wasmBinary']
    ? WebAssembly.instantiate(Module['wasmBinary'], imports)
    : fetch(findWasmBinary()).then((response) => WebAssembly.instantiateStreaming(response, imports));
  source.then(({ instance, module }) => receive(instance, module), readyPromiseReject);
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

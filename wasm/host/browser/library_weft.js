// The browser's side of the host seam (host.hpp), as an Emscripten JS library: one timer, one MessageChannel, fetch.
//
// A waiting C++ stack is suspended by JSPI where the browser has it: `weft_host_wait` returns a promise and pre_weft.js
// wraps it in WebAssembly.Suspending. Where it has not, the stack is given up (weft_host_park, then a trap, which unlike a
// JavaScript exception runs no destructors on its way out) and every wake-up calls back into weft_proceed().
//
// What the page provides comes as `Module.weft`: {write, fetch, readLine, uncaught, variantEnded, jspi}, each optional.

addToLibrary({
  // Emscripten's takes the end of a callback for the end of the program; here main() may be suspended meanwhile.
  $maybeExit: () => {},

  $weftHost__deps: ['$UTF8ToString', '$stringToNewUTF8', 'malloc', 'free'],
  $weftHost__postset: 'weftHost.init();',
  $weftHost: {
    jspi: false,
    onStack: false, // C++ runs that may be suspended: main(), and nothing of JavaScript's below it
    unblock: null, // ends the present weft_host_block
    parked: false, // the C++ stack was given up: wake-ups go on through weft_proceed()
    waiting: false,
    woken: false,
    resume: null, // ends the present wait
    timer: 0,
    ticking: false, // a message to ourselves is under way
    askingForLine: false,

    // What Emscripten cannot write out as a literal begins here.
    init() {
#if PTHREADS
      // All that follows is done by the main thread's JavaScript for every thread.
      if (ENVIRONMENT_IS_PTHREAD) return;
#endif
      weftHost.page = Module['weft'] || {};
      weftHost.requests = new Map();
      weftHost.deadline = Infinity;
      weftHost.unread = new Uint8Array(0); // of the line that a blocking read() took
      weftHost.lines = []; // of standard input, in bytes, that nobody has taken yet; null is the end of input
      weftHost.readers = []; // who wait for one: {tell, told}
      weftHost.channel = new MessageChannel();
      weftHost.channel.port1.onmessage = weftHost.onTick;
      // Node would otherwise stay alive for the sake of this port.
      weftHost.channel.port1.unref?.();
    },

    // A macrotask of our own. setTimeout(0) would do, but browsers make the fifth nested one wait for 4 ms.
    tick() {
      if (weftHost.ticking) return;
      weftHost.ticking = true;
      weftHost.channel.port1.ref?.();
      weftHost.channel.port2.postMessage(0);
    },

    onTick() {
      weftHost.ticking = false;
      weftHost.channel.port1.unref?.();
      if (!weftHost.waiting) return;
      if (weftHost.woken || performance.now() >= weftHost.deadline) {
        weftHost.wake();
      } else {
        weftHost.arm();
      }
    },

    arm() {
      clearTimeout(weftHost.timer);
      weftHost.timer = 0;
      if (weftHost.deadline === Infinity) return;
      const left = weftHost.deadline - performance.now();
      if (left < 1) {
        // Nearer than a timer can tell: look again in a moment instead of sleeping past it.
        weftHost.tick();
      } else {
        // Rounded down, the rest is ticked away: never early, and not a whole timer step late. The resumption comes in a
        // message, where the browser does not count nested timers (and so never clamps them to 4 ms).
        weftHost.timer = setTimeout(weftHost.tick, Math.min(Math.floor(left), 0x7fffffff));
      }
    },

    wake() {
      weftHost.waiting = false;
      weftHost.woken = false;
      clearTimeout(weftHost.timer);
      weftHost.timer = 0;
      if (weftHost.parked) {
        weftHost.proceed();
      } else {
        weftHost.resume();
      }
    },

    // Without JSPI: one more stretch of the loop.
    proceed() {
      try {
        _weft_proceed();
        weftHost.wait();
      } catch (e) {
        weftHost.ended(e);
      }
    },

    wait() {
      weftHost.waiting = true;
      if (weftHost.woken) {
        weftHost.tick();
      } else {
        weftHost.arm();
      }
    },

    // (An async method would be mangled on its way through Emscripten.)
    request: async (id, url, init) => {
      const request = { controller: new AbortController(), more: null };
      weftHost.requests.set(id, request);
      // Everything after an await may find the request aborted: then C++ must hear no more of it.
      const alive = () => weftHost.requests.get(id) === request;
      try {
        const fetch = weftHost.page.fetch || globalThis.fetch;
        const response = await fetch(url, { ...init, signal: request.controller.signal });
        if (!alive()) return;
        let headers = '';
        for (const [name, value] of response.headers) headers += `${name}: ${value}\n`;
        weftHost.withText(response.url || url, (urlPointer) =>
          weftHost.withFields(headers, (headersPointer) => _weft_on_head(id, response.status, urlPointer, headersPointer)));
        const reader = response.body?.getReader();
        while (reader && alive()) {
          const { done, value } = await reader.read();
          if (!alive()) return void reader.cancel().catch(() => {});
          if (done) break;
          if (value.length === 0) continue;
          const asked = new Promise((resolve) => { request.more = resolve; });
          const bytes = _malloc(value.length);
          HEAPU8.set(value, bytes);
          _weft_on_body(id, bytes, value.length);
          _free(bytes);
          await asked;
        }
        if (!alive()) return;
        weftHost.requests.delete(id);
        _weft_on_end(id);
      } catch (e) {
        if (!alive()) return;
        weftHost.requests.delete(id);
        weftHost.withText(String(e?.message ?? e), (reason) => _weft_on_failure(id, reason));
      }
    },

    withText(text, use) {
      const pointer = stringToNewUTF8(text);
      use(pointer);
      _free(pointer);
    },

    // Header fields are bytes, which JavaScript shows as a character each.
    withFields(text, use) {
      const pointer = _malloc(text.length + 1);
      for (let i = 0; i < text.length; i++) HEAPU8[pointer + i] = text.charCodeAt(i);
      HEAPU8[pointer + text.length] = 0;
      use(pointer);
      _free(pointer);
    },
    fieldsAt(pointer) {
      let text = '';
      for (let byte; (byte = HEAPU8[pointer]) !== 0; pointer++) text += String.fromCharCode(byte);
      return text;
    },

    // Lines wait for readers and readers for lines, both in the order of their coming: the first reader's is the first line, the
    // second one's the second, whoever takes theirs first. (std::cin may have to take its line while the stack it blocks is that of
    // the reader before it.) The page is asked for one line at a time, and only while there are fewer lines than readers.
    addReader(reader) {
      weftHost.readers.push(reader);
      weftHost.serveReaders();
    },
    serveReaders() {
      weftHost.readers.slice(0, weftHost.lines.length).forEach((reader) => {
        if (reader.told) return;
        reader.told = true;
        queueMicrotask(reader.tell);
      });
      if (weftHost.askingForLine || weftHost.readers.length <= weftHost.lines.length) return;
      weftHost.askingForLine = true;
      const arrived = (line) => {
        weftHost.askingForLine = false;
        weftHost.lines.push(line === null ? null : new TextEncoder().encode(line));
        weftHost.serveReaders();
      };
      (weftHost.page.readLine ? weftHost.page.readLine() : Promise.resolve(null)).then(arrived, () => arrived(null));
    },
    takeLine(reader) {
      const place = weftHost.readers.indexOf(reader);
      weftHost.readers.splice(place, 1);
      return weftHost.lines.splice(place, 1)[0];
    },
  },

  // A worker's `performance` is a getter; to ask it each time costs as much as the clock itself.
  $weftClock: 'performance',
  weft_host_now__deps: ['$weftClock'],
  weft_host_now: () => weftClock.now(),
  // What std::chrono's clocks ask. With threads, on a scale that is the same in each.
#if PTHREADS
  $weftTimeOrigin: 'performance.timeOrigin',
  emscripten_get_now__deps: ['$weftClock', '$weftTimeOrigin'],
  emscripten_get_now: () => weftTimeOrigin + weftClock.now(),
#else
  emscripten_get_now__deps: ['$weftClock'],
  emscripten_get_now: () => weftClock.now(),
#endif
  weft_host_can_wait__deps: ['$weftHost'],
  weft_host_can_wait: () => weftHost.jspi,
  weft_host_can_block__deps: ['$weftHost'],
  weft_host_can_block: () => weftHost.jspi && weftHost.onStack,

  weft_host_wake_at__deps: ['$weftHost'],
  weft_host_wake_at: (deadline) => {
    weftHost.deadline = deadline;
  },
  weft_host_wake_now__deps: ['$weftHost'],
  weft_host_wake_now: () => {
    if (weftHost.woken) return;
    weftHost.woken = true;
    // What wakes a waiting loop is usually one of several events: let them all come in.
    if (weftHost.waiting) weftHost.tick();
  },
  weft_host_wait__deps: ['$weftHost'],
  weft_host_wait: () =>
    new Promise((resolve) => {
      weftHost.resume = resolve;
      weftHost.wait();
    }),
  weft_host_park__deps: ['$weftHost', 'weft_proceed'],
  weft_host_park: () => {
    weftHost.parked = true;
    weftHost.wait();
  },
  weft_host_sleep__deps: ['$weftHost'],
  weft_host_sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),

  // A wait of C++ itself, outside of any loop: ended by weft_host_unblock.
  weft_host_block__deps: ['$weftHost'],
  weft_host_block: () => new Promise((resolve) => { weftHost.unblock = resolve; }),
  weft_host_unblock__deps: ['$weftHost'],
  weft_host_unblock: () => weftHost.unblock?.(),

#if PTHREADS
  // What memory.atomic.wait32 is to other threads: 0 woken, 1 not equal, 2 timed out.
  weft_host_wait_for_memory: (address, expected, milliseconds) => {
    const { async, value } = Atomics.waitAsync(HEAP32, address >> 2, expected | 0, milliseconds);
    const code = (how) => ({ 'ok': 0, 'not-equal': 1 })[how] ?? 2;
    return async ? value.then(code) : code(value);
  },
#else
  weft_host_wait_for_memory: () => 1,
#endif

  weft_host_write__deps: ['$weftHost', '$weftConsole'],
  weft_host_write: (fd, bytes, size) => {
    (weftHost.page.write || weftConsole)(fd, HEAPU8.slice(bytes, bytes + size));
  },

  // Ends the program from outside of main().
  weft_host_end__deps: ['$weftHost'],
  weft_host_end: (exitCode) => weftHost.ended(exitCode),

  weft_host_request__deps: ['$weftHost', 'weft_on_head', 'weft_on_body', 'weft_on_end', 'weft_on_failure'],
  weft_host_request: (id, method, url, headers, body, size) => {
    const fields = [];
    for (const line of weftHost.fieldsAt(headers).split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) fields.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
    }
    const init = { method: UTF8ToString(method), headers: fields };
    if (size > 0) init.body = HEAPU8.slice(body, body + size);
    weftHost.request(id, UTF8ToString(url), init);
  },
  weft_host_more__deps: ['$weftHost'],
  weft_host_more: (id) => {
    weftHost.requests.get(id)?.more?.();
  },
  weft_host_abort__deps: ['$weftHost'],
  weft_host_abort: (id) => {
    const request = weftHost.requests.get(id);
    weftHost.requests.delete(id);
    request?.more?.();
    request?.controller.abort();
  },

  weft_host_read_line__deps: ['$weftHost', 'weft_on_line'],
  weft_host_read_line: (ticket) => {
    // The rest of a line that a blocking read() could not take in whole.
    if (weftHost.unread.length > 0) {
      weftHost.lines.unshift(weftHost.unread.slice(0, -1));
      weftHost.unread = new Uint8Array(0);
    }
    weftHost.addReader({ ticket, tell: () => _weft_on_line(ticket) });
  },
  weft_host_put_line_back__deps: ['$weftHost'],
  weft_host_put_line_back: (line, size) => {
    weftHost.lines.unshift(HEAPU8.slice(line, line + size));
  },
  weft_host_take_line__deps: ['$weftHost', 'malloc'],
  weft_host_take_line: (ticket, size) => {
    const line = weftHost.takeLine(weftHost.readers.find((reader) => reader.ticket === ticket));
    if (line === null) return 0;
    const bytes = _malloc(line.length || 1);
    HEAPU8.set(line, bytes);
    HEAPU32[size >> 2] = line.length;
    return bytes;
  },
  weft_host_stop_reading__deps: ['$weftHost'],
  weft_host_stop_reading: (ticket) => {
    weftHost.readers = weftHost.readers.filter((reader) => reader.ticket !== ticket);
    weftHost.serveReaders();
  },

  weft_host_uncaught__deps: ['$weftHost'],
  weft_host_uncaught: (type, what) => {
    weftHost.page.uncaught?.({ type: UTF8ToString(type), what: UTF8ToString(what) });
  },

  weft_host_variant_ended__deps: ['$weftHost'],
  weft_host_variant_ended: (name, wallMs, peakBytes, cpuMs) => {
    const known = (value) => (value < 0 ? null : value);
    weftHost.page.variantEnded?.({ name: UTF8ToString(name), wallMs, peakBytes: known(peakBytes), cpuMs: known(cpuMs) });
  },

  // Emscripten's own prints whole lines only; a terminal wants every byte as it comes.
  fd_write__deps: ['$weftHost', '$weftConsole', 'fflush'],
  // What libc still holds at exit: a last line without its newline.
  fd_write__postset: () => addAtExit('_fflush(0);'),
  fd_write: (fd, vectors, count, written) => {
    let size = 0;
    for (let i = 0; i < count; i++) size += HEAPU32[(vectors >> 2) + 2 * i + 1];
    const bytes = new Uint8Array(size);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const from = HEAPU32[(vectors >> 2) + 2 * i];
      const length = HEAPU32[(vectors >> 2) + 2 * i + 1];
      bytes.set(HEAPU8.subarray(from, from + length), at);
      at += length;
    }
    if (size > 0) (weftHost.page.write || weftConsole)(fd, bytes);
    HEAPU32[written >> 2] = size;
    return 0;
  },

  // A page that takes no bytes: whole lines to the console.
  $weftConsole: (fd, bytes) => {
    const decoder = (weftConsole.decoders ??= [null, new TextDecoder(), new TextDecoder()]);
    const rest = (weftConsole.rest ??= ['', '', '']);
    const stream = fd === 2 ? 2 : 1;
    const lines = (rest[stream] + decoder[stream].decode(bytes, { stream: true })).split('\n');
    rest[stream] = lines.pop();
    for (const line of lines) (stream === 2 ? err : out)(line);
  },

  // read() of standard input blocks, as std::cin expects: pre_weft.js makes it suspend C++ until there is a line.
  fd_read__deps: ['$weftHost'],
  fd_read: (fd, vectors, count, read) => {
    if (fd !== 0) return {{{ cDefs.EBADF }}};
    const fill = () => {
      let total = 0;
      for (let i = 0; i < count && weftHost.unread.length > 0; i++) {
        const to = HEAPU32[(vectors >> 2) + 2 * i];
        const part = weftHost.unread.subarray(0, HEAPU32[(vectors >> 2) + 2 * i + 1]);
        HEAPU8.set(part, to);
        weftHost.unread = weftHost.unread.subarray(part.length);
        total += part.length;
      }
      HEAPU32[read >> 2] = total;
      return 0;
    };
    if (weftHost.unread.length > 0) return fill();
    if (!weftHost.jspi) return {{{ cDefs.ENOSYS }}};
    return new Promise((resolve) => {
      const reader = {
        tell() {
          const line = weftHost.takeLine(reader);
          weftHost.unread = new Uint8Array(line === null ? 0 : line.length + 1);
          if (line !== null) weftHost.unread.set(line);
          if (line !== null) weftHost.unread[line.length] = 10;
          resolve(fill());
        },
      };
      weftHost.addReader(reader);
    });
  },
});

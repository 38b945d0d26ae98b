"""Runs a program in Pyodide as python3 would run main.py: with asyncio's own event loop, input(), tracebacks, exit codes.

Pyodide brings an event loop that hands every callback to the browser's. A program here gets CPython's own instead, of which
only the waiting is replaced: when nothing is ready it suspends WebAssembly's stack until the next timer is due or a promise is
settled (JSPI). So callbacks run in the order that asyncio promises, and as fast as this Python can. A browser without JSPI
has Pyodide's loop; there asyncio.run() must be the last thing that a program does.
"""

import asyncio
import builtins
import inspect
import json
import linecache
import sys
import time
import traceback
import tracemalloc

import pyodide.ffi
import weft_host
from pyodide.ffi import can_run_sync, run_sync

FILE = "main.py"


# Pyodide's own, which run_sync() needs for its part of the work.
browsers_loop = asyncio.get_event_loop()


def suspend(promise):
    """Suspends the stack until the promise is settled, whatever event loop is running in it."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(browsers_loop)
    try:
        return run_sync(promise)
    finally:
        asyncio._set_running_loop(running)


def wait_outside(seconds):
    weft_host.beginWaiting(seconds * 1000)
    suspend(weft_host.waiting)


class Waiting:
    """Stands where asyncio keeps its selector: there are no sockets here, only time and promises."""

    waits = False

    def select(self, timeout):
        if timeout is None or timeout > 0:
            self.waits = True
            wait_outside(-1 if timeout is None else timeout)
            self.waits = False
        return []

    def close(self):
        pass


class EventLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = Waiting()

    def call_soon(self, callback, *args, context=None):
        # A settled promise comes from outside, while the loop waits.
        if self._selector.waits:
            weft_host.wake()
        return super().call_soon(callback, *args, context=context)

    def call_soon_threadsafe(self, callback, *args, context=None):
        return self.call_soon(callback, *args, context=context)

    def _process_events(self, events):
        pass


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


class LastAct(BaseException):
    """Gives up the program's stack, where it cannot be suspended, for what asyncio.run() was asked to run."""

    def __init__(self, main):
        self.main = main


def read_line(prompt=""):
    print(prompt, end="", flush=True)
    if not can_run_sync():
        raise RuntimeError("input() cannot wait in this browser: it has no JSPI (WebAssembly stack switching)")
    line = suspend(weft_host.line)
    # JavaScript's null.
    if not isinstance(line, str):
        raise EOFError("EOF when reading a line")
    return line


def sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    wait_outside(seconds)


def run_as_last_act(main, *, debug=None, loop_factory=None):
    raise LastAct(main)


def ending_of(error):
    """Writes a traceback that begins with the program, as the interpreter would, and says what the page is to know."""
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return {"how": "exit", "exitCode": error.code or 0}
        print(error.code, file=sys.stderr)
        return {"how": "exit", "exitCode": 1}
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != FILE:
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == FILE else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    place = "" if line is None else f"({FILE}:{line})"
    return {"how": "exception", "exceptionType": name[:1000], "what": f"{text[:60000]} {place}".strip()}


def begin_measuring(trace_memory):
    if trace_memory:
        tracemalloc.start()
    return time.perf_counter()


def end_measuring(began, trace_memory):
    wall = (time.perf_counter() - began) * 1000
    if not trace_memory:
        return wall, None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return wall, peak


async def measure_awaited(variant, trace_memory):
    began = begin_measuring(trace_memory)
    await variant
    return end_measuring(began, trace_memory)


async def measure_variants(variants, names, trace_memory, run_coroutine):
    rows = []
    for name in names:
        row = {"name": name, "wallMs": 0, "peakBytes": None, "failure": None}
        try:
            began = begin_measuring(trace_memory)
            result = variants[name]()
            if inspect.isawaitable(result):
                row["wallMs"], row["peakBytes"] = await run_coroutine(measure_awaited(result, trace_memory))
            else:
                row["wallMs"], row["peakBytes"] = end_measuring(began, trace_memory)
            weft_host.variantEnded(name, row["wallMs"], row["peakBytes"])
        except Exception as error:
            tracemalloc.stop()
            row["failure"] = f"{type(error).__name__}: {error}"
        rows.append(row)
    print(weft_host.table(json.dumps(rows)), end="")
    return 1 if any(row["failure"] is not None for row in rows) else 0


def execute(source, args):
    """The program up to its last line; gives its names."""
    sys.argv = [FILE, *args]
    module = type(sys)("__main__")
    module.__dict__.update(__file__=FILE, __builtins__=builtins)
    sys.modules["__main__"] = module
    exec(compile(source, FILE, "exec"), module.__dict__)
    return module.__dict__


def prepare(source):
    # Tracebacks quote the line; without a tty Python would keep output back until there is much of it.
    linecache.cache[FILE] = (len(source), None, source.splitlines(True), FILE)
    sys.stdout.reconfigure(line_buffering=True)
    builtins.input = read_line


def blocking(coroutine):
    """Runs a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("it waited")


def own_variants(names, args):
    """The program's variants and which of them to run; an exit code instead where there is nothing to run."""
    variants = names.get("variants")
    if not isinstance(variants, dict) or not variants or not all(callable(each) for each in variants.values()):
        return None, 0
    request = json.loads(weft_host.readArguments(json.dumps(args), json.dumps(list(variants))))
    if request["what"] == "run":
        return (variants, request["names"]), None
    print(request["text"], end="", file=sys.stdout if request["what"] == "list" else sys.stderr)
    return None, 0 if request["what"] == "list" else 2


def run_suspending(source, args, trace_memory):
    async def on_new_loop(coroutine):
        return asyncio.run(coroutine)

    asyncio.run = asyncio.runners.run
    time.sleep = sleep
    pyodide.ffi.run_sync = suspend
    asyncio._set_running_loop(None)
    asyncio.events._set_event_loop_policy(Policy())
    began = begin_measuring(trace_memory)
    chosen, code = own_variants(execute(source, args), args)
    if chosen is not None:
        tracemalloc.stop()
        code = blocking(measure_variants(*chosen, trace_memory, on_new_loop))
    elif trace_memory:
        # The program as a whole is the one thing to measure.
        weft_host.variantEnded("", *end_measuring(began, trace_memory))
    return code


async def run_on_browsers_loop(source, args, trace_memory):
    async def on_this_loop(coroutine):
        return await coroutine

    asyncio.run = run_as_last_act
    try:
        names = execute(source, args)
    except LastAct as last:
        await last.main
        return 0
    chosen, code = own_variants(names, args)
    return code if chosen is None else await measure_variants(*chosen, trace_memory, on_this_loop)


def run(source, args, trace_memory):
    args = list(args)
    prepare(source)
    try:
        if can_run_sync():
            return finish({"how": "exit", "exitCode": run_suspending(source, args, trace_memory)})
    except BaseException as error:
        return finish(ending_of(error))
    return run_later(source, args, trace_memory)


async def run_later(source, args, trace_memory):
    try:
        return finish({"how": "exit", "exitCode": await run_on_browsers_loop(source, args, trace_memory)})
    except BaseException as error:
        return finish(ending_of(error))


def finish(ending):
    sys.stdout.flush()
    sys.stderr.flush()
    return json.dumps(ending)

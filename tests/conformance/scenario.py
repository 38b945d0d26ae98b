"""Runs the Python half of the scenarios: the judge.

    python3 scenario.py --list               names, and the tests of CPython that they stand for
    python3 scenario.py tasks/cancel_at_end  runs one and prints its trace
    python3 scenario.py --json               runs all that this Python is new enough for; one JSON object of traces

A scenario is a function in scenarios/<area>.py with the same name, and the same text as far as the languages allow, as its
twin in scenarios/<area>.cpp. Coroutine functions are run by an event loop whose clock is virtual: it jumps to the next
timer whenever nothing is ready, so that nothing sleeps and every run prints the same.
"""

import asyncio
import contextlib
import importlib.util
import inspect
import io
import json
import logging
import pathlib
import selectors
import sys

# What scenarios import from here must be this very module, however it was started.
sys.modules.setdefault("scenario", sys.modules[__name__])


# --- the words in which both halves tell what happened ---


class Boom(Exception):
    """What scenarios fail with."""


def yes(flag):
    return "yes" if flag else "no"


def text(value):
    if value is None or isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return yes(value)
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(text, value)) + "]"
    return str(value)


def describe(error):
    """An exception in words that fit both languages: those for misuse differ most."""
    if isinstance(error, Boom):
        return f"boom({error})" if str(error) else "boom"
    if isinstance(error, BaseExceptionGroup):
        return "group[" + ", ".join(map(describe, error.exceptions)) + "]"
    if isinstance(error, asyncio.CancelledError):
        return f"cancelled({error})" if str(error) else "cancelled"
    for kind, words in (
        (TimeoutError, "timed out"),
        (asyncio.InvalidStateError, "invalid state"),
        (asyncio.QueueEmpty, "queue empty"),
        (asyncio.QueueFull, "queue full"),
        (getattr(asyncio, "QueueShutDown", ()), "queue shut down"),
        (asyncio.BrokenBarrierError, "broken barrier"),
        (GeneratorExit, "generator exit"),
        ((RuntimeError, ValueError, TypeError), "misuse"),
    ):
        if isinstance(error, kind):
            return words
    return type(error).__name__


def tried(f):
    """What `f` gives or raises, as text. "end" for a generator that has returned."""
    try:
        return text(f())
    except StopIteration:
        return "end"
    except BaseException as error:
        return describe(error)


async def awaited(awaitable):
    """What awaiting gives or raises, as text."""
    try:
        return text(await awaitable)
    except StopAsyncIteration:
        return "end"
    except BaseException as error:
        return describe(error)


async def turns(count):
    """Lets everything that is ready run, `count` times."""
    for _ in range(count):
        await asyncio.sleep(0)


# --- virtual time ---


class WaitsForEver(Exception):
    """Nothing is ready and no timer is armed. asyncio itself would hang here."""


class _Jump(selectors.DefaultSelector):
    """Polls, and lets the clock of its loop jump where it should have waited."""

    loop = None

    def select(self, timeout=None):
        if timeout is None:
            raise WaitsForEver
        if timeout > 0:
            # At once: asyncio itself would not wait for longer than a day at a time.
            self.loop.now = self.loop._scheduled[0].when()
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        selector = _Jump()
        selector.loop = self
        self.now = 0.0
        super().__init__(selector)

    def time(self):
        return self.now


# --- scenarios ---

_scenarios = {}


class Scenario:
    def __init__(self, function, tests, since, row):
        self.function, self.tests, self.since, self.row = function, tests, since, row

    def runs_here(self):
        return sys.version_info[:2] >= self.since

    def run(self):
        if not inspect.iscoroutinefunction(self.function):
            self.function()
            return
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(self.function())


def scenario(*tests, since=(3, 11), row=None):
    """Registers a scenario. `tests`: those of CPython's Lib/test that it stands for; `since`: the Python that behaves so."""

    def register(function):
        area = function.__module__
        _scenarios[f"{area}/{function.__name__}"] = Scenario(function, tests, since, row)
        return function

    return register


def load():
    for file in sorted((pathlib.Path(__file__).parent / "scenarios").glob("*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


def trace(one):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            one.run()
        except BaseException as error:
            print(f"!! ended by {type(error).__name__}: {error}")
    return output.getvalue()


def main(arguments):
    load()
    if arguments == ["--list"]:
        for name, one in _scenarios.items():
            row = f" (row {one.row})" if one.row else ""
            since = "" if one.since == (3, 11) else f" (since {one.since[0]}.{one.since[1]})"
            print(f"{name}: {', '.join(one.tests)}{row}{since}")
    elif arguments == ["--json"]:
        logging.disable()  # the default reports of scenarios that are about failures
        version = ".".join(map(str, sys.version_info[:3]))
        traces = {name: trace(one) if one.runs_here() else None for name, one in _scenarios.items()}
        rows = {name: one.row for name, one in _scenarios.items() if one.row is not None}
        json.dump({"version": version, "traces": traces, "rows": rows}, sys.stdout)
    else:
        for name in arguments:
            _scenarios[name].run()


if __name__ == "__main__":
    main(sys.argv[1:])

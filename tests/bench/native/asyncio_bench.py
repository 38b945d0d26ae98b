"""What weft_bench.cpp measures, as Python does it: the same names, the same work, the same way to measure.

A line each: the name, a tab, nanoseconds an operation. Arguments choose by parts of names.
"""

import asyncio
import statistics
import sys
import time


def numbers():
    i = 0
    while True:
        yield i
        i += 1


def delegating(depth):
    yield from numbers() if depth == 1 else delegating(depth - 1)


def generator_item(count):
    items = numbers()
    total = 0
    for _ in range(count):
        total += next(items)


def echoing():
    last = 0
    while True:
        last = yield last


def generator_send(count):
    echo = echoing()
    next(echo)
    for i in range(count):
        echo.send(i)


def yield_from_item(depth):
    chain = delegating(depth)

    def run(count):
        total = 0
        for _ in range(count):
            total += next(chain)

    return run


async def ready():
    return 1


def await_ready_coroutine(count):
    async def main():
        total = 0
        for _ in range(count):
            total += await ready()

    asyncio.run(main())


async def nested(depth):
    if depth == 0:
        return 0
    return await nested(depth - 1) + 1


def await_nested(count):
    async def main():
        for _ in range(0, count, 900):
            await nested(900)

    asyncio.run(main())


async def yielding(turns):
    for _ in range(turns):
        await asyncio.sleep(0)


def yield_now(count):
    async def main():
        await asyncio.gather(yielding(count // 2), yielding(count - count // 2))

    asyncio.run(main())


def call_soon(count):
    async def main():
        loop = asyncio.get_running_loop()
        called = 0

        def callback():
            nonlocal called
            called += 1

        while called < count:
            for _ in range(1_000):
                loop.call_soon(callback)
            await asyncio.sleep(0)

    asyncio.run(main())


async def child():
    return 1


def spawn_and_gather(count):
    async def main():
        for _ in range(0, count, 1_000):
            await asyncio.gather(*[child() for _ in range(1_000)])

    asyncio.run(main())


def timer_add_and_cancel(count):
    async def main():
        loop = asyncio.get_running_loop()
        others = [loop.call_later(1 + i, lambda: None) for i in range(1_000)]
        for i in range(count):
            loop.call_later(0.5 + i % 500_000 / 1_000, lambda: None).cancel()
            if i % 1_000 == 999:
                # Cancelled timers are swept out in a turn of the loop; without one they would only pile up.
                await asyncio.sleep(0)
        for other in others:
            other.cancel()

    asyncio.run(main())


ALL = {
    "generator, an item": generator_item,
    "generator, send": generator_send,
    "yield_from 1 deep, an item": yield_from_item(1),
    "yield_from 100 deep, an item": yield_from_item(100),
    "await a ready coroutine": await_ready_coroutine,
    "await, 900 nested": await_nested,
    "yield_now": yield_now,
    "call_soon": call_soon,
    "spawn and gather, a task": spawn_and_gather,
    "timer, add and cancel": timer_add_and_cancel,
}


def measure(run):
    def timed(count):
        began = time.perf_counter_ns()
        run(count)
        return time.perf_counter_ns() - began

    count = 1
    while (took := timed(count)) < 100_000_000:
        count = int(count * min(10, max(1.5, 1.2 * 100_000_000 / max(took, 1)))) + 1
    return statistics.median(timed(count) / count for _ in range(7))


for name, run in ALL.items():
    if len(sys.argv) == 1 or any(part in name for part in sys.argv[1:]):
        print(f"{name}\t{measure(run):.2f}", flush=True)

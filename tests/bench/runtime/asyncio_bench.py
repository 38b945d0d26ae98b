"""What weft_bench.cpp measures, as Python does it: the same names, the same work.

A line each: the name, a tab, nanoseconds of processor time an operation, or bytes. Arguments choose by parts of names.
"""

import asyncio
import statistics
import sys
import time
import tracemalloc

# As in measure.hpp.
BATCH = 1_000
SMALL_BATCH = 10
OTHER_TIMERS = 1_000
QUEUE_ROOM = 10
SLEEPING_TASKS = 100_000
CHAINS = 200
CHAIN_DEPTH = 500


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


def yield_now_switch(count):
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
            for _ in range(BATCH):
                loop.call_soon(callback)
            await asyncio.sleep(0)

    asyncio.run(main())


async def child():
    return 1


def spawn_and_gather(batch):
    def run(count):
        async def main():
            for _ in range(0, count, batch):
                await asyncio.gather(*[child() for _ in range(batch)])

        asyncio.run(main())

    return run


def timer_add_and_cancel(count):
    async def main():
        loop = asyncio.get_running_loop()
        others = [loop.call_later(1 + i, lambda: None) for i in range(OTHER_TIMERS)]
        for i in range(count):
            loop.call_later(0.5 + i * 196_613 % 500_000 / 1_000, lambda: None).cancel()
            if i % BATCH == BATCH - 1:
                # Cancelled timers are swept out in a turn of the loop; without one they would only pile up.
                await asyncio.sleep(0)
        for other in others:
            other.cancel()

    asyncio.run(main())


def queue_item(count):
    async def main():
        queue = asyncio.Queue(QUEUE_ROOM)

        async def produce():
            for i in range(count):
                await queue.put(i)

        producer = asyncio.create_task(produce())
        for _ in range(count):
            await queue.get()
        await producer

    asyncio.run(main())


def lock_hand_over(count):
    async def main():
        lock = asyncio.Lock()

        # Who releases asks again at once, and so goes behind the other one: every acquire() waits for a hand-over.
        async def take_turns(turns):
            for _ in range(turns):
                await lock.acquire()
                lock.release()

        await lock.acquire()
        tasks = [asyncio.create_task(take_turns(turns)) for turns in (count // 2, count - count // 2)]
        await asyncio.sleep(0)
        lock.release()
        await asyncio.gather(*tasks)

    asyncio.run(main())


def traced_since(before, count):
    return (tracemalloc.get_traced_memory()[0] - before) / count


def bytes_of_a_sleeping_task():
    async def main():
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        # asyncio holds tasks weakly: without the list they could be collected. Its own 8 bytes a task count.
        tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(SLEEPING_TASKS)]
        await asyncio.sleep(0)
        size = traced_since(before, len(tasks))
        tracemalloc.stop()
        return size

    return asyncio.run(main())


def bytes_of_a_suspended_coroutine():
    async def chain(depth, end):
        await (chain(depth - 1, end) if depth > 0 else end)

    async def main():
        end = asyncio.get_running_loop().create_future()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        tasks = [asyncio.create_task(chain(CHAIN_DEPTH, end)) for _ in range(CHAINS)]
        await asyncio.sleep(0)
        size = traced_since(before, len(tasks) * CHAIN_DEPTH)
        tracemalloc.stop()
        end.cancel()
        await asyncio.wait(tasks)
        return size

    return asyncio.run(main())


TIMES = {
    "generator item": generator_item,
    "generator send": generator_send,
    "yield_from item, 1 deep": yield_from_item(1),
    "yield_from item, 100 deep": yield_from_item(100),
    "yield_from item, 500 deep": yield_from_item(500),
    "await a ready coroutine": await_ready_coroutine,
    "await, 900 nested": await_nested,
    "yield_now switch": yield_now_switch,
    "call_soon": call_soon,
    "spawn and gather, 1000 at once": spawn_and_gather(BATCH),
    "spawn and gather, 10 at once": spawn_and_gather(SMALL_BATCH),
    "timer add and cancel": timer_add_and_cancel,
    "queue item": queue_item,
    "lock hand-over": lock_hand_over,
}
SIZES = {
    "bytes a sleeping task": bytes_of_a_sleeping_task,
    "bytes a suspended coroutine": bytes_of_a_suspended_coroutine,
}


def measure(run, long_enough=40_000_000, runs=9):
    def timed(count):
        began = time.process_time_ns()
        run(count)
        return time.process_time_ns() - began

    count = 1
    while (took := timed(count)) < long_enough:
        count = int(count * min(10, max(1.5, 1.2 * long_enough / max(took, 1)))) + 1
    return statistics.median(timed(count) / count for _ in range(runs))


def chosen(name):
    return len(sys.argv) == 1 or any(part in name for part in sys.argv[1:])


for name, run in TIMES.items():
    if chosen(name):
        print(f"{name}\t{measure(run):.2f}", flush=True)
for name, size_of in SIZES.items():
    if chosen(name):
        print(f"{name}\t{size_of():.0f}", flush=True)

# The twin of main.cpp.
import asyncio
import sys
import time

sys.setrecursionlimit(3_000)


def measure(name, operations, work):
    least = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        work(operations)
        least = min(least, (time.perf_counter() - began) * 1e9 / operations)
    print(f"{name}: {least}")


def count(to):
    for i in range(to):
        yield i


def nested(depth, to):
    if depth == 0:
        yield from count(to)
    else:
        yield from nested(depth - 1, to)


async def turns(times):
    for _ in range(times):
        await asyncio.sleep(0)


async def two_in_turn(times):
    await asyncio.gather(turns(times // 2), turns(times // 2))


async def one(value):
    return value


async def spawned(times):
    for _ in range(0, times, 1000):
        await asyncio.gather(*(one(i) for i in range(1000)))


measure("generator item", 200_000, lambda n: sum(count(n)))
measure("yield_from item, 500 deep", 5_000, lambda n: sum(nested(499, n)))
measure("task switch", 10_000, lambda n: asyncio.run(two_in_turn(n)))
measure("spawn and gather, 1000 at once", 10_000, lambda n: asyncio.run(spawned(n)))

# Work that never waits: counting primes. There is nothing that an event loop could do meanwhile.
import asyncio

PARTS = 8
SIZE_OF_PART = 150_000


def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def count_primes(part):
    return sum(is_prime(n) for n in range(part * SIZE_OF_PART, (part + 1) * SIZE_OF_PART))


def in_turn():
    print(f"one after the other: {sum(count_primes(part) for part in range(PARTS))}")


# Tasks take turns only where they await. These have nothing to wait for, so each runs to its end before the next begins.
async def count_primes_as_task(part):
    return count_primes(part)


async def as_tasks():
    counts = await asyncio.gather(*(count_primes_as_task(part) for part in range(PARTS)))
    print(f"async: {sum(counts)}")


# There are no threads in this Python: it was compiled to WebAssembly without them.
variants = {
    "one after the other": in_turn,
    "async": as_tasks,
}

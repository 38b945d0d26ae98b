# A million tasks. Each waits for one turn of the event loop, then says that it was there.
import asyncio

COUNT = 1_000_000
# A million at once would need more than a gigabyte here, so they come in ten waves.
WAVES = 10


async def one():
    await asyncio.sleep(0)
    return 1


async def as_tasks():
    total = 0
    for _ in range(WAVES):
        tasks = [asyncio.create_task(one()) for _ in range(COUNT // WAVES)]
        for each in tasks:
            total += await each
    print(f"tasks: {total}")


# For scale: the same, awaited one after the other. There is never more than one.
async def in_turn():
    total = 0
    for _ in range(COUNT):
        total += await one()
    print(f"one after the other: {total}")


variants = {
    "tasks": as_tasks,
    "one after the other": in_turn,
}

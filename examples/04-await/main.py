# Stage 4 (Python 3.5, PEP 492): await. A coroutine waits, and meanwhile the event loop runs the others.
import asyncio


async def modern_coroutine():
    await asyncio.sleep(0.2)  # truly asynchronous: no thread stands still here
    return "Done"


async def count(name, to, pause):
    for i in range(1, to + 1):
        await asyncio.sleep(pause)
        print(name, i)


async def main_coroutine():
    # Awaited like this, a coroutine runs as part of this one.
    print(f"modern_coroutine: {await modern_coroutine()}")

    # As tasks, two of them run side by side.
    slow = asyncio.create_task(count("slow", 2, 0.150))
    quick = asyncio.create_task(count("    quick", 4, 0.060))
    print("two tasks are made; neither has begun")
    await slow
    await quick


asyncio.run(main_coroutine())

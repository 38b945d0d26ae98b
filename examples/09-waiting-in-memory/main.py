# What it takes to wait for a second: 10,000 tasks at the same time.
import asyncio


async def ten_thousand_tasks():
    tasks = [asyncio.create_task(asyncio.sleep(1)) for _ in range(10_000)]
    for each in tasks:
        await each
    print("10,000 tasks have waited")


# There are no threads in this Python: it was compiled to WebAssembly without them.
variants = {
    "10,000 tasks": ten_thousand_tasks,
}

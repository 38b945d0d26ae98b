# The same breakfast on asyncio: the loop, the futures and the tasks are there already, and know more than ours did.
import asyncio


async def make(what, seconds):
    print(f"{what}: begun")
    await asyncio.sleep(seconds)
    print(f"{what}: ready")
    return 1


async def guest(bell):
    print("guest: waits for the bell")
    print(f"guest: heard it ring {await bell} times")


async def breakfast():
    bell = asyncio.get_running_loop().create_future()
    tea, toast, egg = (
        asyncio.create_task(make(*each)) for each in (("tea", 0.15), ("toast", 0.1), ("egg", 0.05))
    )
    visitor = asyncio.create_task(guest(bell))
    print("breakfast: four tasks made, none has begun")

    things = await tea  # meanwhile the other two get ready
    things += await toast
    things += await egg
    bell.set_result(3)
    await visitor
    return things


async def morning():
    loop = asyncio.get_running_loop()
    began = loop.time()
    things = await breakfast()
    print(f"{things} things in {loop.time() - began:.1f} s")


asyncio.run(morning())

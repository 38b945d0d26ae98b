"""timeout_at() and nested timeouts. The blocks of `async with asyncio.timeout()` are coroutines here, as weft has them."""

import asyncio

from scenario import Boom, awaited, describe, scenario, yes


async def timeout_at(awaitable, when):
    async with asyncio.timeout_at(when):
        return await awaitable


@scenario("test_timeouts.test_timeout_basic", "test_timeouts.test_timeout_at_basic")
async def timeout_basic():
    """What takes too long is cancelled at the deadline."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("cancelled at", int(loop.time()))
            raise

    print(await awaited(timeout_at(body(), loop.time() + 1)), "at", int(loop.time()))


@scenario("test_timeouts.test_timeout_not_called")
async def timeout_not_called():
    """What ends in time is left alone, and the deadline forgotten."""
    loop = asyncio.get_running_loop()
    print(await awaited(timeout_at(asyncio.sleep(1, "value"), loop.time() + 10)), "at", int(loop.time()))
    await asyncio.sleep(20)
    print("nothing happened by", int(loop.time()))


@scenario("test_timeouts.test_nested_timeouts")
async def nested_timeouts():
    """Of two nested timeouts with one deadline only the outer one raises; the inner code sees a cancellation."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 1

    async def inner():
        try:
            await timeout_at(asyncio.sleep(10), deadline)
        except BaseException as error:
            print("inner:", describe(error))
            raise

    print("outer:", await awaited(timeout_at(inner(), deadline)))


@scenario("test_timeouts.test_foreign_exception_passed", "test_timeouts.test_foreign_exception_on_timeout")
async def foreign_exceptions():
    """A failure passes, before the deadline and when it is the answer to it."""

    async def failing():
        raise Boom("before")

    async def crash():
        try:
            await asyncio.sleep(2)
        finally:
            raise Boom("instead of a timeout")

    async def runner():
        print(await awaited(timeout_at(failing(), asyncio.get_running_loop().time() + 1)), task.cancelling())
        print(await awaited(timeout_at(crash(), asyncio.get_running_loop().time() + 1)), task.cancelling())
        await asyncio.sleep(1)
        print("not cancelled")

    task = asyncio.create_task(runner())
    await task


@scenario("test_timeouts.test_foreign_cancel_doesnt_timeout_if_not_expired")
async def foreign_cancel_is_no_timeout():
    """A cancellation from elsewhere before the deadline is a cancellation."""

    async def body():
        task.cancel()
        await asyncio.sleep(10)

    async def runner():
        await timeout_at(body(), asyncio.get_running_loop().time() + 10)

    task = asyncio.create_task(runner())
    print(await awaited(task), yes(task.cancelled()))


@scenario()
async def foreign_cancel_after_expiry():
    """A cancellation from elsewhere that comes after the deadline, before the task has heard of it, is not lost in a timeout."""
    loop = asyncio.get_running_loop()

    async def runner():
        try:
            await timeout_at(asyncio.sleep(10), loop.time() + 1)
        finally:
            print("requests:", task.cancelling())

    task = asyncio.create_task(runner())
    await asyncio.sleep(0)
    loop.call_at(1, task.cancel)
    print(await awaited(task), yes(task.cancelled()))


@scenario("test_timeouts.test_outer_task_is_not_cancelled")
async def outer_task_is_not_cancelled():
    """A task in which a timeout was caught ends well, with no request left."""

    async def outer():
        print(await awaited(timeout_at(asyncio.sleep(10), asyncio.get_running_loop().time() + 1)))

    task = asyncio.create_task(outer())
    await task
    print(yes(task.cancelled()), yes(task.done()), task.cancelling())


@scenario("test_timeouts.test_nested_timeouts_concurrent")
async def nested_timeouts_outer_first():
    """An outer deadline that passes first cancels the inner block, which is no timeout of the inner one."""
    loop = asyncio.get_running_loop()

    async def middle():
        try:
            await timeout_at(asyncio.sleep(10), loop.time() + 5)
        except BaseException as error:
            print("inner:", describe(error), "at", int(loop.time()))
            raise

    print("outer:", await awaited(timeout_at(middle(), loop.time() + 1)), "at", int(loop.time()))


@scenario("test_timeouts.test_nested_timeouts_loop_busy", row=13)
async def nested_timeouts_one_after_the_other():
    """The inner deadline raises first; the outer one at a later await."""
    loop = asyncio.get_running_loop()

    async def middle():
        print("inner:", await awaited(timeout_at(asyncio.sleep(10), loop.time() + 1)), "at", int(loop.time()))
        await asyncio.sleep(10)
        print("never printed")

    print("outer:", await awaited(timeout_at(middle(), loop.time() + 3)), "at", int(loop.time()))


@scenario("test_timeouts.test_nested_timeout_in_finally", since=(3, 12))
async def nested_timeout_in_clean_up():
    """Clean-up after a timeout may have a timeout of its own."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("clean-up:", await awaited(timeout_at(asyncio.sleep(10), loop.time() + 1)), "at", int(loop.time()))
            raise

    print(await awaited(timeout_at(body(), loop.time() + 1)), "at", int(loop.time()))


@scenario("test_timeouts.test_timeout_after_cancellation", since=(3, 12), row=12)
async def timeout_after_cancellation():
    """A task that has swallowed a cancellation can still use timeouts: they count from what was requested before."""
    loop = asyncio.get_running_loop()

    async def runner():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("requests:", task.cancelling())
        print(await awaited(timeout_at(asyncio.sleep(10), loop.time())), "requests:", task.cancelling())
        print(await awaited(timeout_at(asyncio.sleep(10), loop.time() + 1)), "requests:", task.cancelling())

    task = asyncio.create_task(runner())
    await asyncio.sleep(0)
    task.cancel()
    print(await awaited(task), "at", int(loop.time()))


@scenario("test_timeouts.test_cancel_in_timeout_after_cancellation")
async def cancel_in_timeout_after_cancellation():
    """A second cancellation inside such a timeout is still a cancellation."""
    loop = asyncio.get_running_loop()

    async def clean_up():
        task.cancel()
        await asyncio.sleep(2)

    async def runner():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("requests:", task.cancelling())
        print(await awaited(timeout_at(clean_up(), loop.time() + 1)), "requests:", task.cancelling())

    task = asyncio.create_task(runner())
    await asyncio.sleep(0)
    task.cancel()
    print(await awaited(task))


@scenario("test_timeouts.test_timeout_taskgroup")
async def timeout_around_a_task_group():
    """A timeout around a block of tasks: what fails in clean-up leaves as a group, instead of the timeout."""
    loop = asyncio.get_running_loop()

    async def child():
        try:
            await asyncio.sleep(2)
        finally:
            raise Boom("in clean-up")

    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
            await asyncio.sleep(5)

    async def quiet():
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(2))
            await asyncio.sleep(5)

    print(await awaited(timeout_at(body(), loop.time() + 1)), "at", int(loop.time()))
    print(await awaited(timeout_at(quiet(), loop.time() + 1)), "at", int(loop.time()))


@scenario()
async def the_order_of_what_follows_a_deadline():
    """Who waits for a deadline is woken in the order of the timers, like any sleeper."""
    loop = asyncio.get_running_loop()

    async def limited():
        print("limited:", await awaited(timeout_at(asyncio.sleep(10), loop.time() + 1)))

    async def sleeper():
        await asyncio.sleep(1)
        print("sleeper")
        await asyncio.sleep(0)
        print("sleeper again")

    first = asyncio.create_task(limited())
    await asyncio.sleep(0)
    second = asyncio.create_task(sleeper())
    await asyncio.wait([first, second])


@scenario("test_timeouts.test_timeout_zero", "test_timeouts.test_timeout_zero_sleep_zero", "test_timeouts.test_timeout_in_the_past_sleep_zero")
async def deadlines_that_have_passed():
    """A deadline that is now, or was some time ago, ends even a wait of one turn."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(20)
    for delay in (0, -11):
        for wait in (10, 0):
            print(await awaited(timeout_at(asyncio.sleep(wait), loop.time() + delay)), "at", int(loop.time()))


@scenario("test_timeouts.test_waiter_cancelled", "test_timeouts.test_timeout_expiring")
async def a_body_that_swallows_the_deadline():
    """A body that answers the deadline's cancellation with a value has been in time after all; no request is left."""

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("cancelled, requests:", asyncio.current_task().cancelling())
        return "value"

    async def block():
        try:
            async with asyncio.timeout(1):
                return await body()
        except TimeoutError:
            return "timed out"

    print(await block(), "requests:", asyncio.current_task().cancelling())
    await asyncio.sleep(1)
    print("not cancelled")


@scenario("test_timeouts.test_foreign_exception_on_timeout_2")
async def a_failure_of_the_clean_up_of_a_clean_up():
    """What the innermost clean-up fails with is what leaves the block, not the timeout."""

    async def body():
        try:
            try:
                raise Boom("first")
            finally:
                await asyncio.sleep(10)
        finally:
            try:
                raise Boom("second")
            finally:
                raise Boom("third")

    print(await awaited(timeout_at(body(), asyncio.get_running_loop().time() + 1)))


@scenario("test_timeouts.test_timeout_zero_sleep_zero", "test_timeouts.test_timeout_in_the_past_sleep_zero")
async def a_deadline_that_has_passed():
    """A deadline that has passed lets the block begin, and ends its first wait."""
    loop = asyncio.get_running_loop()

    async def body(waits):
        print("begins")
        for _ in range(waits):
            await asyncio.sleep(0)
        return "ends"

    print(await awaited(timeout_at(body(0), loop.time() - 1)))
    print(await awaited(timeout_at(body(1), loop.time() - 1)))
    print(await awaited(timeout_at(body(1), loop.time())))
    print("at", int(loop.time()))

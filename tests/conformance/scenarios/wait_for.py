"""wait_for(): a limit on how long something may take."""

import asyncio

from scenario import Boom, awaited, describe, scenario, yes


class SlowTask:
    """Takes its time and ignores requests to stop."""

    def __init__(self, seconds):
        self.seconds, self.exited = seconds, False

    async def run(self):
        loop = asyncio.get_running_loop()
        end = loop.time() + self.seconds
        while loop.time() < end:
            try:
                await asyncio.sleep(end - loop.time())
            except asyncio.CancelledError:
                pass
        self.exited = True
        return "slow"


@scenario("test_waitfor.test_asyncio_wait_for_cancelled")
async def cancelled_but_slow():
    """Cancelling wait_for() waits for what was being waited for."""
    slow = SlowTask(4)
    task = asyncio.create_task(asyncio.wait_for(slow.run(), 8))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    print("exited:", yes(slow.exited), "at", int(asyncio.get_running_loop().time()))


@scenario("test_waitfor.test_asyncio_wait_for_timeout", since=(3, 12))
async def timed_out_but_slow():
    """At the deadline the awaited is cancelled and awaited to its end; a value that it then gives is the result."""
    slow = SlowTask(4)
    print(await awaited(asyncio.wait_for(slow.run(), 2)))
    print("exited:", yes(slow.exited), "at", int(asyncio.get_running_loop().time()))


@scenario("test_waitfor.test_wait_for_timeout_less_then_0_or_0_future_done")
async def no_time_but_done():
    """With no time at all, what is done already gives its value."""
    future = asyncio.get_running_loop().create_future()
    future.set_result("done")
    print(await awaited(asyncio.wait_for(future, 0)), await awaited(asyncio.wait_for(future, -1)))


@scenario("test_waitfor.test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started", row=9)
async def no_time_and_not_started():
    """With no time at all, a coroutine never starts."""

    async def body():
        print("never printed")

    print(await awaited(asyncio.wait_for(body(), 0)))
    print(await awaited(asyncio.wait_for(body(), -1)))


@scenario("test_waitfor.test_wait_for_timeout_less_then_0_or_0")
async def no_time_and_running():
    """With no time at all, a task that runs is cancelled and awaited."""
    for timeout in (0, -1):
        started = asyncio.get_running_loop().create_future()

        async def body():
            started.set_result(None)
            try:
                await asyncio.sleep(10)
            finally:
                print("cleaned up")
            return "done"

        task = asyncio.create_task(body())
        await started
        print(await awaited(asyncio.wait_for(task, timeout)), yes(task.done()), yes(task.cancelled()))


@scenario("test_waitfor.test_wait_for")
async def deadline_of_a_task():
    """A task that is too slow is cancelled, and has ended when wait_for() raises."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            await asyncio.sleep(10)
        finally:
            print("cleaned up at", int(loop.time()))
        return "done"

    task = asyncio.create_task(body())
    print(await awaited(asyncio.wait_for(task, 1)), yes(task.done()), yes(task.cancelled()))


@scenario("test_waitfor.test_wait_for_race_condition")
async def result_in_the_next_turn():
    """A result that comes long before the deadline is the result."""
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, "ok")
    print(await awaited(asyncio.wait_for(future, 2)))


@scenario("test_waitfor.test_wait_for_cancellation_race_condition", "test_waitfor.test_wait_for_cancel_suppressed", since=(3, 12), row=11)
async def cancel_suppressed():
    """An awaited that answers its cancellation with a value: the value is the result."""

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            return 42

    print(await awaited(asyncio.wait_for(body(), 1)))
    task = asyncio.create_task(asyncio.wait_for(body(), 1))
    print(await awaited(task), "requests:", task.cancelling())


@scenario("test_waitfor.test_wait_for_waits_for_task_cancellation")
async def waits_for_the_cancellation():
    """The awaited may take its time to end after its cancellation."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(3)
            raise
        finally:
            print("ended at", int(loop.time()))

    print(await awaited(asyncio.wait_for(asyncio.create_task(body()), 1)), "at", int(loop.time()))


@scenario("test_waitfor.test_wait_for_waits_for_task_cancellation_w_timeout_0")
async def waits_for_the_cancellation_without_time():
    """The same with no time at all."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(3)
            raise
        finally:
            print("ended at", int(loop.time()))

    task = asyncio.create_task(body())
    await asyncio.sleep(1)
    print(await awaited(asyncio.wait_for(task, 0)), "at", int(loop.time()))


@scenario("test_waitfor.test_wait_for_reraises_exception_during_cancellation")
async def failure_during_the_cancellation():
    """What the awaited fails with while it is being cancelled comes instead of the timeout."""

    async def body():
        try:
            await asyncio.sleep(10)
        finally:
            raise Boom("in clean-up")

    print(await awaited(asyncio.wait_for(asyncio.create_task(body()), 1)))


@scenario("test_waitfor.test_cancel_wait_for")
async def cancel_wait_for():
    """Cancelling wait_for() cancels the task that it awaits."""
    loop = asyncio.get_running_loop()

    async def blocking():
        await loop.create_future()

    task = asyncio.create_task(blocking())
    waiting = asyncio.create_task(asyncio.wait_for(task, 60))
    await asyncio.sleep(0)
    loop.call_soon(waiting.cancel)
    print(await awaited(waiting), yes(task.cancelled()))


@scenario("test_waitfor.test_wait_for_issue86296", since=(3, 12), row=10)
async def cancelled_as_the_inner_completes():
    """Cancelled in the very turn in which the inner task completes: the cancellation wins, and the inner result is kept."""

    async def inner():
        return "done"

    async def waiting():
        await asyncio.wait_for(inner_task, 100)
        print("got it")
        await asyncio.sleep(1)
        print("never printed")

    for inner_first in (True, False):
        if inner_first:
            inner_task = asyncio.create_task(inner())
            task = asyncio.create_task(waiting())
        else:
            task = asyncio.create_task(waiting())
            inner_task = asyncio.create_task(inner())
        await asyncio.sleep(0)
        task.cancel()
        print(await awaited(task))
        print(yes(inner_task.done()), await awaited(inner_task))


@scenario("test_waitfor.test_zero_timeout")
async def shield_without_time():
    """With no time at all, a shield is cancelled, and the task inside goes on."""
    task = asyncio.create_task(asyncio.sleep(1, "done"))
    shielded = asyncio.shield(task)
    print(await awaited(asyncio.wait_for(shielded, 0)))
    print(yes(task.done()), yes(shielded.cancelled()))
    print(await awaited(task))


@scenario("test_waitfor.test_zero_timeout")
async def gather_without_time():
    """With no time at all, a gather and its children are cancelled, which is a timeout as for everything else."""
    gathered = asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
    print(await awaited(asyncio.wait_for(gathered, 0)))
    print(yes(gathered.done()), yes(gathered.cancelled()))
    print(await awaited(asyncio.wait_for(asyncio.gather(asyncio.sleep(1), asyncio.sleep(2), return_exceptions=True), 0)))
    print(int(asyncio.get_running_loop().time()))


@scenario("test_waitfor.test_shielded_timeout")
async def shielded_timeout():
    """A deadline of a shield does not reach the task inside."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(asyncio.sleep(3, "done"))
    print(await awaited(asyncio.wait_for(asyncio.shield(task), 1)), "at", int(loop.time()))
    print(yes(task.done()), await awaited(task), "at", int(loop.time()))


@scenario()
async def nested_wait_for():
    """Nested limits: the shorter one decides, wherever it is."""
    loop = asyncio.get_running_loop()

    async def inner(limit):
        try:
            return await asyncio.wait_for(asyncio.sleep(10), limit)
        except BaseException as error:
            print("inner:", describe(error), "at", int(loop.time()))
            raise

    print("outer:", await awaited(asyncio.wait_for(inner(1), 2)))
    print("outer:", await awaited(asyncio.wait_for(inner(2), 1)))


@scenario(since=(3, 12))
async def the_result_in_the_turn_of_the_deadline():
    """A result that is due in the turn of the deadline, its timer armed first or last."""
    loop = asyncio.get_running_loop()

    async def value():
        await asyncio.sleep(1)
        return "result"

    print("a coroutine:", await awaited(asyncio.wait_for(value(), 1)))
    task = asyncio.create_task(value())
    await asyncio.sleep(0)
    print("a task, its timer first:", await awaited(asyncio.wait_for(task, 1)))
    future = loop.create_future()
    loop.call_later(1, future.set_result, "result")
    print("a future, its timer first:", await awaited(asyncio.wait_for(future, 1)))


@scenario("test_waitfor.test_wait_for_blocking", "test_waitfor.test_none_timeout")
async def more_time_than_there_is():
    """A limit that never comes, on a coroutine and on a shield."""

    async def body():
        await asyncio.sleep(1)
        return "done"

    print(await asyncio.wait_for(body(), None))
    task = asyncio.create_task(body())
    print(await asyncio.wait_for(asyncio.shield(task), None), yes(task.done()))


@scenario("test_waitfor.test_cancel_blocking_wait_for")
async def cancel_without_a_limit():
    """Cancelling a wait whose limit never comes cancels what it waits for, and waits for that."""

    async def body():
        try:
            await asyncio.sleep(10)
        finally:
            print("cancelled")
            await asyncio.sleep(1)

    inner = asyncio.create_task(body())
    task = asyncio.create_task(asyncio.wait_for(inner, None))
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task), yes(inner.cancelled()), "at", int(asyncio.get_running_loop().time()))


@scenario("test_waitfor.test_wait_for_timeout_less_then_0_or_0")
async def turns_without_time():
    """With no time, what is not done is cancelled and its end awaited; others have their turns meanwhile."""
    over = False

    async def counter():
        turn = 1
        while not over:
            print("turn", turn)
            turn += 1
            await asyncio.sleep(0)

    async def body():
        print("never")

    counting = asyncio.create_task(counter())
    unstarted = asyncio.create_task(body())
    print("a task:", await awaited(asyncio.wait_for(unstarted, 0)))
    print("a coroutine:", await awaited(asyncio.wait_for(body(), 0)))
    print("a future:", await awaited(asyncio.wait_for(asyncio.get_running_loop().create_future(), 0)))
    over = True
    await counting


@scenario(since=(3, 12))
async def cancelled_without_time():
    """A cancellation that is due already comes first, also where there is no time."""

    async def body():
        task.cancel("first")
        print("a coroutine:", await awaited(asyncio.wait_for(asyncio.sleep(10), 0)))
        task.cancel("second")
        print("a task:", await awaited(asyncio.wait_for(sleeping_task, 0)))

    sleeping_task = asyncio.create_task(asyncio.sleep(10))
    task = asyncio.create_task(body())
    print(await awaited(task), yes(sleeping_task.cancelled()))

"""gather(), shield(), wait() and as_completed(): waiting for several at once."""

import asyncio
import contextlib

from scenario import Boom, VirtualTimeLoop, awaited, describe, scenario, text, tried, turns, yes


@scenario("test_tasks.test_success")
async def gather_success():
    """gather() ends once the last child has, with the values in the order of the arguments."""
    loop = asyncio.get_running_loop()
    a, b, c = (loop.create_future() for _ in range(3))
    gathered = asyncio.gather(a, b, c)
    b.set_result(1)
    a.set_result(2)
    await turns(2)
    print("done:", yes(gathered.done()))
    c.set_result(3)
    await turns(2)
    print("done:", yes(gathered.done()), text(gathered.result()))


@scenario("test_tasks.test_constructor_empty_sequence_use_running_loop")
async def gather_of_nothing():
    """gather() of nothing gives nothing."""
    print(text(await asyncio.gather()))


@scenario("test_tasks.test_one_exception")
async def gather_one_exception():
    """The first failure ends gather() at once; the other children run on, unreported."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))

    async def child(name, delay, fail):
        await asyncio.sleep(delay)
        print(name, "ends at", int(loop.time()))
        if fail:
            raise Boom(name)
        return name

    tasks = [asyncio.create_task(child(*each)) for each in (("a", 1, False), ("b", 2, True), ("c", 3, True), ("d", 4, False))]
    print(await awaited(asyncio.gather(*tasks)), "at", int(loop.time()))
    print("still running:", yes(not tasks[2].done()), yes(not tasks[3].done()))
    await asyncio.sleep(5)
    print(tried(tasks[3].result))
    del tasks
    print("gone")


@scenario("test_tasks.test_return_exceptions")
async def gather_return_exceptions():
    """With exceptions as results, gather() waits for all."""
    loop = asyncio.get_running_loop()
    a, b, c, d = (loop.create_future() for _ in range(4))
    gathered = asyncio.gather(a, b, c, d, return_exceptions=True)
    b.set_result(1)
    c.set_exception(Boom("c"))
    a.set_result(3)
    await turns(2)
    print("done:", yes(gathered.done()))
    d.set_exception(Boom("d"))
    await turns(2)
    print("done:", yes(gathered.done()), text(gathered.result()))


@scenario("test_tasks.test_one_cancellation")
async def gather_one_cancellation():
    """A child that is cancelled by itself is a failure of gather(), which is then not cancelled itself."""
    loop = asyncio.get_running_loop()
    a, b, c = (loop.create_future() for _ in range(3))
    gathered = asyncio.gather(a, b, c)
    a.set_result(1)
    b.cancel()
    await turns(2)
    print("done:", yes(gathered.done()), "cancelled:", yes(gathered.cancelled()), tried(gathered.result))
    print("c done:", yes(c.done()))


@scenario("test_tasks.test_result_exception_one_cancellation")
async def gather_settled_cancellation():
    """With exceptions as results, a cancelled child is one of them."""
    loop = asyncio.get_running_loop()
    a, b, c, d = (loop.create_future() for _ in range(4))
    gathered = asyncio.gather(a, b, c, d, return_exceptions=True)
    a.set_result(1)
    b.set_exception(Boom("b"))
    c.cancel("c")
    await turns(2)
    print("done:", yes(gathered.done()))
    d.set_result(4)
    print(await awaited(gathered))


@scenario("test_tasks.test_cancellation_broadcast", row=6)
async def cancellation_broadcast():
    """Cancelling whoever awaits gather() cancels every child; once they have ended, so does gather()."""
    proof = []

    async def inner(name, waiter):
        try:
            await waiter
        except asyncio.CancelledError:
            proof.append(name)
            raise

    waiter = asyncio.get_running_loop().create_future()
    one, two = asyncio.create_task(inner("one", waiter)), asyncio.create_task(inner("two", waiter))
    gathered = asyncio.gather(one, two)

    async def outer():
        await gathered

    task = asyncio.create_task(outer())
    await asyncio.sleep(0)
    print("cancel:", yes(task.cancel()))
    print("awaiting it:", await awaited(task))
    print(text(proof), yes(one.cancelled()), yes(two.cancelled()), "cancel again:", yes(task.cancel()), yes(gathered.cancel()))


@scenario("test_tasks.test_cancel_gather_1", row=5)
async def cancel_gather_1():
    """gather() refuses to be cancelled once all children are done, even before it has heard of that."""
    future = asyncio.get_running_loop().create_future()

    async def child():
        return await future

    gathered = asyncio.gather(child())
    await asyncio.sleep(0)
    future.add_done_callback(lambda _: print("cancel:", yes(gathered.cancel())))
    future.set_result(42)
    await turns(2)
    print("result:", await awaited(gathered), "cancelled:", yes(gathered.cancelled()))


@scenario("test_tasks.test_cancel_gather_2")
async def cancel_gather_2():
    """A cancellation from outside is not lost in a gather() that gives exceptions as results."""

    async def loop_for_ever():
        while True:
            await asyncio.gather(asyncio.sleep(2), return_exceptions=True)

    task = asyncio.create_task(loop_for_ever())
    await asyncio.sleep(5)
    task.cancel("my message")
    print(await awaited(task), "at", int(asyncio.get_running_loop().time()))


@scenario("test_tasks.test_exception_marking")
async def gather_cancel_waits_for_stubborn_children():
    """A cancelled gather() ends when its children have; one that takes its time to clean up is waited for."""
    loop = asyncio.get_running_loop()

    async def stubborn():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(3)
            print("cleaned up at", int(loop.time()))
        return "value"

    async def meek():
        try:
            await asyncio.sleep(10)
        finally:
            print("meek at", int(loop.time()))

    for collect in (False, True):
        gathered = asyncio.gather(stubborn(), meek(), return_exceptions=collect)
        await asyncio.sleep(1)
        print("cancel:", yes(gathered.cancel()), "done:", yes(gathered.done()))
        print(await awaited(gathered), "at", int(loop.time()))
        await asyncio.sleep(5)


@scenario("test_tasks.test_shield_result", "test_tasks.test_shield_exception", "test_tasks.test_shield_cancel_inner")
async def shield_ends_as_the_inner_does():
    """A shield has the value, the failure or the cancellation of what is inside."""
    loop = asyncio.get_running_loop()
    for end in (lambda f: f.set_result(42), lambda f: f.set_exception(Boom("expected")), lambda f: f.cancel()):
        inner = loop.create_future()
        outer = asyncio.shield(inner)
        end(inner)
        print("outer done:", yes(outer.done()))
        print(await awaited(outer), "cancelled:", yes(outer.cancelled()))


@scenario("test_tasks.test_shield_cancel_outer", row=7)
async def shield_cancel_outer():
    """Cancelling a shield cancels only the shield."""
    inner = asyncio.get_running_loop().create_future()
    outer = asyncio.shield(inner)
    await asyncio.sleep(0)
    print("cancel:", yes(outer.cancel()))
    print("outer:", yes(outer.cancelled()), "inner:", yes(inner.done()))
    inner.set_result(1)
    await turns(2)
    print("outer:", yes(outer.cancelled()), "inner:", tried(inner.result))


@scenario("test_tasks.test_shield_shortcut")
async def shield_shortcut():
    """A shield of what is done already is done itself."""
    future = asyncio.get_running_loop().create_future()
    future.set_result(42)
    asyncio.get_running_loop().call_soon(print, "a turn")
    outer = asyncio.shield(future)
    print("done:", yes(outer.done()))
    print(await awaited(outer))
    await asyncio.sleep(0)


@scenario("test_tasks.test_shield_effect", row=7)
async def shield_effect():
    """Cancelling whoever awaits a shield leaves the task inside running; it finishes later."""
    waiter = asyncio.get_running_loop().create_future()

    async def inner():
        await waiter
        print("inner finishes")

    async def outer():
        await asyncio.shield(inner())
        print("never printed")

    task = asyncio.create_task(outer())
    await turns(2)
    task.cancel()
    print("awaiting it:", await awaited(task))
    print("set")
    waiter.set_result(None)
    await turns(2)


@scenario("test_tasks.test_shield_gather")
async def shield_gather():
    """A shield around gather() protects the children."""
    loop = asyncio.get_running_loop()
    one, two = loop.create_future(), loop.create_future()
    parent = asyncio.gather(one, two)
    outer = asyncio.shield(parent)
    await asyncio.sleep(0)
    outer.cancel()
    await asyncio.sleep(0)
    print("outer:", yes(outer.cancelled()), "parent:", yes(parent.done()))
    one.set_result(1)
    two.set_result(2)
    print(await awaited(parent))


@scenario("test_tasks.test_gather_shield")
async def gather_shield():
    """Cancelling a gather() of shields cancels the shields and not what is inside."""
    loop = asyncio.get_running_loop()
    one, two = loop.create_future(), loop.create_future()
    inner_one, inner_two = asyncio.shield(one), asyncio.shield(two)
    parent = asyncio.gather(inner_one, inner_two)
    await asyncio.sleep(0)
    print("cancel:", yes(parent.cancel()))
    await turns(2)
    print(tried(parent.result), yes(inner_one.cancelled()), yes(inner_two.cancelled()), yes(one.done()), yes(two.done()))
    one.set_result(1)
    two.set_result(2)
    await turns(2)


@scenario("test_tasks.test_wait")
async def wait_all():
    """wait() waits for all, and takes a turn even when all are done."""
    loop = asyncio.get_running_loop()
    a, b = asyncio.create_task(asyncio.sleep(1)), asyncio.create_task(asyncio.sleep(2))
    for _ in range(2):
        done, pending = await asyncio.wait([b, a])
        print(len(done), len(pending), "at", int(loop.time()))
        loop.call_soon(print, "a turn")


@scenario("test_tasks.test_wait_duplicate_coroutines")
async def wait_duplicates():
    """The same task twice counts once."""

    async def value(of):
        return of

    c = asyncio.create_task(value("test"))
    done, pending = await asyncio.wait([c, c, asyncio.create_task(value("spam"))])
    print(len(pending), text(sorted(each.result() for each in done)))


@scenario("test_tasks.test_wait_errors")
async def wait_errors():
    """wait() for nothing is an error."""
    print(await awaited(asyncio.wait([])))


@scenario("test_tasks.test_wait_first_completed")
async def wait_first_completed():
    """With FIRST_COMPLETED, wait() returns once one has ended."""
    loop = asyncio.get_running_loop()
    a, b = asyncio.create_task(asyncio.sleep(10)), asyncio.create_task(asyncio.sleep(1))
    done, pending = await asyncio.wait([b, a], return_when=asyncio.FIRST_COMPLETED)
    print(yes(b in done), yes(a in pending), "at", int(loop.time()))
    a.cancel()


@scenario("test_tasks.test_wait_really_done")
async def wait_really_done():
    """What has ended while wait() was being woken counts as done."""

    async def one():
        await asyncio.sleep(0)

    async def two():
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    a, b = asyncio.create_task(one()), asyncio.create_task(two())
    done, pending = await asyncio.wait([b, a], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), yes(a.done()), yes(b.done()))


@scenario("test_tasks.test_wait_first_exception", "test_tasks.test_wait_first_exception_in_wait")
async def wait_first_exception():
    """With FIRST_EXCEPTION, wait() returns at the first failure; a cancelled task is none."""
    loop = asyncio.get_running_loop()

    async def failing():
        await asyncio.sleep(2)
        raise Boom

    a, b, c = (asyncio.create_task(each) for each in (asyncio.sleep(10), failing(), asyncio.sleep(5)))
    loop.call_later(1, c.cancel)
    done, pending = await asyncio.wait([a, b, c], return_when=asyncio.FIRST_EXCEPTION)
    print(yes(a in pending), yes(b in done), yes(c in done), "at", int(loop.time()))
    print(describe(b.exception()), yes(c.cancelled()))
    a.cancel()


@scenario("test_tasks.test_wait_with_timeout")
async def wait_with_timeout():
    """A timeout of wait() is no failure: what has not ended is pending, and runs on."""
    loop = asyncio.get_running_loop()
    a, b = asyncio.create_task(asyncio.sleep(2)), asyncio.create_task(asyncio.sleep(4))
    done, pending = await asyncio.wait([b, a], timeout=3)
    print(yes(a in done), yes(b in pending), "at", int(loop.time()))
    await b
    print("b ends at", int(loop.time()))


@scenario("test_tasks.test_wait_concurrent_complete")
async def wait_concurrent_complete():
    """A task that ends in the very turn of the timeout counts as done."""
    loop = asyncio.get_running_loop()
    a, b = asyncio.create_task(asyncio.sleep(1)), asyncio.create_task(asyncio.sleep(2))
    await asyncio.sleep(0)
    done, pending = await asyncio.wait([b, a], timeout=1)
    print(yes(a in done), yes(b in pending), "at", int(loop.time()))
    await b


@scenario("test_tasks.test_yield_wait_does_not_shield_cancel", row=8)
async def wait_does_not_cancel():
    """Cancelling whoever is in wait() cancels none of those waited for."""
    waiter = asyncio.get_running_loop().create_future()

    async def inner():
        await waiter
        print("inner finishes")

    async def outer():
        await asyncio.wait([asyncio.create_task(inner())])
        print("never printed")

    task = asyncio.create_task(outer())
    await turns(2)
    task.cancel()
    print("awaiting it:", await awaited(task))
    waiter.set_result(None)
    await turns(2)


@scenario("test_tasks.test_as_completed")
async def as_completed():
    """as_completed() gives the results in the order in which they come."""
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(asyncio.sleep(delay, name)) for delay, name in ((3, "c"), (1, "a"), (2, "b"))]
    for each in asyncio.as_completed(tasks):
        print(await each, "at", int(loop.time()))


@scenario("test_tasks.test_as_completed_same_tasks_in_as_out", since=(3, 13))
async def as_completed_same_tasks():
    """as_completed() gives the very tasks, failed and cancelled ones too."""

    async def failing():
        await asyncio.sleep(1)
        raise Boom

    tasks = [asyncio.create_task(failing()), asyncio.create_task(asyncio.sleep(9)), asyncio.create_task(asyncio.sleep(3))]
    asyncio.get_running_loop().call_later(2, tasks[1].cancel)
    async for each in asyncio.as_completed(tasks):
        print(tasks.index(each), tried(each.result))


@scenario("test_tasks.test_wait_with_exception", "test_tasks.test_wait_with_iterator_of_tasks")
async def wait_with_exception():
    """wait() raises nothing: a failed task is done like any other, at first and when all have ended before."""
    loop = asyncio.get_running_loop()

    async def failing():
        await asyncio.sleep(2)
        raise Boom

    tasks = [asyncio.create_task(asyncio.sleep(1)), asyncio.create_task(failing())]
    for _ in range(2):
        done, pending = await asyncio.wait(tasks)
        print(len(done), len(pending), sum(each.exception() is not None for each in done), "at", int(loop.time()))


@scenario("test_tasks.test_wait_generator")
async def wait_for_many():
    """wait() for tasks that end in the same turn."""

    async def giving(value):
        return value

    done, pending = await asyncio.wait([asyncio.create_task(giving(i)) for i in range(10)])
    print(len(done), len(pending), sum(each.result() for each in done))


@scenario("test_tasks.test_as_completed_resume_iterator", since=(3, 13))
async def as_completed_resumed():
    """One may stop asking as_completed() for the next task, and go on later."""
    loop = asyncio.get_running_loop()
    completed = asyncio.as_completed([asyncio.create_task(asyncio.sleep(i, i)) for i in (4, 3, 2, 1)])
    iterations = 0
    async for each in completed:
        print(each.result(), "at", int(loop.time()))
        iterations += 1
        if iterations == 2:
            break
    print("a pause")
    async for each in completed:
        print(each.result(), "at", int(loop.time()))


@scenario("test_tasks.test_as_completed_reverse_wait", "test_tasks.test_as_completed_concurrent", since=(3, 13))
async def as_completed_while_nobody_asks():
    """as_completed() keeps the order of completion while nobody asks for the next task."""
    loop = asyncio.get_running_loop()
    completed = asyncio.as_completed([asyncio.create_task(asyncio.sleep(i, i)) for i in (3, 1, 9, 2)])
    await asyncio.sleep(5)
    async for each in completed:
        print(each.result(), "at", int(loop.time()))


@scenario("test_tasks.test_as_completed_duplicate_coroutines", since=(3, 13))
async def as_completed_duplicates():
    """as_completed() gives a task that it was given twice once."""
    ham, spam = asyncio.create_task(asyncio.sleep(1, "ham")), asyncio.create_task(asyncio.sleep(2, "spam"))
    async for each in asyncio.as_completed([ham, ham, spam]):
        print(each.result())


@scenario("test_tasks.test_as_completed_coroutine_use_running_loop", since=(3, 13))
async def as_completed_of_coroutines():
    """as_completed() runs coroutines as tasks, from the moment it is called."""
    loop = asyncio.get_running_loop()
    completed = asyncio.as_completed([asyncio.sleep(2, "b"), asyncio.sleep(1, "a")])
    await asyncio.sleep(1)
    async for each in completed:
        print(each.result(), "at", int(loop.time()))


@scenario("test_tasks.test_result_exception_success", "test_tasks.test_duplicate_coroutines")
async def gather_settled_success():
    """gather(return_exceptions=True) where nothing fails; a child that is given twice gives its result twice."""
    a, b = (asyncio.create_task(asyncio.sleep(delay, value)) for delay, value in ((2, 1), (1, 2)))
    print(text(await asyncio.gather(a, b, a, return_exceptions=True)))
    print(text(await asyncio.gather(a, b, a)))


@scenario("test_tasks.test_constructor_heterogenous_futures")
async def gather_across_loops():
    """The children of a gather belong to one loop."""
    with contextlib.closing(VirtualTimeLoop()) as other:
        mine, foreign = asyncio.get_running_loop().create_future(), other.create_future()
        print(tried(lambda: asyncio.gather(mine, foreign)))


@scenario(since=(3, 12))
async def gather_of_what_has_ended():
    """Children that have ended count at once: a gather of nothing else is done when it is made, and takes no turn."""
    loop = asyncio.get_running_loop()
    one, two, failed, cancelled, never = (loop.create_future() for _ in range(5))
    one.set_result(1)
    two.set_result(2)
    failed.set_exception(Boom("early"))
    cancelled.cancel("early")
    loop.call_soon(print, "a turn")
    for children in ((one, two), (one, failed), (failed, never), (never, cancelled)):
        gathering = asyncio.gather(*children)
        print(yes(gathering.done()), yes(gathering.cancelled()), yes(gathering.cancel()), await awaited(gathering))
    gathering = asyncio.gather(one, failed, cancelled, return_exceptions=True)
    print(yes(gathering.done()), await awaited(gathering))
    gathering = asyncio.gather(one, never, return_exceptions=True)
    print(yes(gathering.done()), yes(gathering.cancel()), await awaited(gathering))
    print(yes(never.cancelled()))


@scenario("test_tasks.test_shield_cancel_inner", "test_tasks.test_shield_coroutine_use_running_loop")
async def shield_of_one_that_is_cancelled():
    """A shield whose inner task is cancelled is cancelled; what is no task yet becomes one."""
    inner = asyncio.create_task(asyncio.sleep(10))
    outer = asyncio.shield(inner)
    await turns(1)
    inner.cancel()
    print(await awaited(outer), yes(outer.cancelled()))
    print(await asyncio.shield(asyncio.sleep(1, "value")))

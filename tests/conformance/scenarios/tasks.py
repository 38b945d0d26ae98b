"""Tasks: cancelling, uncancelling, sleeping, and who hears of it."""

import asyncio
import contextlib

from scenario import Boom, VirtualTimeLoop, awaited, describe, scenario, tried, turns, yes


@scenario("test_tasks.test_cancel")
async def cancel():
    """Cancelling a task that sleeps wakes it at once; once it is done, cancelling says no."""

    async def body():
        await asyncio.sleep(10)
        return 12

    task = asyncio.create_task(body())
    asyncio.get_running_loop().call_soon(task.cancel)
    print("awaiting it:", await awaited(task))
    print("done:", yes(task.done()), "cancelled:", yes(task.cancelled()), "cancel again:", yes(task.cancel()))
    print("time:", int(asyncio.get_running_loop().time()))


@scenario("test_tasks.test_cancel_yield")
async def cancel_yield():
    """Giving way for a turn is a place where a cancellation arrives."""

    async def body():
        print("first turn")
        await asyncio.sleep(0)
        print("second turn")
        await asyncio.sleep(0)
        return 12

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    task.cancel()
    print("awaiting it:", await awaited(task))


@scenario("test_tasks.test_cancel_with_message_before_starting_task")
async def cancel_before_start():
    """A task that is cancelled before its first step never runs."""

    async def body():
        print("never printed")

    task = asyncio.create_task(body())
    print("cancel:", yes(task.cancel("too early")), "done:", yes(task.done()))
    print("awaiting it:", await awaited(task), "cancelled:", yes(task.cancelled()))


@scenario("test_tasks.test_cancel_at_end", row=1)
async def cancel_at_end():
    """A task that cancels itself and then returns ends cancelled: its value is lost."""

    async def body():
        task.cancel()
        return 12

    task = asyncio.create_task(body())
    print("awaiting it:", await awaited(task))
    print("cancelled:", yes(task.cancelled()), "cancel again:", yes(task.cancel()))


@scenario("test_tasks.test_cancel_current_task")
async def cancel_current_task():
    """A task that cancels itself is told at its next await, before it has waited for anything."""

    async def body():
        task.cancel()
        print("still running")
        await asyncio.sleep(100)
        return 12

    task = asyncio.create_task(body())
    print("awaiting it:", await awaited(task))
    print("cancelled:", yes(task.cancelled()), "time:", int(asyncio.get_running_loop().time()))


@scenario("test_tasks.test_cancel_awaited_task", row=2)
async def cancel_awaited_task():
    """A task that has cancelled itself and then awaits another cancels that one, and what it waits on, at once."""
    future = asyncio.get_running_loop().create_future()

    async def nested():
        await future

    async def body():
        nested_task = asyncio.create_task(nested())
        await asyncio.sleep(0)
        task.cancel()
        try:
            await nested_task
        finally:
            print("nested cancelled:", yes(nested_task.cancelled()), "future cancelled:", yes(future.cancelled()))

    task = asyncio.create_task(body())
    print("awaiting it:", await awaited(task))
    print("cancelled:", yes(task.cancelled()))


@scenario("test_tasks.test_cancel_inner_future")
async def cancel_inner_future():
    """Cancelling what a task waits on cancels the task, unless it catches that."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        await future
        return 12

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    future.cancel()
    print("awaiting it:", await awaited(task))
    print("task cancelled:", yes(task.cancelled()), "requests:", task.cancelling())


@scenario("test_tasks.test_cancel_both_task_and_inner_future")
async def cancel_both_task_and_inner_future():
    """Both cancelled in one turn is one cancellation."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        try:
            await future
        except asyncio.CancelledError:
            print("heard it")
        await asyncio.sleep(1)
        return 12

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    print(yes(future.cancel()), yes(task.cancel()))
    print("awaiting it:", await awaited(task))
    print("cancelled:", yes(task.cancelled()))


@scenario("test_tasks.test_cancel_task_catching")
async def cancel_task_catching():
    """A task may catch its cancellation and return: its value counts."""
    loop = asyncio.get_running_loop()
    first, second = loop.create_future(), loop.create_future()

    async def body():
        await first
        try:
            await second
        except asyncio.CancelledError:
            return 42

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    first.set_result(None)
    await asyncio.sleep(0)
    task.cancel()
    print("second cancelled:", yes(second.cancelled()))
    print("awaiting it:", await awaited(task), "cancelled:", yes(task.cancelled()))


@scenario("test_tasks.test_cancel_task_ignoring", row=4)
async def cancel_task_ignoring():
    """A task may catch its cancellation and go on to wait for something else."""
    loop = asyncio.get_running_loop()
    first, second, third = loop.create_future(), loop.create_future(), loop.create_future()

    async def body():
        await first
        try:
            await second
        except asyncio.CancelledError:
            print("ignored")
        return await third

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    first.set_result(None)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    third.set_result(42)
    print("awaiting it:", await awaited(task))
    print("third cancelled:", yes(third.cancelled()), "task cancelled:", yes(task.cancelled()))


@scenario()
async def cancel_after_result():
    """A result that is there already does not stop a cancellation: it arrives instead of the result."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        try:
            print("got", await future)
        except asyncio.CancelledError:
            print("cancelled, though the future has", future.result())
            raise

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    future.set_result(1)
    print("cancel:", yes(task.cancel()))
    print("awaiting it:", await awaited(task))


@scenario()
async def two_requests_are_one_delivery():
    """Two requests before the task runs again are counted twice and delivered once."""

    async def body():
        for _ in range(3):
            try:
                await asyncio.sleep(1)
                print("slept")
            except asyncio.CancelledError as error:
                print(describe(error), "with", task.cancelling(), "requests")

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    task.cancel("first")
    task.cancel("second")
    await asyncio.sleep(0)
    print("between")
    print("awaiting it:", await awaited(task))


@scenario("test_tasks.test_cancel_with_message_then_future_result")
async def cancel_with_message():
    """The message of cancel() reaches whoever asks for the result."""

    async def body():
        await asyncio.sleep(10)

    for arguments in ((), ("my message",)):
        task = asyncio.create_task(body())
        await asyncio.sleep(0)
        task.cancel(*arguments)
        done, pending = await asyncio.wait([task])
        print(len(done), len(pending), tried(task.result))


@scenario("test_tasks.test_cancellation_exception_context")
async def cancelled_by_a_callback():
    """Whoever awaits a task that somebody else cancels may turn that into a failure of its own."""
    loop = asyncio.get_running_loop()
    started = loop.create_future()

    async def sleeper():
        started.set_result(None)
        await asyncio.sleep(10)

    async def body():
        inner = asyncio.create_task(sleeper())
        await started
        loop.call_soon(inner.cancel, "msg")
        try:
            await inner
        except asyncio.CancelledError as error:
            raise Boom(describe(error))

    print(await awaited(asyncio.create_task(body())))


@scenario("test_tasks.test_baseexception_during_cancel")
async def failure_while_being_cancelled():
    """A task that answers its cancellation with a failure has failed, and is not cancelled."""

    async def sleeper():
        await asyncio.sleep(10)

    async def body():
        try:
            await sleeper()
        except asyncio.CancelledError:
            raise Boom("instead")

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    task.cancel()
    print("done:", yes(task.done()))
    await asyncio.sleep(0)
    print("done:", yes(task.done()), "cancelled:", yes(task.cancelled()), "exception:", describe(task.exception()))


@scenario("test_tasks.test_cancelling")
async def cancelling():
    """cancel() says yes as long as the task is not done, and every request counts."""

    async def body():
        await asyncio.sleep(10)

    task = asyncio.create_task(body())
    print(task.cancelling(), yes(task.cancel()), task.cancelling(), yes(task.cancel()), task.cancelling())
    print("awaiting it:", await awaited(task))
    print(yes(task.cancel()), task.cancelling())


@scenario("test_tasks.test_uncancel_basic")
async def uncancel_basic():
    """uncancel() takes a request back; a later cancel() works as the first one did."""

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("uncancel:", task.uncancel())
            await asyncio.sleep(10)

    task = asyncio.create_task(body())
    await asyncio.sleep(1)
    print(yes(task.cancel()), task.cancelling(), yes(task.cancelled()))
    await asyncio.sleep(1)
    print(task.cancelling(), yes(task.cancelled()))
    print(yes(task.cancel()), task.cancelling(), yes(task.cancelled()))
    print("awaiting it:", await awaited(task))
    print(yes(task.cancelled()), yes(task.done()), "uncancel:", task.uncancel(), task.uncancel())
    print(yes(task.cancelled()), yes(task.done()))


@scenario("test_tasks.test_uncancel_resets_must_cancel", since=(3, 13), row=3)
async def uncancel_resets_must_cancel():
    """A request that is taken back before the task has run is as if it had never been."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        await future
        return 42

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    future.set_result(None)
    print(yes(task.cancel()), task.cancelling())
    print(task.uncancel())
    print("awaiting it:", await awaited(task))


@scenario("test_tasks.test_uncancel_structured_blocks")
async def uncancel_structured_blocks():
    """The five rules by which a block that cancels its own task tells that cancellation from others."""
    loop = asyncio.get_running_loop()

    async def with_timeout(task_of, sleep, timeout):
        timed_out = False

        def on_timeout():
            nonlocal timed_out
            timed_out = True
            task_of().cancel()

        timer = loop.call_later(timeout, on_timeout)
        try:
            await asyncio.sleep(sleep)
            print("the block finished")
            timer.cancel()
        except asyncio.CancelledError:
            timer.cancel()
            if not timed_out or task_of().uncancel() > 0:
                raise
            print("the block timed out")
        await asyncio.sleep(0)
        print("and the task goes on")

    first = asyncio.create_task(with_timeout(lambda: first, sleep=10, timeout=1))
    print(await awaited(first), first.cancelling())
    second = asyncio.create_task(with_timeout(lambda: second, sleep=0, timeout=10))
    print(await awaited(second), second.cancelling())
    third = asyncio.create_task(with_timeout(lambda: third, sleep=10, timeout=1))
    loop.call_later(1, third.cancel)
    print(await awaited(third), third.cancelling())


@scenario("test_tasks.test_yield_future_passes_cancel")
async def cancel_passes_through_coroutines():
    """A cancellation arrives at the innermost await and passes through every coroutine on its way out."""
    waiter = asyncio.get_running_loop().create_future()

    async def inner():
        try:
            await waiter
        except asyncio.CancelledError:
            print("inner")
            raise

    async def outer():
        try:
            await inner()
        except asyncio.CancelledError:
            print("outer")

    task = asyncio.create_task(outer())
    await asyncio.sleep(0)
    task.cancel()
    print("waiter cancelled:", yes(waiter.cancelled()))
    print("awaiting it:", await awaited(task), "cancelled:", yes(task.cancelled()))


@scenario("test_tasks.test_task_cancel_sleeping_task")
async def cancel_sleeping_task():
    """A timer cancels a task that sleeps for long; whoever awaits it hears in time."""
    loop = asyncio.get_running_loop()

    async def sleeper():
        await asyncio.sleep(5000)

    task = asyncio.create_task(sleeper())
    loop.call_later(2, task.cancel)
    print("awaiting it:", await awaited(task), "at", int(loop.time()))


@scenario()
async def cancel_goes_down_a_chain_of_tasks():
    """Cancelling a task that awaits a task that awaits a task reaches the last one first."""

    async def link(name, next_one):
        try:
            await next_one
        except asyncio.CancelledError as error:
            print(name, describe(error))
            raise

    last = asyncio.create_task(link("last", asyncio.get_running_loop().create_future()))
    middle = asyncio.create_task(link("middle", last))
    first = asyncio.create_task(link("first", middle))
    await asyncio.sleep(0)
    first.cancel("stop")
    print("requests:", first.cancelling(), middle.cancelling(), last.cancelling())
    print("awaiting it:", await awaited(first))
    print(yes(last.cancelled()), yes(middle.cancelled()), yes(first.cancelled()))


@scenario()
async def cancel_of_an_awaiter_that_is_ignored_below():
    """A task that ignores its cancellation gives its value to the awaiter that had passed the cancellation on."""

    async def stubborn():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("stubborn: no")
        await asyncio.sleep(1)
        return "done anyway"

    async def awaiter():
        return await inner

    inner = asyncio.create_task(stubborn())
    outer = asyncio.create_task(awaiter())
    await asyncio.sleep(1)
    print(yes(outer.cancel()))
    print("awaiting it:", await awaited(outer), "cancelled:", yes(outer.cancelled()), "requests:", outer.cancelling())


@scenario("test_tasks.test_sleep", "test_tasks.test_sleep_cancel")
async def sleep():
    """sleep() takes its time and gives its value; cancelling it frees its timer."""
    loop = asyncio.get_running_loop()
    print(await asyncio.sleep(3, "value"), "at", int(loop.time()))
    print(await asyncio.sleep(0, "at once"), "at", int(loop.time()))
    print(await asyncio.sleep(-1, "never back"), "at", int(loop.time()))
    task = asyncio.create_task(asyncio.sleep(5000))
    await asyncio.sleep(0)
    task.cancel()
    print(await awaited(task), "at", int(loop.time()))


@scenario()
async def sleep_zero_takes_one_turn():
    """sleep(0) and a negative sleep give everybody else exactly one turn."""

    async def worker(name, pause):
        for i in range(3):
            print(name, i)
            await asyncio.sleep(pause)

    tasks = [asyncio.create_task(worker(name, pause)) for name, pause in (("a", 0), ("b", -1), ("c", 0))]
    await asyncio.wait(tasks)


@scenario("test_tasks.test_step_result_future")
async def several_wait_for_one_future():
    """Everybody who waits for a future is woken in the order of asking, callbacks among them."""
    future = asyncio.get_running_loop().create_future()

    async def waiter(name):
        print(name, "has", await future)

    first = asyncio.create_task(waiter("first"))
    await asyncio.sleep(0)
    future.add_done_callback(lambda done: print("callback has", done.result()))
    second = asyncio.create_task(waiter("second"))
    await asyncio.sleep(0)
    future.set_result(42)
    late = asyncio.create_task(waiter("late"))
    print("set")
    await late
    print("done:", yes(first.done()), yes(second.done()))


@scenario("test_tasks.test_current_task_with_interleaving_tasks")
async def tasks_that_wake_each_other():
    """Two tasks hand the turn to and fro through futures."""
    loop = asyncio.get_running_loop()
    ping, pong = loop.create_future(), loop.create_future()

    async def one():
        print("one waits")
        await ping
        print("one goes on")
        pong.set_result(True)
        print("one ends")

    async def two():
        print("two wakes one")
        ping.set_result(True)
        await pong
        print("two ends")

    await asyncio.wait([asyncio.create_task(one()), asyncio.create_task(two())])


@scenario()
async def create_task_never_runs_at_once():
    """The first step of a task comes in a later turn, those of several in the order of their creation."""

    async def body(name):
        print(name)

    tasks = [asyncio.create_task(body(name)) for name in ("a", "b", "c")]
    print("created")
    for task in reversed(tasks):
        await task
    print("awaiting a task that is done takes no turn")
    asyncio.get_running_loop().call_soon(print, "a turn")
    await tasks[0]
    print("here first")
    await asyncio.sleep(0)


@scenario()
async def result_can_be_had_again_and_again():
    """A task's value, or failure, is there for everybody who asks, as often as they ask."""

    async def value():
        return 7

    async def failure():
        raise Boom("once")

    good, bad = asyncio.create_task(value()), asyncio.create_task(failure())
    print(tried(good.result), tried(bad.exception))
    print(await awaited(good), await awaited(bad))
    print(await awaited(good), await awaited(bad))
    print(tried(good.result), tried(bad.result), tried(good.exception), describe(bad.exception()))


@scenario("test_tasks.test_bare_create_named_task")
async def names():
    """A task has the name it was given; set_name() changes it."""

    async def body():
        pass

    task = asyncio.create_task(body(), name="No-op")
    print(task.get_name())
    task.set_name("renamed")
    print(task.get_name())
    await task


@scenario()
async def coroutines_do_not_touch_the_loop():
    """Awaiting coroutines that complete at once runs nothing else, however many there are."""
    asyncio.get_running_loop().call_soon(print, "the loop's turn")

    async def leaf(n):
        return n

    async def nested(n):
        return n if n == 0 else 1 + await nested(n - 1)

    total = 0
    for i in range(100):
        total += await leaf(i)
    print(total, await nested(50))
    await asyncio.sleep(0)
    print("end")


@scenario("test_tasks.test_task_basics", "test_tasks.test_bare_create_task")
async def basics():
    """A coroutine gives its result to who awaits it, directly or as a task."""

    async def inner():
        return 42

    async def other():
        return 1000

    async def outer():
        a = await inner()
        b = await other()
        return a + b

    print(await outer())
    print(await asyncio.create_task(outer()))


@scenario("test_tasks.test_sleep_zero")
async def sleep_zero_gives_its_value():
    """sleep(0, value) takes one turn, like sleep(0), and gives the value."""
    result = 0

    def add(number):
        nonlocal result
        result += number

    asyncio.get_running_loop().call_soon(add, 1)
    print(result)
    number = await asyncio.sleep(0, 10)
    print(number, result)


@scenario("test_tasks.test_task_awaits_on_itself")
async def a_task_that_awaits_itself():
    """A task cannot wait for itself: it hears so, and goes on."""

    async def body():
        print("inside:", await awaited(task))
        await task

    task = asyncio.create_task(body())
    print(await awaited(task))


@scenario("test_tasks.test_other_loop_future")
def future_of_another_loop():
    """A future can only be awaited in its own loop."""
    with contextlib.closing(VirtualTimeLoop()) as loop, contextlib.closing(VirtualTimeLoop()) as other:
        future = other.create_future()

        async def body():
            print("inside:", await awaited(future))
            await future

        print(tried(lambda: loop.run_until_complete(body())))


@scenario("test_tasks.test_cancel_with_message_then_future_exception")
async def exception_of_a_cancelled_task():
    """Asking a cancelled task what it failed with raises its cancellation, message and all."""
    for message in (None, "my message"):
        task = asyncio.create_task(asyncio.sleep(10))
        await turns(1)
        task.cancel(message)
        await asyncio.wait([task])
        print(tried(task.exception))


@scenario("test_tasks.test_task_cancel_waiter_future")
async def cancel_cancels_the_awaited_future():
    """Cancelling a task cancels the future that it waits for, at once."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        await future

    task = asyncio.create_task(body())
    await turns(1)
    print(yes(task.cancel()), yes(future.cancelled()), yes(task.done()))
    print(await awaited(task), yes(task.cancelled()))


@scenario("test_pep492.test_double_await")
async def a_coroutine_is_awaited_once():
    """A coroutine runs once: awaiting it again is an error."""

    async def body():
        print("runs")
        return 1

    coroutine = body()
    print(await awaited(coroutine))
    print(await awaited(coroutine))


@scenario()
async def a_body_that_raises_a_cancellation():
    """A task whose body raises CancelledError by itself has been cancelled, whoever asked for it."""

    async def body():
        raise asyncio.CancelledError("own")

    task = asyncio.create_task(body())
    print(await awaited(task))
    print(yes(task.cancelled()), task.cancelling())


@scenario()
async def a_second_reason_comes_too_late():
    """Cancelled for another reason before it hears of the first, a task hears of the first."""

    async def body():
        task.cancel("own")
        print(await awaited(asyncio.sleep(10)))
        print("requests:", task.cancelling())

    task = asyncio.create_task(body())
    asyncio.get_running_loop().call_soon(lambda: print("again:", yes(task.cancel("another"))))
    print(await awaited(task))


@scenario("test_tasks.test_cancel_done_future")
async def cancelled_together_with_what_it_awaits():
    """A task that is cancelled in the turn in which it would hear that what it awaits has been hears of that."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        print(await awaited(future))
        print(await awaited(asyncio.sleep(1)))
        print("requests:", task.cancelling())

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    future.cancel("the future")
    task.cancel("the task")
    print(await awaited(task))


@scenario()
async def what_declines_brings_no_message():
    """A task that is cancelled again after what it awaits has declined the first request hears of the second one."""

    async def declining():
        print("inner:", await awaited(asyncio.sleep(10)))

    async def body():
        print("outer:", await awaited(asyncio.create_task(declining())))

    task = asyncio.create_task(body())
    await turns(2)
    task.cancel("first")
    await turns(1)
    task.cancel("second")
    await task
    print("requests:", task.cancelling())


@scenario()
async def cancelled_together_with_a_gather():
    """A task that is cancelled in the turn in which it would hear that its gather has been hears of that."""

    async def body():
        print(await awaited(gathered))
        print(await awaited(asyncio.sleep(1)))

    gathered = asyncio.gather(asyncio.sleep(10), asyncio.sleep(10))
    task = asyncio.create_task(body())
    await turns(1)
    gathered.cancel("the gather")
    await turns(2)
    task.cancel("the task")
    await task
    print("requests:", task.cancelling())


@scenario()
async def who_hears_the_message():
    """The message of a cancellation: for the first to ask and the second, behind a shield, and out of a gather."""

    async def declining():
        print("declines:", await awaited(asyncio.sleep(10)))

    task = asyncio.create_task(asyncio.sleep(10))
    shielded = asyncio.create_task(asyncio.sleep(10))
    shield = asyncio.shield(shielded)
    gathered = asyncio.gather(asyncio.sleep(10), declining(), return_exceptions=True)
    await turns(1)
    for each in (task, shielded, gathered):
        each.cancel("why")
    print("first:", await awaited(task), "second:", await awaited(task))
    print("behind a shield:", await awaited(shield))
    print("out of a gather:", await awaited(gathered))

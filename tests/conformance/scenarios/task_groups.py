"""Task groups: tasks that live no longer than a block."""

import asyncio

from scenario import Boom, awaited, describe, scenario, tried, yes


async def crash_after(delay, what):
    await asyncio.sleep(delay)
    raise Boom(what)


@scenario("test_taskgroups.test_taskgroup_01", "test_taskgroups.test_taskgroup_02")
async def all_succeed():
    """The block ends when the last task has; tasks may be added as long as it runs."""
    loop = asyncio.get_running_loop()

    async def value(delay, of):
        await asyncio.sleep(delay)
        return of

    async with asyncio.TaskGroup() as group:
        one = group.create_task(value(1, 42))
        await asyncio.sleep(2)
        two = group.create_task(value(2, 11))
        print("the body ends at", int(loop.time()))
    print(one.result(), two.result(), "at", int(loop.time()))


@scenario("test_taskgroups.test_taskgroup_03")
async def a_cancelled_child_is_no_failure():
    """A child that is cancelled by itself disturbs nobody."""

    async def value(delay, of):
        await asyncio.sleep(delay)
        return of

    async with asyncio.TaskGroup() as group:
        one = group.create_task(value(10, 42))
        await asyncio.sleep(1)
        one.cancel()
        two = group.create_task(value(2, 11))
    print(yes(one.cancelled()), two.result(), "at", int(asyncio.get_running_loop().time()))


@scenario("test_taskgroups.test_taskgroup_04", "test_taskgroups.test_cancel_children_on_child_error")
async def a_failure_cancels_the_siblings():
    """The first failure cancels the siblings and the body, and leaves as a group."""
    loop = asyncio.get_running_loop()

    async def sibling():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("sibling cancelled at", int(loop.time()))
            raise

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(crash_after(1, "first"))
            group.create_task(sibling())
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("body cancelled at", int(loop.time()))
                raise
        print("never printed")

    task = asyncio.create_task(runner())
    print(await awaited(task))
    print("cancelled:", yes(task.cancelled()), "requests:", task.cancelling())


@scenario("test_taskgroups.test_cancellation", "test_taskgroups.test_taskgroup_07")
async def cancellation_from_outside():
    """Cancelling the task that runs the block cancels every child, and leaves as a cancellation."""
    cancelled = []

    async def child(name):
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            cancelled.append(name)
            raise

    async def runner():
        async with asyncio.TaskGroup() as group:
            for i in range(5):
                group.create_task(child(i))
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("body first, children cancelled:", len(cancelled))
                raise

    task = asyncio.create_task(runner())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task), len(cancelled), yes(task.cancelled()))


@scenario("test_taskgroups.test_taskgroup_22")
async def cancellation_while_waiting_for_children():
    """The same when the body has ended already."""

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(1))
            two = group.create_task(asyncio.sleep(2))
            print("the body has ended")
        print("never printed")

    task = asyncio.create_task(runner())
    await asyncio.sleep(0.5)
    task.cancel("out")
    print(await awaited(task), "requests:", task.cancelling())


@scenario("test_taskgroups.test_taskgroup_08", row=16)
async def failures_have_priority_over_cancellation():
    """A child that fails while it is being cancelled from outside makes a group of failures, not a cancellation."""

    async def child():
        try:
            await asyncio.sleep(10)
        finally:
            raise Boom("in finally")

    async def runner():
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(child())
            await asyncio.sleep(10)

    task = asyncio.create_task(runner())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task))
    print("cancelled:", yes(task.cancelled()), "requests:", task.cancelling())


@scenario("test_taskgroups.test_taskgroup_09", "test_taskgroups.test_taskgroup_10")
async def failure_of_the_body():
    """A failure of the body cancels the children, those too that have not begun."""
    loop = asyncio.get_running_loop()
    for delay in (1, 0):
        tasks = []

        async def runner():
            async with asyncio.TaskGroup() as group:
                tasks.append(group.create_task(asyncio.sleep(5)))
                tasks.append(group.create_task(asyncio.sleep(7)))
                if delay:
                    await asyncio.sleep(delay)
                raise Boom("body")

        print(await awaited(runner()), "at", int(loop.time()))
        print(yes(tasks[0].cancelled()), yes(tasks[1].cancelled()))


@scenario("test_taskgroups.test_taskgroup_11", "test_taskgroups.test_taskgroup_12")
async def nested_groups_cancelled_from_outside():
    """Failures of an inner block's children leave the outer block as a group in a group."""

    async def child():
        try:
            await asyncio.sleep(10)
        finally:
            raise Boom("in finally")

    async def runner():
        async with asyncio.TaskGroup() as outer:
            outer.create_task(asyncio.sleep(10))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(child())
                await asyncio.sleep(10)

    task = asyncio.create_task(runner())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task))


@scenario("test_taskgroups.test_taskgroup_13")
async def failure_in_the_outer_group():
    """A failure in the outer block ends the inner one by cancellation, which is no failure."""

    async def runner():
        async with asyncio.TaskGroup() as outer:
            outer.create_task(crash_after(1, "outer"))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(crash_after(10, "inner"))

    print(await awaited(asyncio.create_task(runner())))


@scenario("test_taskgroups.test_taskgroup_14")
async def failure_in_the_inner_group():
    """A failure in the inner block leaves it as a group, which is then a failure of the outer body."""

    async def runner():
        async with asyncio.TaskGroup() as outer:
            outer.create_task(crash_after(10, "outer"))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(crash_after(1, "inner"))

    print(await awaited(asyncio.create_task(runner())))


@scenario("test_taskgroups.test_taskgroup_15", "test_taskgroups.test_taskgroup_16")
async def failure_during_a_slow_cancellation():
    """A child that fails while the cancelled body still cleans up: the failure wins, and does not hurry the clean-up."""
    loop = asyncio.get_running_loop()

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(crash_after(3, "child"))
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("cleaning up at", int(loop.time()))
                try:
                    await asyncio.sleep(5)
                except asyncio.CancelledError:
                    print("interrupted at", int(loop.time()))
                raise

    async def outer():
        await asyncio.create_task(runner())

    task = asyncio.create_task(outer())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task), "at", int(loop.time()))


@scenario("test_taskgroups.test_taskgroup_17")
async def cancellation_of_an_empty_group():
    """A block without tasks lets a cancellation through."""

    async def runner():
        async with asyncio.TaskGroup():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("body")
                raise

    task = asyncio.create_task(runner())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task), yes(task.cancelled()))


@scenario("test_taskgroups.test_taskgroup_18")
async def body_answers_cancellation_with_a_failure():
    """A body that answers a cancellation with a failure of its own ends the block with that."""

    async def runner():
        async with asyncio.TaskGroup():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                raise Boom("weird")

    task = asyncio.create_task(runner())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task), yes(task.cancelled()))


@scenario("test_taskgroups.test_taskgroup_19")
async def body_fails_while_being_cancelled():
    """Failures are in the order in which they came, the body's own last."""

    async def nested():
        try:
            await asyncio.sleep(10)
        finally:
            raise Boom("body")

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(crash_after(1, "child"))
            await nested()

    print(await awaited(asyncio.create_task(runner())))


@scenario("test_taskgroups.test_taskgroup_24")
async def children_add_children():
    """A task of the group may add tasks to it, also when the body has ended."""
    loop = asyncio.get_running_loop()

    async def leaf(delay):
        await asyncio.sleep(delay)
        print("leaf ends at", int(loop.time()))

    async with asyncio.TaskGroup() as group:

        async def root():
            await asyncio.sleep(1)
            group.create_task(leaf(1))
            group.create_task(leaf(2))

        group.create_task(root())
        print("the body has ended")
    print("the block has ended at", int(loop.time()))


@scenario("test_taskgroups.test_taskgroup_no_create_task_after_failure")
async def no_create_task_after_failure():
    """A group that is shutting down takes no more tasks."""

    async def late(group):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            coroutine = asyncio.sleep(1)
            print("create_task:", tried(lambda: group.create_task(coroutine)))
            coroutine.close()

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(crash_after(1, "first"))
            group.create_task(late(group))

    print(await awaited(runner()))


@scenario("test_taskgroups.test_taskgroup_context_manager_exit_raises")
async def body_and_child_fail_in_turn():
    """A body that fails while its cancellation passes: both failures are in the group, and nothing stays requested."""

    async def failing():
        raise Boom("child")

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(failing())
            try:
                await asyncio.sleep(1)
            finally:
                raise Boom("context manager")

    task = asyncio.create_task(runner())
    print(await awaited(task), "requests:", task.cancelling())


@scenario("test_taskgroups.test_cancelling_level_preserved", since=(3, 13))
async def cancelling_level_preserved():
    """After a block that failed, the task has no request to cancel left."""

    async def runner():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(crash_after(0, "child"))
        except* Boom:
            print("failed, requests:", task.cancelling())
        await asyncio.sleep(1)
        print("goes on")

    task = asyncio.create_task(runner())
    await task


@scenario("test_taskgroups.test_nested_groups_both_cancelled", since=(3, 13), row=15)
async def nested_groups_both_cancelled():
    """Two nested blocks that fail in one turn both deliver their failures."""

    async def runner():
        try:
            async with asyncio.TaskGroup() as outer:
                try:
                    async with asyncio.TaskGroup() as inner:
                        inner.create_task(crash_after(0, "inner"))
                        outer.create_task(crash_after(0, "outer"))
                except ExceptionGroup as error:
                    print(describe(error), "requests:", task.cancelling())
        except ExceptionGroup as error:
            print(describe(error), "requests:", task.cancelling())
        await asyncio.sleep(1)
        print("goes on")

    task = asyncio.create_task(runner())
    await task


@scenario("test_taskgroups.test_error_and_cancel", since=(3, 13), row=14)
async def error_and_cancel():
    """A child fails and the parent is cancelled in one turn: the failure first, the cancellation at the next await."""
    event = asyncio.Event()

    async def failing():
        event.set()
        await asyncio.sleep(0)
        raise Boom("child")

    async def inner():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(failing())
                await asyncio.sleep(1)
                print("never printed")
        except ExceptionGroup as error:
            print(describe(error), "requests:", task.cancelling())
        await asyncio.sleep(1)
        print("never printed")

    task = asyncio.create_task(inner())
    await event.wait()
    print("requests:", task.cancelling())
    task.cancel()
    print("requests:", task.cancelling())
    print(await awaited(task), yes(task.cancelled()))


@scenario()
async def failures_in_the_order_of_failing():
    """Several children that fail before they hear of each other are all in the group."""

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(crash_after(1, "a"))
            group.create_task(crash_after(1, "b"))

    print(await awaited(runner()))


@scenario()
async def value_of_a_failing_child_is_the_childs():
    """Who awaits a child hears its failure from it, and again from the group."""

    async def runner():
        async with asyncio.TaskGroup() as group:
            child = group.create_task(crash_after(1, "child"))
            try:
                await child
            except Boom:
                print("the body heard it")

    print(await awaited(runner()))


@scenario()
async def body_that_swallows_its_cancellation():
    """A body that swallows the cancellation for a failed child does not hide the failure."""

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(crash_after(1, "child"))
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("swallowed")
            await asyncio.sleep(1)
            print("the body goes on")

    task = asyncio.create_task(runner())
    print(await awaited(task), "requests:", task.cancelling(), "at", int(asyncio.get_running_loop().time()))


# An exception that no handler of ordinary ones catches.
OutOfTheOrdinary = type("something else", (BaseException,), {})


@scenario("test_taskgroups.test_taskgroup_20a", "test_taskgroups.test_taskgroup_21a")
async def failures_out_of_the_ordinary():
    """What is no ordinary exception is grouped like one, from a task and from the body."""

    async def crash(error):
        await asyncio.sleep(1)
        raise error

    async def nested(error):
        try:
            await asyncio.sleep(10)
        finally:
            raise error

    async def runner(first, second):
        async with asyncio.TaskGroup() as group:
            group.create_task(crash(first))
            await nested(second)

    print(await awaited(runner(Boom("task"), OutOfTheOrdinary())))
    print(await awaited(runner(OutOfTheOrdinary(), Boom("body"))))


@scenario("test_taskgroups.test_taskgroup_23")
async def children_come_and_go():
    """A group may have many tasks, one after the other, and ends with the last."""
    loop = asyncio.get_running_loop()

    async def job(number):
        await asyncio.sleep(3)
        print(number, "ends at", int(loop.time()))

    async with asyncio.TaskGroup() as group:
        for number in range(6):
            await asyncio.sleep(1)
            group.create_task(job(number))
    print("at", int(loop.time()))


@scenario("test_taskgroups.test_taskgroup_25")
async def hydra():
    """Tasks that add two of their kind when they end are all ended by one failure."""
    heads = 0

    async def head(group):
        nonlocal heads
        heads += 1
        await asyncio.sleep(10)
        group.create_task(head(group))
        group.create_task(head(group))

    async def hercules():
        while heads < 10:
            await asyncio.sleep(16)
        raise Boom("hercules")

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(head(group))
            group.create_task(hercules())

    print(await awaited(runner()), heads)


@scenario("test_taskgroups.test_cancels_task_if_created_during_creation")
async def child_of_a_child_fails():
    """A task made by another one of the group fails: the one that made it is cancelled like all others."""

    async def runner():
        async with asyncio.TaskGroup() as group:

            async def third():
                raise Boom("third")

            async def second():
                group.create_task(third())
                try:
                    await asyncio.sleep(0)
                    await asyncio.sleep(0)
                except asyncio.CancelledError:
                    print("second is cancelled")
                    raise

            group.create_task(second())

    print(await awaited(runner()))


@scenario("test_taskgroups.test_cancellation_does_not_leak_out_of_tg", since=(3, 13))
async def cancellation_does_not_leak():
    """That the group has cancelled its own block is not to be felt after it."""

    async def fail():
        raise Boom

    async def runner():
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())

    print(await awaited(runner()))
    await asyncio.sleep(0)
    await asyncio.sleep(1)
    print("requests:", asyncio.current_task().cancelling())

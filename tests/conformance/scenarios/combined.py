"""Primitives on top of one another: where cancellation, deadlines, groups, generators and queues meet."""

import asyncio

from scenario import Boom, awaited, describe, scenario, text, tried, turns, yes


def now():
    return int(asyncio.get_running_loop().time())


async def sleeping(delay, value=None):
    return await asyncio.sleep(delay, value)


async def failing(delay, what):
    await asyncio.sleep(delay)
    raise Boom(what)


@scenario("test_tasks.test_gather_duplicate_coroutines")
async def gather_of_the_same_task():
    """A task that is gathered twice gives its result twice."""
    task = asyncio.create_task(sleeping(1, 7))
    print(text(await asyncio.gather(task, task)))


@scenario("test_futures.test_callbacks_invoked_on_set_result", "test_tasks.test_wakeup")
async def callbacks_and_waiters_take_turns():
    """Callbacks and waiting tasks of one future hear of it in the order in which they asked."""
    future = asyncio.get_running_loop().create_future()

    async def waiter(name):
        await future
        print(name)

    future.add_done_callback(lambda _: print("first callback"))
    one = asyncio.create_task(waiter("first task"))
    await asyncio.sleep(0)
    future.add_done_callback(lambda _: print("second callback"))
    two = asyncio.create_task(waiter("second task"))
    await asyncio.sleep(0)
    future.add_done_callback(lambda _: print("third callback"))
    future.set_result(None)
    print("set")
    await asyncio.gather(one, two)


@scenario("test_tasks.test_cancel_task_catching")
async def clean_up_is_cancelled_too():
    """A clean-up that awaits can be cancelled by itself; what it does then is its own affair."""

    async def body():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            print("body:", describe(error))
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as again:
                print("clean-up:", describe(again))
                await asyncio.sleep(1)
                print("last rites at", now())
            raise

    task = asyncio.create_task(body())
    await asyncio.sleep(1)
    task.cancel("one")
    await asyncio.sleep(1)
    task.cancel("two")
    print(await awaited(task), "at", now(), "requests:", task.cancelling())


@scenario("test_timeouts.test_timeout_taskgroup")
async def a_deadline_around_a_group_with_a_slow_child():
    """A deadline cancels the group, which waits for a child that takes its time."""

    async def slow_to_end():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(2)
            print("child ended at", now())

    async def block():
        async with asyncio.TaskGroup() as group:
            group.create_task(slow_to_end())

    print(await awaited(asyncio.wait_for(block(), 1)), "at", now())


@scenario("test_timeouts.test_timeout_taskgroup")
async def a_child_that_fails_after_the_deadline():
    """A failure of a child during the cancellation by a deadline leaves as a group, not as a timeout."""

    async def bad_loser():
        try:
            await asyncio.sleep(10)
        finally:
            raise Boom("bad loser")

    async def block():
        async with asyncio.TaskGroup() as group:
            group.create_task(bad_loser())

    print(await awaited(asyncio.wait_for(block(), 1)), "at", now())
    print("cancelling:", asyncio.current_task().cancelling())


@scenario("test_taskgroups.test_taskgroup_21")
async def groups_in_tasks_of_groups():
    """A failure deep down leaves as a group of groups, and takes the tasks of every level along."""

    async def sibling(name):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print(name, "cancelled at", now())
            raise

    async def inner():
        async with asyncio.TaskGroup() as group:
            group.create_task(sibling("inner sibling"))
            group.create_task(failing(1, "deep"))

    async def outer():
        async with asyncio.TaskGroup() as group:
            group.create_task(inner())
            group.create_task(sibling("outer sibling"))

    print(await awaited(outer()))


@scenario("test_tasks.test_gather_shield", "test_tasks.test_cancel_gather_2")
async def gather_of_a_shield_is_cancelled():
    """Cancelling a gather cancels the shield among its children and not what it shields."""
    inner = asyncio.create_task(sleeping(2, "inner"))
    other = asyncio.create_task(sleeping(2, "other"))
    gathered = asyncio.gather(asyncio.shield(inner), other)
    await asyncio.sleep(1)
    print("cancel:", yes(gathered.cancel()))
    print(await awaited(gathered), "at", now())
    print("other:", await awaited(other), "inner:", await awaited(inner), "at", now())


@scenario("test_tasks.test_return_exceptions")
async def gather_in_a_gather_settles():
    """A gather that fails is one failure of the gather around it."""
    inner = asyncio.gather(failing(1, "inner"), sleeping(5, "late"))
    print(text(await asyncio.gather(inner, sleeping(2, "beside"), return_exceptions=True)), "at", now())


@scenario("test_tasks.test_as_completed_with_timeout")
async def as_completed_with_every_ending():
    """Results, failures and cancellations come in the order in which they happen."""
    tasks = [
        asyncio.create_task(sleeping(3, "slow")),
        asyncio.create_task(failing(1, "fails")),
        asyncio.create_task(sleeping(10)),
    ]
    asyncio.get_running_loop().call_later(2, tasks[2].cancel)
    for each in asyncio.as_completed(tasks):
        print(await awaited(each), "at", now())


@scenario("test_tasks.test_wait_first_exception_in_wait", "test_tasks.test_wait_errors")
async def a_cancelled_task_is_no_exception_for_wait():
    """wait() for the first exception goes on when a task is cancelled."""
    tasks = [asyncio.create_task(sleeping(10)), asyncio.create_task(failing(3, "fails")), asyncio.create_task(sleeping(5))]
    asyncio.get_running_loop().call_later(1, tasks[0].cancel)
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    print(len(done), len(pending), "at", now())
    print(text([task in done for task in tasks]))
    tasks[1].exception()
    tasks[2].cancel()


@scenario("test_futures.test_callbacks_remove_first_callback")
async def a_callback_that_fails_stops_no_other():
    """What a callback of a future raises goes to the handler; the next one runs all the same."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("handler:", describe(context["exception"])))

    def bad(_):
        raise Boom("bad callback")

    future = loop.create_future()
    future.add_done_callback(lambda _: print("one"))
    future.add_done_callback(bad)
    future.add_done_callback(lambda _: print("three"))
    future.set_result(None)
    await turns(2)


@scenario("test_base_events.test_call_later", "test_base_events.test__run_once_schedule_handle")
async def turns_timers_and_sleeps():
    """A sleep of nothing takes one turn, a callback one, a timer of nothing comes behind both, a sleeper a turn later."""
    loop = asyncio.get_running_loop()

    async def say(name, delay):
        await asyncio.sleep(delay)
        print(name)

    zero = asyncio.create_task(say("slept for nothing", 0))
    little = asyncio.create_task(say("slept", 1))
    loop.call_later(1, print, "timer")
    loop.call_soon(print, "soon")
    loop.call_later(0, print, "timer of nothing")
    await asyncio.gather(zero, little)


@scenario("test_queues.test_put_cancelled_race", "test_queues.test_get_with_waiting_putters")
async def a_full_queue_with_many_putters():
    """Putters come in the order of waiting; one that is cancelled leaves its place."""
    queue = asyncio.Queue(1)
    queue.put_nowait("first")
    putters = [asyncio.create_task(queue.put(name)) for name in ("a", "b", "c")]
    await asyncio.sleep(0)
    putters[1].cancel()
    for _ in range(3):
        print(await queue.get(), queue.qsize(), yes(queue.full()))
        await turns(2)
    print(yes(putters[0].done()), yes(putters[1].cancelled()), yes(putters[2].done()), yes(queue.empty()))


@scenario("test_queues.test_join_empty_queue", "test_queues.test_task_done")
async def workers_and_join():
    """The usual farm of workers: join() returns with the last task_done(), then the workers are cancelled."""
    queue = asyncio.Queue()

    async def worker(name):
        while True:
            item = await queue.get()
            await asyncio.sleep(item)
            print(name, "did", item, "at", now())
            queue.task_done()

    for item in (3, 1, 2, 1):
        queue.put_nowait(item)
    workers = [asyncio.create_task(worker(name)) for name in ("x", "y")]
    await queue.join()
    print("joined at", now())
    for each in workers:
        each.cancel()
    print(text(await asyncio.gather(*workers, return_exceptions=True)))


@scenario("test_queues.test_shutdown_immediate_put_join", since=(3, 13))
async def shutdown_ends_the_workers():
    """A queue that is shut down is emptied first; then whoever waits is told."""
    queue = asyncio.Queue()

    async def worker(name):
        try:
            while True:
                item = await queue.get()
                await asyncio.sleep(1)
                print(name, "did", item)
                queue.task_done()
        except asyncio.QueueShutDown as error:
            print(name, "ends:", describe(error), "at", now())

    workers = [asyncio.create_task(worker(name)) for name in ("x", "y")]
    for item in range(3):
        await queue.put(item)
    queue.shutdown()
    print(tried(lambda: queue.put_nowait(1)))
    await queue.join()
    await asyncio.gather(*workers)


@scenario("test_queues.test_order")
async def priorities():
    """A priority queue orders what waits in it, not what has been taken."""
    queue = asyncio.PriorityQueue()

    async def consumer():
        order = []
        for _ in range(5):
            order.append(await queue.get())
            await asyncio.sleep(0)
        return order

    task = asyncio.create_task(consumer())
    await asyncio.sleep(0)
    for item in (5, 3):
        await queue.put(item)
    await asyncio.sleep(0)
    for item in (4, 1, 2):
        await queue.put(item)
    print(text(await task))


@scenario("test_locks.test_cancel_race", "test_locks.test_acquire_cancel")
async def a_deadline_while_waiting_for_a_lock():
    """Who gives up waiting for a lock leaves the queue as it was."""
    lock = asyncio.Lock()

    async def holder():
        async with lock:
            await asyncio.sleep(3)

    async def waiter(name):
        async with lock:
            print(name, "holds it at", now())

    async def impatient():
        print("impatient:", await awaited(asyncio.wait_for(lock.acquire(), 1)), "at", now())

    await asyncio.gather(holder(), impatient(), waiter("a"), waiter("b"))
    print(yes(lock.locked()))


@scenario("test_locks.test_notify", "test_locks.test_notify_all")
async def a_condition_tells_so_many():
    """notify(n) wakes the n that have waited longest; they go on one by one, each with the lock."""
    condition = asyncio.Condition()

    async def waiter(name):
        async with condition:
            await condition.wait()
            print(name, "at", now())
            await asyncio.sleep(1)

    tasks = [asyncio.create_task(waiter(name)) for name in "abcd"]
    await asyncio.sleep(0)
    async with condition:
        condition.notify(2)
        print("two told")
    await asyncio.sleep(5)
    async with condition:
        condition.notify(10)
    await asyncio.gather(*tasks)


@scenario("test_locks.test_set")
async def an_event_that_is_set_and_cleared_at_once():
    """Who waited goes on, who asks afterwards waits."""
    event = asyncio.Event()

    async def waiter(name):
        print(name, yes(await event.wait() and event.is_set()))

    one = asyncio.create_task(waiter("one"))
    await asyncio.sleep(0)
    event.set()
    event.clear()
    two = asyncio.create_task(waiter("two"))
    await turns(3)
    print(yes(one.done()), yes(two.done()))
    event.set()
    await two


@scenario("test_locks.test_filling_tasks_check_return_value")
async def a_barrier_again_and_again():
    """Each group gets every place once; who comes early for the next one waits."""
    barrier = asyncio.Barrier(3)
    places = []

    async def runner(delay):
        for lap in range(2):
            await asyncio.sleep(delay)
            place = await barrier.wait()
            places.append((lap, place))
            print("lap", lap, "at", now())

    await asyncio.gather(runner(1), runner(2), runner(3))
    for wanted in (0, 1):
        print(text(sorted(place for lap, place in places if lap == wanted)))


@scenario("test_tasks.test_shield_effect", "test_tasks.test_wait_for_cancellation")
async def a_deadline_around_a_shield_then_the_inner_again():
    """What a deadline has given up on behind a shield can be awaited once more."""
    inner = asyncio.create_task(sleeping(3, "inner"))
    print(await awaited(asyncio.wait_for(asyncio.shield(inner), 1)), "at", now())
    print(await awaited(asyncio.wait_for(asyncio.shield(inner), 1)), "at", now())
    print(await awaited(inner), "at", now())


@scenario("test_tasks.test_cancel_with_message_then_future_result")
async def the_message_of_a_cancellation_goes_along():
    """Down to the innermost await, up to every awaiter."""

    async def inner():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            print("inner:", describe(error))
            raise

    async def middle():
        await asyncio.create_task(inner())

    task = asyncio.create_task(middle())
    await turns(3)
    task.cancel("enough")
    print("outer:", await awaited(task))


@scenario("test_asyncgen.test_async_gen_asyncio_anext_02")
async def an_async_generator_from_a_queue():
    """The consumer of a generator that waits for a queue is cancelled; the generator has cleaned up, and is over."""
    queue = asyncio.Queue()

    async def items():
        try:
            while True:
                yield await queue.get()
        finally:
            print("cleaned up")

    source = items()

    async def consumer():
        async for item in source:
            print("got", item)

    task = asyncio.create_task(consumer())
    await queue.put(1)
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task))
    await queue.put(2)
    print(await awaited(anext(source)), queue.qsize())


@scenario("test_asyncgen.test_async_gen_asyncio_athrow_02")
async def thrown_into_an_async_generator_that_awaits_in_its_handler():
    """athrow() is answered with what the generator yields after its handler has awaited."""

    async def body():
        for i in range(3):
            try:
                yield i
            except Boom as error:
                print("caught", describe(error))
                await asyncio.sleep(1)
                yield "answer"

    source = body()
    print(await anext(source))
    print(await source.athrow(Boom("thrown")), "at", now())
    print(await awaited(anext(source)))
    print(await awaited(anext(source)))
    print(await awaited(anext(source)))


@scenario("test_yield_from.test_delegating_throw", "test_generators.test_raise_and_yield_from")
def a_delegate_is_replaced_after_a_throw():
    """A generator may answer what leaves its delegate by delegating to another one."""

    def part(name):
        try:
            yield f"{name} 1"
            yield f"{name} 2"
        finally:
            print(name, "over")

    def whole():
        try:
            yield from part("a")
        except Boom as error:
            print("whole caught", describe(error))
            yield from part("b")
        yield "end of whole"

    g = whole()
    print(tried(lambda: next(g)))
    print(tried(lambda: g.throw(Boom("out"))))
    print(tried(lambda: next(g)))
    print(tried(lambda: next(g)))
    print(tried(lambda: next(g)))


@scenario("test_base_events.test_run_until_complete_baseexception")
def a_loop_runs_on_after_a_failure():
    """A loop whose run_until_complete() has failed runs the next one, and what the first left behind."""
    from scenario import VirtualTimeLoop

    loop = VirtualTimeLoop()

    async def left_behind():
        await asyncio.sleep(1)
        print("left behind, and ended")
        return "left"

    async def fails():
        loop.left = asyncio.create_task(left_behind())
        raise Boom("first")

    async def second():
        return await loop.left

    print(tried(lambda: loop.run_until_complete(fails())))
    print(tried(lambda: loop.run_until_complete(second())))
    loop.close()


@scenario("test_tasks.test_uncancel_structured_blocks", "test_timeouts.test_cancel_in_timeout_after_cancellation")
async def a_cancellation_and_a_deadline_in_the_same_turn():
    """When somebody else has cancelled the task before the deadline's cancellation arrives, it is no timeout."""

    async def body():
        return await asyncio.wait_for(asyncio.sleep(10), 1)

    task = asyncio.create_task(body())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(1, task.cancel)
    print(await awaited(task), "at", now(), "requests:", task.cancelling())


@scenario("test_taskgroups.test_taskgroup_body_cancel_self")
async def the_body_of_a_group_cancels_its_own_task():
    """A task that cancels itself in the body of a group: the children end, then it ends cancelled."""

    async def child():
        try:
            await asyncio.sleep(10)
        finally:
            print("child ends")

    async def block():
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
            await asyncio.sleep(0)
            asyncio.current_task().cancel("by myself")
            print("still in the body")

    task = asyncio.create_task(block())
    print(await awaited(task), yes(task.cancelled()))


@scenario("test_tasks.test_current_task", "test_tasks.test_all_tasks")
async def who_is_there():
    """The current task, and all that have not ended."""
    loop = asyncio.get_running_loop()
    asyncio.current_task().set_name("main")

    async def child():
        print("in", asyncio.current_task().get_name())
        await asyncio.sleep(1)

    tasks = [asyncio.create_task(child(), name=name) for name in ("b", "a")]
    loop.call_soon(lambda: print("in a callback:", yes(asyncio.current_task() is not None)))
    await asyncio.sleep(0)
    print(text(sorted(task.get_name() for task in asyncio.all_tasks())))
    await asyncio.gather(*tasks)
    print(text(sorted(task.get_name() for task in asyncio.all_tasks())))

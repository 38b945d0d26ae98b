"""Queues: items handed from task to task."""

import asyncio

from scenario import awaited, scenario, text, tried, turns, yes


@scenario("test_queues.test_order", "test_queues.test_empty", "test_queues.test_full")
async def order():
    """First in, first out; last in, first out; least first."""
    for queue in (asyncio.Queue(), asyncio.LifoQueue(), asyncio.PriorityQueue()):
        for item in (1, 3, 2):
            await queue.put(item)
        print(queue.qsize(), yes(queue.full()), [await queue.get() for _ in range(3)], yes(queue.empty()))


@scenario("test_queues.test_maxsize")
async def maxsize():
    """put() waits while the queue is full."""
    queue = asyncio.Queue(2)

    async def producer():
        for i in range(3):
            await queue.put(i)
            print("put", i)

    task = asyncio.create_task(producer())
    await turns(2)
    print("full:", yes(queue.full()), "got", await queue.get())
    await turns(1)
    print("got", await queue.get(), await queue.get(), "done:", yes(task.done()))


@scenario("test_queues.test_blocking_get_wait")
async def get_waits():
    """get() waits for an item."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue()
    loop.call_later(1, queue.put_nowait, "item")
    print(await queue.get(), "at", int(loop.time()))


@scenario("test_queues.test_nonblocking_get_exception", "test_queues.test_nonblocking_put_exception")
async def nowait():
    """What cannot be done at once is an error."""
    queue = asyncio.Queue(1)
    print(tried(queue.get_nowait), tried(lambda: queue.put_nowait(1)), tried(lambda: queue.put_nowait(2)))
    print(tried(queue.get_nowait), queue.qsize())


@scenario("test_queues.test_get_cancelled_race")
async def get_cancelled_race():
    """An item does not go to a getter that was cancelled."""
    queue = asyncio.Queue()
    one, two = asyncio.create_task(queue.get()), asyncio.create_task(queue.get())
    await turns(1)
    one.cancel()
    await turns(1)
    print(yes(one.cancelled()))
    await queue.put("a")
    print(await two)


@scenario("test_queues.test_get_cancel_drop_one_pending_reader")
async def get_cancel_drops_nothing():
    """A getter that is cancelled after it was woken leaves the item where it is."""
    queue = asyncio.Queue()
    reader = asyncio.create_task(queue.get())
    await turns(1)
    queue.put_nowait(1)
    queue.put_nowait(2)
    reader.cancel()
    print(await awaited(reader), queue.qsize())
    print(await queue.get(), await queue.get())


@scenario("test_queues.test_get_cancel_drop_many_pending_readers")
async def get_cancel_wakes_the_next():
    """And wakes the next getter."""
    queue = asyncio.Queue()
    readers = [asyncio.create_task(queue.get()) for _ in range(3)]
    await turns(1)
    queue.put_nowait(1)
    queue.put_nowait(2)
    readers[0].cancel()
    print(await awaited(readers[0]), await awaited(readers[2]), await awaited(readers[1]))


@scenario("test_queues.test_put_cancel_drop", "test_queues.test_cancelled_put_silence_value_error_exception")
async def put_cancel_drops_nothing():
    """A putter that is cancelled after it was woken has put nothing."""
    queue = asyncio.Queue(1)
    queue.put_nowait(1)
    writer = asyncio.create_task(queue.put(2))
    await turns(1)
    print(queue.get_nowait())
    writer.cancel()
    print(await awaited(writer), queue.qsize())
    await queue.put(2)
    print(queue.get_nowait(), queue.qsize())


@scenario("test_queues.test_put_cancelled_race")
async def put_cancelled_race():
    """Room goes to the putter who has waited longest and still wants it."""
    queue = asyncio.Queue(1)
    a, b, x = (asyncio.create_task(queue.put(item)) for item in "abx")
    await turns(1)
    print(yes(a.done()), yes(b.done()))
    x.cancel()
    await turns(1)
    print(yes(x.done()), queue.get_nowait())
    await turns(1)
    print(queue.get_nowait(), yes(b.done()))


@scenario("test_queues.test_get_with_waiting_putters", "test_queues.test_put_with_waiting_getters")
async def waiting_on_both_sides():
    """Putters wait for getters, and getters for putters."""
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(queue.put(item)) for item in "ab"]
    print(await queue.get(), await queue.get())
    await asyncio.gather(*tasks)
    getter = asyncio.create_task(queue.get())
    await turns(1)
    await queue.put("c")
    print(await getter)


@scenario("test_queues.test_why_are_getters_waiting", "test_queues.test_why_are_putters_waiting")
async def producer_and_consumer():
    """The trace of a producer and a consumer with room for one item between them."""
    queue = asyncio.Queue(1)

    async def producer():
        for i in range(4):
            print("put", i)
            await queue.put(i)

    async def consumer():
        for _ in range(4):
            print("got", await queue.get())

    async with asyncio.TaskGroup() as group:
        group.create_task(producer())
        group.create_task(consumer())


@scenario()
async def woken_getter_finds_the_item_gone():
    """An item may be taken before the getter that was woken for it has its turn; it then waits on."""
    queue = asyncio.Queue()
    getter = asyncio.create_task(queue.get())
    await turns(1)
    queue.put_nowait("first")
    print(queue.get_nowait())
    await turns(2)
    print(yes(getter.done()))
    queue.put_nowait("second")
    print(await getter)


@scenario("test_queues.test_cancelled_getters_not_being_held_in_self_getters")
async def limited_get():
    """A get() with a limit leaves nothing behind."""
    queue = asyncio.Queue()
    print(await awaited(asyncio.wait_for(queue.get(), 1)))
    queue.put_nowait(1)
    print(await awaited(asyncio.wait_for(queue.get(), 1)))


@scenario("test_queues.test_task_done_underflow", "test_queues.test_task_done", "test_queues.test_join_empty_queue")
async def join():
    """join() waits until task_done() has been called for every item."""
    queue = asyncio.Queue()
    print(tried(queue.task_done))
    await queue.join()
    for i in range(4):
        queue.put_nowait(i)

    async def worker(name):
        while True:
            item = await queue.get()
            await asyncio.sleep(1)
            print(name, "did", item)
            queue.task_done()

    workers = [asyncio.create_task(worker(name)) for name in ("a", "b")]
    await queue.join()
    print("joined at", int(asyncio.get_running_loop().time()))
    for each in workers:
        each.cancel()
    print(await awaited(workers[0]), await awaited(workers[1]))


@scenario("test_queues.test_shutdown_empty", since=(3, 13))
async def shutdown_empty():
    """A queue that is shut down wakes its getters, and takes nothing."""
    queue = asyncio.Queue()
    getter = asyncio.create_task(queue.get())
    await turns(1)
    queue.shutdown()
    await queue.join()
    print(await awaited(getter))
    print(await awaited(queue.put(1)), tried(lambda: queue.put_nowait(1)), await awaited(queue.get()), tried(queue.get_nowait))


@scenario("test_queues.test_shutdown_nonempty", since=(3, 13))
async def shutdown_nonempty():
    """What is in a queue that is shut down can still be had; putters are sent away."""
    queue = asyncio.Queue(1)
    queue.put_nowait("data")
    joiner, putter = asyncio.create_task(queue.join()), asyncio.create_task(queue.put("more"))
    await turns(1)
    queue.shutdown()
    print(queue.qsize(), await awaited(putter))
    print(await awaited(queue.get()), yes(joiner.done()))
    print(await awaited(queue.get()), tried(queue.get_nowait), await awaited(queue.put(1)))
    queue.task_done()
    print(await awaited(joiner), tried(queue.task_done))


@scenario("test_queues.test_shutdown_immediate", since=(3, 13))
async def shutdown_immediate():
    """shutdown(immediate) drops what is left, and counts it done."""
    queue = asyncio.Queue()
    queue.put_nowait("data")
    joiner = asyncio.create_task(queue.join())
    await turns(1)
    queue.shutdown(immediate=True)
    print(queue.qsize(), await awaited(joiner))
    print(await awaited(queue.get()), tried(queue.get_nowait), tried(queue.task_done))


@scenario("test_queues.test_shutdown_immediate_with_unfinished", since=(3, 13), row=20)
async def shutdown_immediate_with_unfinished():
    """But what was taken before is still to be done."""
    queue = asyncio.Queue()
    queue.put_nowait("a")
    queue.put_nowait("b")
    joiner = asyncio.create_task(queue.join())
    print(await queue.get())
    queue.shutdown(immediate=True)
    await turns(1)
    print(queue.qsize(), yes(joiner.done()))
    print(await awaited(queue.get()), await awaited(queue.put("c")))
    queue.task_done()
    print(tried(queue.task_done), await awaited(joiner))


@scenario(since=(3, 13))
async def shutdown_with_putters_waiting():
    """Items left in a full queue are handed out; the putters that waited have failed."""
    queue = asyncio.Queue(1)
    putters = [asyncio.create_task(queue.put(item)) for item in "abc"]
    await turns(1)
    queue.shutdown()
    print(text([await awaited(each) for each in putters]))
    print(await awaited(queue.get()), await awaited(queue.get()))


@scenario(
    "test_queues.test_blocking_get", "test_queues.test_nonblocking_get", "test_queues.test_blocking_put", "test_queues.test_nonblocking_put"
)
async def nothing_to_wait_for():
    """get() of what is there and put() where there is room take no turn."""
    queue = asyncio.Queue()
    asyncio.get_running_loop().call_soon(print, "a turn")
    queue.put_nowait(1)
    print(await queue.get())
    await queue.put(2)
    print(queue.get_nowait())
    await turns(1)


@scenario("test_queues.test_blocking_put_wait")
async def put_waits():
    """put() into a full queue waits until there is room."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(1)
    started = asyncio.Event()

    async def putting():
        started.set()
        await queue.put(1)
        await queue.put(2)
        print("finished at", int(loop.time()))

    loop.call_later(1, lambda: print("got", queue.get_nowait()))
    task = asyncio.create_task(putting())
    await started.wait()
    print(yes(task.done()), queue.qsize())
    await task
    print(queue.qsize())


@scenario("test_queues.test_put_cancelled")
async def put_is_over_when_get_goes_on():
    """A task that puts has ended when the one that waited for the item goes on."""
    queue = asyncio.Queue()

    async def putting():
        await queue.put(1)
        return True

    task = asyncio.create_task(putting())
    print(await queue.get(), yes(task.done()), yes(task.result()))


@scenario("test_queues.test_cancelled_puts_not_being_held_in_self_putters")
async def a_cancelled_put_leaves_nothing():
    """A put that is cancelled leaves nothing, neither its item nor a place in the queue of those who wait."""
    queue = asyncio.Queue(1)
    queue.put_nowait(1)
    task = asyncio.create_task(queue.put(2))
    await turns(1)
    task.cancel()
    print(await awaited(task), queue.qsize())
    print(queue.get_nowait(), tried(queue.get_nowait))
    await queue.put(3)
    print(queue.get_nowait())


@scenario("test_queues.test_maxsize")
async def a_negative_size_is_no_bound():
    """A queue whose size is less than one holds any number of items."""
    for size in (0, -1):
        queue = asyncio.Queue(size)
        for i in range(5):
            queue.put_nowait(i)
        print(yes(queue.full()), queue.qsize())


class Job:
    """Something with a priority, which is all that it is compared by."""

    def __init__(self, priority, name):
        self.priority, self.name = priority, name

    def __lt__(self, other):
        return self.priority < other.priority


@scenario()
async def equal_priorities():
    """Items of the same priority come in an order of their own, always the same."""
    queue = asyncio.PriorityQueue()
    for i in range(12):
        await queue.put(Job(i % 3, i))
    names = [(await queue.get()).name for _ in range(5)]
    for i in range(12, 20):
        queue.put_nowait(Job(i % 2, i))
    while not queue.empty():
        names.append(queue.get_nowait().name)
    print(text(names))

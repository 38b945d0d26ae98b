"""Locks, events, conditions, semaphores and barriers."""

import asyncio

from scenario import Boom, awaited, scenario, text, tried, turns, yes


# --- Lock ---


@scenario("test_locks.test_acquire")
async def lock_acquire():
    """A lock lets one in at a time, in the order of asking."""
    lock = asyncio.Lock()
    await lock.acquire()

    async def contender(name):
        await lock.acquire()
        print(name, "has it")

    first, second = asyncio.create_task(contender("first")), asyncio.create_task(contender("second"))
    await turns(1)
    print("release")
    lock.release()
    await turns(1)
    print("locked:", yes(lock.locked()))
    third = asyncio.create_task(contender("third"))
    lock.release()
    await turns(1)
    print("release")
    lock.release()
    await turns(1)
    print(yes(first.done()), yes(second.done()), yes(third.done()), yes(lock.locked()))


@scenario("test_locks.test_acquire_cancel")
async def lock_acquire_cancel():
    """A waiter that is cancelled leaves the queue."""
    lock = asyncio.Lock()
    await lock.acquire()

    async def contender():
        await lock.acquire()

    task = asyncio.create_task(contender())
    asyncio.get_running_loop().call_soon(task.cancel)
    print(await awaited(task))
    lock.release()
    print("locked:", yes(lock.locked()))
    await lock.acquire()
    print("locked:", yes(lock.locked()))


@scenario("test_locks.test_cancel_race")
async def lock_cancel_race():
    """A waiter that is cancelled in the turn of the release does not stop the next one."""
    lock = asyncio.Lock()

    async def contender(name, blocker):
        async with lock:
            print(name, "in")
            if blocker is not None:
                await blocker
        print(name, "out")

    blocker = asyncio.get_running_loop().create_future()
    a = asyncio.create_task(contender("a", blocker))
    await turns(1)
    b = asyncio.create_task(contender("b", None))
    await turns(1)
    c = asyncio.create_task(contender("c", None))
    await turns(1)
    blocker.set_result(None)
    b.cancel()
    await turns(1)
    print(yes(lock.locked()), yes(a.done()), yes(b.cancelled()))
    await c
    print(yes(lock.locked()))


@scenario("test_locks.test_cancel_release_race", row=17)
async def lock_cancel_release_race():
    """First cancelled, then released, in one callback: exactly one of the others has the lock."""
    lock = asyncio.Lock()
    holders = []

    async def contender(name):
        await lock.acquire()
        holders.append(name)

    def trigger():
        tasks[0].cancel()
        lock.release()

    await lock.acquire()
    tasks = [asyncio.create_task(contender(name)) for name in ("one", "two", "three")]
    await turns(1)
    asyncio.get_running_loop().call_soon(trigger)
    print(await awaited(tasks[0]))
    print(text(holders), yes(tasks[1].done()), yes(tasks[2].done()))
    tasks[2].cancel()
    await turns(1)
    print(yes(tasks[2].cancelled()))


@scenario(row=17)
async def lock_release_cancel_race():
    """First released, then cancelled: the wake-up goes on to the next waiter."""
    lock = asyncio.Lock()
    holders = []

    async def contender(name):
        await lock.acquire()
        holders.append(name)

    await lock.acquire()
    tasks = [asyncio.create_task(contender(name)) for name in ("one", "two", "three")]
    await turns(1)
    lock.release()
    tasks[0].cancel()
    await turns(3)
    print(text(holders), yes(tasks[0].cancelled()), yes(lock.locked()))
    lock.release()
    await tasks[2]
    print(text(holders))


@scenario("test_locks.test_finished_waiter_cancelled", row=17)
async def lock_finished_waiter_cancelled():
    """A waiter that is cancelled after it was woken, with nobody else having the lock."""
    lock = asyncio.Lock()
    await lock.acquire()

    async def contender():
        await lock.acquire()

    b = asyncio.create_task(contender())
    await turns(1)
    c = asyncio.create_task(contender())
    b.cancel()
    lock.release()
    await turns(1)
    print(yes(lock.locked()), yes(b.cancelled()))
    await c
    print(yes(lock.locked()))


@scenario()
async def lock_cannot_be_overtaken():
    """Between a release and the waiter's turn nobody else can take the lock, not even the one who released it."""
    lock = asyncio.Lock()

    async def contender(name, rounds):
        for i in range(rounds):
            await lock.acquire()
            print(name, i)
            await asyncio.sleep(0)
            lock.release()

    await asyncio.gather(contender("a", 3), contender("b", 3))


@scenario()
async def lock_when_all_waiters_are_cancelled():
    """A free lock whose waiters have all been cancelled can be taken at once."""
    lock = asyncio.Lock()
    await lock.acquire()

    async def contender():
        await lock.acquire()

    task = asyncio.create_task(contender())
    await turns(1)
    task.cancel()
    lock.release()
    asyncio.get_running_loop().call_soon(print, "a turn")
    await lock.acquire()
    print("taken at once")
    await turns(2)
    print(yes(task.cancelled()), yes(lock.locked()))


@scenario("test_locks.test_release_not_acquired", "test_locks.test_release_no_waiters")
async def lock_release():
    """Releasing a lock that is not held is an error; without waiters the lock is free at once."""
    lock = asyncio.Lock()
    print(tried(lock.release))
    await lock.acquire()
    lock.release()
    print(yes(lock.locked()), tried(lock.release))


@scenario("test_locks.test_context_manager")
async def lock_scoped():
    """A scope holds the lock and gives it back, also when it is left by a failure."""
    lock = asyncio.Lock()

    async def failing():
        async with lock:
            print(yes(lock.locked()))
            raise Boom

    print(await awaited(failing()), yes(lock.locked()))


# --- Event ---


@scenario("test_locks.test_wait")
async def event_wait():
    """set() wakes all who wait, in order; who comes later does not wait."""
    event = asyncio.Event()

    async def waiter(name):
        await event.wait()
        print(name)

    one, two = asyncio.create_task(waiter("one")), asyncio.create_task(waiter("two"))
    await turns(1)
    three = asyncio.create_task(waiter("three"))
    event.set()
    await turns(1)
    print(yes(one.done()), yes(two.done()), yes(three.done()))


@scenario("test_locks.test_clear_with_waiters")
async def event_clear_with_waiters():
    """Who was woken goes on, even when the flag is down again."""
    event = asyncio.Event()

    async def waiter(name):
        await event.wait()
        print(name, yes(event.is_set()))

    one = asyncio.create_task(waiter("one"))
    await turns(1)
    event.set()
    event.clear()
    late = asyncio.create_task(waiter("late"))
    await turns(2)
    print(yes(one.done()), yes(late.done()))
    event.set()
    event.set()
    await late


@scenario("test_locks.test_wait_cancel")
async def event_wait_cancel():
    """A waiter can be cancelled, before the flag is up and in the same turn."""
    event = asyncio.Event()

    async def waiter():
        await event.wait()
        return "woken"

    one, two = asyncio.create_task(waiter()), asyncio.create_task(waiter())
    await turns(1)
    one.cancel()
    event.set()
    two.cancel()
    print(await awaited(one), await awaited(two))
    print(await awaited(waiter()))


# --- Condition ---


@scenario("test_locks.test_notify")
async def condition_notify():
    """notify(n) wakes the first n; each takes the lock in turn."""
    condition = asyncio.Condition()

    async def waiter(name):
        async with condition:
            await condition.wait()
            print(name)

    tasks = [asyncio.create_task(waiter(name)) for name in ("one", "two", "three")]
    await turns(1)
    async with condition:
        condition.notify()
    await turns(2)
    print("and now all")
    async with condition:
        condition.notify(1)
        condition.notify(2048)
    await asyncio.gather(*tasks)


@scenario()
async def condition_holds_the_lock_after_waiting():
    """A waiter that is notified goes on once the lock is released, and has it then."""
    condition = asyncio.Condition()

    async def waiter(name):
        await condition.acquire()
        await condition.wait()
        print(name, yes(condition.locked()))

    tasks = [asyncio.create_task(waiter(name)) for name in ("one", "two")]
    await turns(1)
    print("locked:", yes(condition.locked()))
    await condition.acquire()
    condition.notify_all()
    await turns(2)
    print("release")
    condition.release()
    await turns(2)
    print("release")
    condition.release()
    await turns(2)
    print(yes(tasks[1].done()), "locked:", yes(condition.locked()))


@scenario("test_locks.test_wait_cancel")
async def condition_wait_cancel():
    """A waiter that is cancelled has the lock again when it hears of it."""
    condition = asyncio.Condition()
    await condition.acquire()

    async def waiter():
        await condition.wait()

    task = asyncio.create_task(waiter())
    asyncio.get_running_loop().call_soon(task.cancel)
    print(await awaited(task), "locked:", yes(condition.locked()))


@scenario("test_locks.test_wait_cancel_contested")
async def condition_wait_cancel_contested():
    """The same when somebody else has the lock: it is waited for, cancelled or not."""
    condition = asyncio.Condition()
    await condition.acquire()

    async def waiter():
        await condition.wait()

    task = asyncio.create_task(waiter())
    await turns(1)
    print("locked:", yes(condition.locked()))
    await condition.acquire()
    condition.notify()
    asyncio.get_running_loop().call_soon(task.cancel)
    asyncio.get_running_loop().call_soon(condition.release)
    print(await awaited(task), "locked:", yes(condition.locked()))


@scenario("test_locks.test_wait_cancel_after_notify")
async def condition_wait_cancel_after_notify():
    """A waiter that is cancelled while it takes the lock again hears of it once it has the lock."""
    condition = asyncio.Condition()

    async def waiter():
        async with condition:
            await condition.wait()

    task = asyncio.create_task(waiter())
    await turns(1)
    await condition.acquire()
    condition.notify()
    await turns(1)
    task.cancel("once")
    task.cancel("twice")
    await turns(1)
    print("done:", yes(task.done()))
    condition.release()
    await turns(1)
    print("cancelled:", yes(task.cancelled()), "locked:", yes(condition.locked()))


@scenario("test_locks.test_wait_unacquired", "test_locks.test_notify_unacquired", "test_locks.test_notify_all_unacquired")
async def condition_without_the_lock():
    """Waiting and notifying without the lock are errors."""
    condition = asyncio.Condition()
    print(await awaited(condition.wait()), tried(condition.notify), tried(condition.notify_all))


@scenario("test_locks.test_wait_for", "test_locks.test_wait_for_unacquired")
async def condition_wait_for():
    """wait_for() asks its predicate first, and after every notification."""
    condition = asyncio.Condition()
    ready = False

    def predicate():
        print("asked:", yes(ready))
        return ready

    async def waiter():
        async with condition:
            await condition.wait_for(predicate)
        print("goes on")

    task = asyncio.create_task(waiter())
    await turns(1)
    async with condition:
        condition.notify()
    await turns(2)
    ready = True
    async with condition:
        condition.notify()
    await task
    await condition.wait_for(lambda: True)
    print("a predicate that is true needs no lock;", await awaited(condition.wait_for(lambda: False)))


@scenario("test_locks.test_explicit_lock")
async def condition_on_a_shared_lock():
    """Two conditions on one lock exclude each other."""
    lock = asyncio.Lock()
    full, empty = asyncio.Condition(lock), asyncio.Condition(lock)
    box = []

    async def producer():
        for i in range(3):
            async with empty:
                await empty.wait_for(lambda: not box)
                box.append(i)
                print("put", i)
                full.notify()

    async def consumer():
        for _ in range(3):
            async with full:
                await full.wait_for(lambda: box)
                print("got", box.pop())
                empty.notify()

    await asyncio.gather(consumer(), producer())
    print(yes(lock.locked()), yes(full.locked()))


@scenario("test_locks.test_timeout_in_block")
async def condition_timeout_in_block():
    """A limited wait takes the lock again before the timeout is raised."""
    condition = asyncio.Condition()
    async with condition:
        print(await awaited(asyncio.wait_for(condition.wait(), 1)), "locked:", yes(condition.locked()))
    print("locked:", yes(condition.locked()))


@scenario("test_locks.test_cancelled_error_wakeup", "test_locks.test_cancelled_error_re_aquire", since=(3, 13))
async def condition_passes_the_cancellation_on():
    """The cancellation that arrives has the message of the request, whenever it came."""
    condition = asyncio.Condition()

    async def waiter():
        async with condition:
            await condition.wait_for(lambda: False)

    task = asyncio.create_task(waiter())
    await turns(1)
    task.cancel("while waiting")
    print(await awaited(task))

    task = asyncio.create_task(waiter())
    await turns(1)
    await condition.acquire()
    condition.notify()
    await turns(1)
    task.cancel("while taking the lock again")
    condition.release()
    print(await awaited(task))


async def two_consumers(condition, between):
    """Two consumers, one notification, and the first of them cancelled in `between`."""
    state = [0]

    async def consumer(name):
        async with condition:
            while True:
                await condition.wait_for(lambda: state[0] != 0)
                if state[0] < 0:
                    return
                state[0] -= 1
                print(name, "consumes")

    tasks = [asyncio.create_task(consumer(name)) for name in ("one", "two")]
    await turns(1)
    async with condition:
        state[0] += 1
        condition.notify(1)
        await between()
        tasks[0].cancel()
        print(await awaited(asyncio.wait_for(condition.wait_for(lambda: state[0] == 0), 1)))
        print("left:", state[0])
        state[0] = -1
        condition.notify_all()
    print(await awaited(tasks[0]), await awaited(tasks[1]))


@scenario("test_locks.test_cancelled_wakeup", since=(3, 13), row=18)
async def condition_cancelled_wakeup():
    """A waiter that is cancelled right after it was notified passes the notification on."""

    async def at_once():
        pass

    await two_consumers(asyncio.Condition(), at_once)


@scenario("test_locks.test_cancelled_wakeup_relock", since=(3, 13), row=18)
async def condition_cancelled_wakeup_relock():
    """The same while it takes the lock again."""
    await two_consumers(asyncio.Condition(), lambda: turns(1))


# --- Semaphore ---


@scenario("test_locks.test_acquire")
async def semaphore_acquire():
    """A semaphore lets so many in at a time."""
    semaphore = asyncio.Semaphore(3)
    await semaphore.acquire()
    await semaphore.acquire()
    print("locked:", yes(semaphore.locked()))

    async def contender(name):
        await semaphore.acquire()
        print(name)

    tasks = [asyncio.create_task(contender(name)) for name in ("one", "two", "three")]
    await turns(1)
    print("locked:", yes(semaphore.locked()))
    tasks.append(asyncio.create_task(contender("four")))
    semaphore.release()
    semaphore.release()
    await turns(1)
    print("locked:", yes(semaphore.locked()))
    semaphore.release()
    await asyncio.gather(*tasks)


@scenario("test_locks.test_acquire_cancel_before_awoken", row=19)
async def semaphore_acquire_cancel_before_awoken():
    """A release wakes the first who has not been cancelled, and nobody else."""
    semaphore = asyncio.Semaphore(0)

    async def contender():
        await semaphore.acquire()

    tasks = [asyncio.create_task(contender()) for _ in range(4)]
    await turns(1)
    tasks[0].cancel()
    tasks[1].cancel()
    semaphore.release()
    await turns(2)
    print(yes(tasks[2].done()), yes(tasks[3].done()), yes(semaphore.locked()))
    tasks[3].cancel()
    await turns(1)


@scenario("test_locks.test_acquire_hang")
async def semaphore_acquire_hang():
    """A permit is not lost when the first waiter is cancelled in the turn of the release."""
    semaphore = asyncio.Semaphore(0)

    async def contender():
        await semaphore.acquire()

    one, two = asyncio.create_task(contender()), asyncio.create_task(contender())
    await turns(1)
    one.cancel()
    semaphore.release()
    await turns(2)
    print(yes(semaphore.locked()), yes(two.done()))


@scenario("test_locks.test_acquire_no_hang")
async def semaphore_acquire_no_hang():
    """A permit on its way to a waiter that is cancelled comes back."""
    semaphore = asyncio.Semaphore(1)

    async def holder():
        async with semaphore:
            await asyncio.sleep(0)
        two.cancel()

    async def contender():
        async with semaphore:
            print("never printed")

    one, two = asyncio.create_task(holder()), asyncio.create_task(contender())
    print(text(await asyncio.gather(one, two, return_exceptions=True)), yes(semaphore.locked()))
    await semaphore.acquire()
    print(yes(semaphore.locked()))


@scenario("test_locks.test_release_not_acquired")
async def bounded_semaphore():
    """A bounded semaphore takes back no more permits than it gave; an unbounded one grows."""
    bounded = asyncio.BoundedSemaphore(1)
    print(tried(bounded.release))
    await bounded.acquire()
    bounded.release()
    print(tried(bounded.release), yes(bounded.locked()))
    unbounded = asyncio.Semaphore(0)
    print(yes(unbounded.locked()), tried(unbounded.release), yes(unbounded.locked()))


@scenario("test_locks.test_acquire_fifo_order")
async def semaphore_fifo_order():
    """Who releases and asks again goes behind those who wait."""
    semaphore = asyncio.Semaphore(1)

    async def worker(name):
        for i in (1, 2):
            await semaphore.acquire()
            print(name, i)
            await asyncio.sleep(1)
            semaphore.release()

    async with asyncio.TaskGroup() as group:
        for name in ("a", "b", "c"):
            group.create_task(worker(name))


@scenario("test_locks.test_acquire_fifo_order_2", row=19)
async def semaphore_fifo_order_2():
    """Permits that are free go to those who wait, not to one who asks again."""
    semaphore = asyncio.Semaphore(1)

    async def one():
        await semaphore.acquire()
        print(1)

    async def two():
        await semaphore.acquire()
        print(2)
        semaphore.release()
        await semaphore.acquire()
        print(4)

    async def three():
        await semaphore.acquire()
        print(3)

    tasks = [asyncio.create_task(each) for each in (one(), two(), three())]
    await turns(1)
    semaphore.release()
    semaphore.release()
    await asyncio.gather(*tasks)


@scenario("test_locks.test_acquire_fifo_order_3")
async def semaphore_fifo_order_3():
    """A waiter that is cancelled leaves its place to the next."""
    semaphore = asyncio.Semaphore(0)

    async def contender(name):
        await semaphore.acquire()
        print(name)

    tasks = [asyncio.create_task(contender(name)) for name in ("one", "two", "three")]
    await turns(1)
    tasks[0].cancel()
    await turns(1)
    semaphore.release()
    semaphore.release()
    print(text(await asyncio.gather(*tasks, return_exceptions=True)))


@scenario("test_locks.test_acquire_fifo_order_4", since=(3, 13), row=19)
async def semaphore_fifo_order_4():
    """A task that has had to queue behind others wakes those behind it for whom there are permits."""
    semaphore = asyncio.Semaphore(0)
    fourth = []

    async def four():
        print(4)

    async def one():
        await semaphore.acquire()
        fourth.append(asyncio.create_task(four()))
        print(1)

    async def two():
        for _ in range(3):
            semaphore.release()
        print("locked:", yes(semaphore.locked()))
        await semaphore.acquire()
        print(2)

    async def three():
        await semaphore.acquire()
        print("locked:", yes(semaphore.locked()))
        print(3)

    tasks = [asyncio.create_task(each) for each in (one(), two(), three())]
    await asyncio.gather(*tasks)
    await fourth[0]


# --- Barrier ---


@scenario("test_locks.test_filling_tasks_wait_twice", "test_locks.test_filling_tasks_check_return_value")
async def barrier_lets_groups_pass():
    """A barrier opens when enough have come, gives each its place, and can be used again at once."""
    barrier = asyncio.Barrier(3)

    async def visitor(name):
        for i in range(2):
            place = await barrier.wait()
            print("round", i, name, place)

    await asyncio.gather(visitor("a"), visitor("b"), visitor("c"))
    print(barrier.n_waiting, yes(barrier.broken))


@scenario("test_locks.test_filling_task_by_task", "test_locks.test_filling_one_task_twice")
async def barrier_fills_task_by_task():
    """n_waiting tells how many have come; a barrier for one never waits."""
    barrier = asyncio.Barrier(3)
    tasks = []
    for _ in range(3):
        tasks.append(asyncio.create_task(barrier.wait()))
        await turns(1)
        print(barrier.n_waiting)
    print(text(await asyncio.gather(*tasks)))
    alone = asyncio.Barrier(1)
    print(await alone.wait(), await alone.wait())


@scenario("test_locks.test_filling_tasks_cancel_one")
async def barrier_cancel_one():
    """A waiter that is cancelled no longer counts."""
    barrier = asyncio.Barrier(3)

    async def visitor(name):
        await barrier.wait()
        print(name)

    one, two = asyncio.create_task(visitor("one")), asyncio.create_task(visitor("two"))
    await turns(1)
    print(barrier.n_waiting)
    one.cancel()
    print(await awaited(one), barrier.n_waiting)
    three, four = asyncio.create_task(visitor("three")), asyncio.create_task(visitor("four"))
    await asyncio.gather(two, three, four)
    print(barrier.n_waiting, yes(barrier.broken))


@scenario("test_locks.test_blocking_tasks_while_draining")
async def barrier_blocks_while_draining():
    """Who comes while a group is leaving waits for the next group."""
    barrier = asyncio.Barrier(3)
    rewait = 2

    async def visitor(name):
        nonlocal rewait
        await barrier.wait()
        print(name, "passes")
        if rewait > 0:
            rewait -= 1
            await barrier.wait()
            print(name, "passes again")
        else:
            await asyncio.sleep(1)
            await barrier.wait()
            print(name, "passes, late")

    await asyncio.gather(visitor("a"), visitor("b"), visitor("c"))


@scenario("test_locks.test_reset_barrier_while_tasks_waiting")
async def barrier_reset_while_waiting():
    """reset() sends those who wait away, and the barrier is as new."""
    barrier = asyncio.Barrier(3)

    async def visitor():
        return await barrier.wait()

    tasks = [asyncio.create_task(visitor()) for _ in range(2)]
    await turns(1)
    await barrier.reset()
    print(await awaited(tasks[0]), await awaited(tasks[1]))
    print(barrier.n_waiting, yes(barrier.broken))
    print(text(await asyncio.gather(visitor(), visitor(), visitor())))


@scenario("test_locks.test_reset_barrier_while_tasks_waiting_and_waiting_again")
async def barrier_reset_and_wait_again():
    """Those who were sent away may wait again at once."""
    barrier = asyncio.Barrier(3)

    async def visitor(name):
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError:
            print(name, "sent away")
            await barrier.wait()
        print(name, "passes")

    tasks = [asyncio.create_task(visitor(name)) for name in ("a", "b")]
    await turns(1)
    await barrier.reset()
    await barrier.wait()
    print("all there")
    await asyncio.gather(*tasks)


@scenario("test_locks.test_abort_barrier", "test_locks.test_abort_barrier_when_exception_then_resetting")
async def barrier_abort():
    """abort() breaks the barrier for those who wait and those who come, until reset()."""
    barrier = asyncio.Barrier(3)

    async def visitor():
        return await barrier.wait()

    task = asyncio.create_task(visitor())
    await turns(1)
    await barrier.abort()
    print(await awaited(task), yes(barrier.broken), await awaited(visitor()))
    await barrier.reset()
    print(yes(barrier.broken), text(await asyncio.gather(visitor(), visitor(), visitor())))


# --- What the tests of each begin with ---


@scenario("test_locks.test_wait_on_set", "test_locks.test_clear")
async def event_is_a_flag():
    """An event is up or down; waiting for one that is up takes no turn."""
    event = asyncio.Event()
    asyncio.get_running_loop().call_soon(print, "a turn")
    print(yes(event.is_set()))
    event.set()
    print(yes(event.is_set()))
    await event.wait()
    event.clear()
    print(yes(event.is_set()))
    await turns(1)


@scenario("test_locks.test_initial_value_zero", "test_locks.test_semaphore_value", "test_locks.test_semaphore", "test_locks.test_barrier_parties")
async def counts_that_make_sense():
    """A semaphore has no fewer permits than none, one if nothing is said; a barrier has parties."""
    print(yes(asyncio.Semaphore(0).locked()), yes(asyncio.Semaphore().locked()), yes(asyncio.BoundedSemaphore().locked()))
    print(tried(lambda: yes(asyncio.Semaphore(-1).locked())), tried(lambda: yes(asyncio.BoundedSemaphore(-1).locked())))
    print(tried(lambda: asyncio.Barrier(0).parties), tried(lambda: asyncio.Barrier(-4).parties), asyncio.Barrier(5).parties)


@scenario("test_locks.test_lock", "test_locks.test_lock_by_with_statement", "test_pep492.test_context_manager_async_with")
async def every_lock_has_a_scope():
    """Whatever can be locked can be for a scope, and is let go at its end."""
    lock, condition, semaphore, bounded = asyncio.Lock(), asyncio.Condition(), asyncio.Semaphore(), asyncio.BoundedSemaphore()
    for each in (lock, condition, semaphore, bounded):
        print(yes(each.locked()))
        async with each:
            print(yes(each.locked()))
        print(yes(each.locked()))


@scenario("test_locks.test_wait_for")
async def condition_wait_for_gives_the_predicate():
    """wait_for() gives what the predicate was at the end, whatever that is."""
    condition = asyncio.Condition()
    box = []

    async def waiting():
        async with condition:
            return await condition.wait_for(lambda: box[0] if box else None)

    task = asyncio.create_task(waiting())
    await turns(1)
    async with condition:
        box.append(7)
        condition.notify()
    print(await task)
    async with condition:
        print(yes(await condition.wait_for(lambda: True)))


@scenario("test_locks.test_filling_one_task", "test_locks.test_reset_barrier", "test_locks.test_barrier")
async def barrier_for_one():
    """A barrier for one opens at once; resetting one where nobody waits does nothing."""
    barrier = asyncio.Barrier(1)
    asyncio.get_running_loop().call_soon(print, "a turn")
    print(await barrier.wait(), barrier.n_waiting, yes(barrier.broken))
    task = asyncio.create_task(barrier.reset())
    await turns(1)
    print(yes(task.done()), barrier.n_waiting, yes(barrier.broken))
    print(await barrier.wait())


@scenario("test_locks.test_draining_state")
async def barrier_while_draining():
    """Those who leave a barrier are no longer waiting in it."""
    barrier = asyncio.Barrier(3)

    async def visitor(name):
        place = await barrier.wait()
        print(name, place, barrier.n_waiting, yes(barrier.broken))

    await asyncio.gather(*(visitor(name) for name in "abc"))
    print(barrier.n_waiting)


@scenario("test_locks.test_reset_barrier_when_tasks_half_draining")
async def barrier_reset_when_half_drained():
    """reset() while a group is leaving sends those away who have not left yet."""
    barrier = asyncio.Barrier(5)
    passed = 0

    async def visitor(name):
        nonlocal passed
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError:
            print(name, "is sent away")
        else:
            passed += 1
            print(name, "passes")
            if passed == 3:
                await barrier.reset()
                print(name, "has reset it")

    await asyncio.gather(*(visitor(name) for name in "abcde"))
    print(barrier.n_waiting, yes(barrier.broken))


@scenario("test_locks.test_reset_barrier_when_tasks_half_draining_half_blocking")
async def barrier_reset_when_half_drained_half_blocked():
    """Those who came while the group was leaving are not sent away: they belong to the next group."""
    barrier = asyncio.Barrier(5)
    passed = 0

    async def visitor(name):
        nonlocal passed
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError:
            print(name, "is sent away")
            await barrier.wait()
        else:
            passed += 1
            print(name, "passes")
            if passed > 2:
                await barrier.reset()
                print(name, "has reset it")
            try:
                await barrier.wait()
            except asyncio.BrokenBarrierError:
                print(name, "is sent away, too")
        print(name, "passes again")

    await asyncio.gather(*(visitor(name) for name in "abcde"))
    print(barrier.n_waiting, yes(barrier.broken))


@scenario("test_locks.test_reset_barrier_while_tasks_draining")
async def barrier_reset_by_the_last_to_leave():
    """reset() after the last one has left concerns nobody who has come for the next group."""
    barrier = asyncio.Barrier(5)
    count = 0

    async def visitor(name):
        nonlocal count
        await barrier.wait()
        count += 1
        print(name, "passes")
        if count == 5:
            await barrier.reset()
            print(name, "has reset it")
            await barrier.wait()
        else:
            try:
                await barrier.wait()
            except asyncio.BrokenBarrierError:
                print(name, "is sent away")
        await barrier.wait()
        print(name, "is through")

    tasks = [asyncio.create_task(visitor(name)) for name in "abcde"]
    await asyncio.sleep(1)
    print(count, barrier.n_waiting, yes(barrier.broken), sum(task.done() for task in tasks))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@scenario("test_locks.test_abort_barrier_when_tasks_half_draining_half_blocking")
async def barrier_abort_when_half_drained_half_blocked():
    """abort() sends everybody away, those who have not left yet and those who have come for the next group."""
    barrier = asyncio.Barrier(5)
    passed = 0

    async def visitor(name):
        nonlocal passed
        try:
            await barrier.wait()
        except asyncio.BrokenBarrierError:
            print(name, "is sent away")
        else:
            passed += 1
            print(name, "passes")
            if passed > 2:
                await barrier.abort()
                print(name, "has aborted it")
            else:
                try:
                    await barrier.wait()
                except asyncio.BrokenBarrierError:
                    print(name, "is sent away the second time")

    await asyncio.gather(*(visitor(name) for name in "abcde"))
    print(barrier.n_waiting, yes(barrier.broken))


@scenario("test_locks.test_abort_barrier_when_exception")
async def barrier_abort_after_a_failure():
    """One that fails between two meetings aborts the second one for all others."""
    barrier = asyncio.Barrier(5)

    async def visitor(name):
        try:
            if await barrier.wait() == 2:
                raise Boom
            await barrier.wait()
            print("never printed")
        except asyncio.BrokenBarrierError:
            print(name, "is sent away")
        except Boom:
            print(name, "fails")
            await barrier.abort()

    await asyncio.gather(*(visitor(name) for name in "abcde"))
    print(barrier.n_waiting, yes(barrier.broken))

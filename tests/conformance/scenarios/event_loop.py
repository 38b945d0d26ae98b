"""The event loop: callbacks, timers, turns, and how run() ends."""

import asyncio
import contextlib

from scenario import Boom, VirtualTimeLoop, WaitsForEver, awaited, describe, scenario, text, tried, yes


def run(main):
    """weft::run() in virtual time."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)


@contextlib.contextmanager
def new_loop():
    loop = VirtualTimeLoop()
    try:
        yield loop
    finally:
        loop.close()


@scenario("test_base_events.test_call_soon")
async def call_soon():
    """Callbacks run first come, first served; those that a callback adds come in the next turn."""
    loop = asyncio.get_running_loop()

    def first():
        print("first")
        loop.call_soon(lambda: print("added by first"))

    loop.call_soon(first)
    loop.call_soon(print, "second", 2)
    print("queued")
    await asyncio.sleep(0)
    print("a turn")
    await asyncio.sleep(0)


@scenario("test_base_events.test__run_once_schedule_handle", row=22)
async def callback_added_by_a_timer():
    """What a timer's callback adds runs in the turn after, behind what was ready."""
    loop = asyncio.get_running_loop()

    def due():
        print("timer")
        loop.call_soon(print, "added by the timer")

    loop.call_later(1, due)
    loop.call_later(1, print, "second timer")
    await asyncio.sleep(2)


@scenario("test_base_events.test__run_once_cancelled_event_cleanup", row=22)
async def cancelled_timers():
    """Timers that are cancelled never run and hold nobody up, however many they are."""
    loop = asyncio.get_running_loop()
    timers = [loop.call_later(10 + i, print, "never printed") for i in range(200)]
    kept = loop.call_later(5, print, "kept")
    for each in timers:
        each.cancel()
    print(yes(timers[0].cancelled()), yes(kept.cancelled()))
    await asyncio.sleep(6)
    print("time:", int(loop.time()))


@scenario("test_base_events.test_call_later", "test_base_events.test_call_later_negative_delays", "test_base_events.test_time_and_call_at")
async def timers_in_the_order_of_their_deadlines():
    """Timers fire in the order of their deadlines; one whose deadline has passed comes after what is ready."""
    loop = asyncio.get_running_loop()
    for delay in (3, 1, 2, 0, -1):
        loop.call_later(delay, lambda delay=delay: print("after", delay, "at", int(loop.time())))
    loop.call_at(loop.time() + 2.5, print, "call_at")
    loop.call_soon(print, "soon")
    await asyncio.sleep(4)


@scenario()
async def a_timer_without_delay_comes_after_what_is_ready():
    """call_later(0) is a timer: it comes after what was ready when it was made, and what became ready since."""
    loop = asyncio.get_running_loop()
    loop.call_later(0, print, "timer")
    loop.call_soon(print, "soon")
    print("made")
    await asyncio.sleep(0)
    print("a turn")
    await asyncio.sleep(0)


@scenario()
async def handle_cancelled_in_its_own_turn():
    """A callback that is cancelled in the turn in which it would have run does not run."""
    loop = asyncio.get_running_loop()
    handles = []

    def first():
        print("first")
        handles[0].cancel()

    loop.call_soon(first)
    handles.append(loop.call_soon(print, "never printed"))
    await asyncio.sleep(0)
    print(yes(handles[0].cancelled()))
    handles[0].cancel()

    def timer():
        print("timer")
        handles[1].cancel()

    loop.call_later(1, timer)
    handles.append(loop.call_later(1, print, "never printed"))
    await asyncio.sleep(2)
    print(yes(handles[1].cancelled()))


@scenario("test_base_events.test_set_exc_handler_custom")
async def exception_handler():
    """A callback that fails is reported to the exception handler, and the loop goes on."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))

    def failing():
        raise Boom("soon")

    def failing_timer():
        raise Boom("later")

    loop.call_soon(failing)
    loop.call_soon(print, "next")
    loop.call_later(1, failing_timer)
    await asyncio.sleep(2)
    print("end")


@scenario("test_base_events.test_set_exc_handler_broken")
async def broken_exception_handler():
    """A handler that fails itself does not stop the loop."""
    loop = asyncio.get_running_loop()

    def handler(_, context):
        print("told:", describe(context["exception"]))
        raise Boom("handler")

    def failing():
        raise Boom("soon")

    loop.set_exception_handler(handler)
    loop.call_soon(failing)
    loop.call_soon(print, "next")
    await asyncio.sleep(0)
    print("end")


@scenario("test_base_events.test_run_until_complete_loop")
def run_until_complete():
    """A loop may be driven again and again; what is left over waits meanwhile."""
    with new_loop() as loop:

        async def main(name):
            await asyncio.sleep(1)
            return name

        loop.call_soon(print, "queued before")
        loop.call_later(1.5, print, "a timer between")
        print(loop.run_until_complete(main("one")), "at", int(loop.time()))
        print(loop.run_until_complete(main("two")), "at", int(loop.time()))


@scenario("test_tasks.test_stop_while_run_in_complete")
def stop():
    """stop() ends run_until_complete() after the turn, with an error, and leaves the task as it is."""
    with new_loop() as loop:

        async def body():
            for i in range(10):
                await asyncio.sleep(1)
                print("step", i)
                if i == 1:
                    loop.stop()
                    loop.call_soon(print, "next turn")

        task = loop.create_task(body())
        print(tried(lambda: loop.run_until_complete(task)), "at", int(loop.time()), yes(task.done()))
        task.cancel()
        print(tried(lambda: loop.run_until_complete(task)), "at", int(loop.time()))


@scenario("test_base_events.test_run_forever_pre_stopped", "test_base_events.test_run_once")
def run_forever():
    """run_forever() ends when it is stopped; stopped before, it makes one turn."""
    with new_loop() as loop:
        loop.call_soon(print, "a turn")
        loop.stop()
        loop.run_forever()
        print("stopped before")

        def first():
            print("first")
            loop.stop()
            loop.call_soon(print, "in the next run")

        loop.call_soon(first)
        loop.call_soon(print, "second")
        loop.run_forever()
        print("stopped")
        loop.call_soon(loop.stop)
        loop.run_forever()


@scenario("test_base_events.test_running_loop_within_a_loop")
def loops_do_not_nest():
    """A loop cannot be run inside another one, nor inside itself."""
    with new_loop() as loop, new_loop() as other:

        async def body():
            nothing = asyncio.sleep(0)
            print(tried(lambda: other.run_until_complete(nothing)))
            print(tried(lambda: loop.run_until_complete(nothing)))
            nothing.close()
            print("unharmed")

        loop.run_until_complete(body())


@scenario()
def no_running_loop():
    """Outside a loop there is no current one."""
    print(tried(lambda: asyncio.get_running_loop()))

    async def body():
        asyncio.get_running_loop()

    run(body())
    print(tried(lambda: asyncio.get_running_loop()))


@scenario("test_base_events.test_close")
def closed_loop():
    """A loop that is closed takes no more work; a future of it can still be set and asked."""
    with new_loop() as loop:
        future = loop.create_future()
    print(tried(lambda: future.set_result(1)), tried(future.result))
    print(tried(lambda: future.add_done_callback(print)), "done:", yes(future.done()))


@scenario("test_runners.test_asyncio_run_return", "test_runners.test_asyncio_run_raises")
def run_gives_what_main_gives():
    """run() gives main's value, or raises its failure, and may be called again."""

    async def value():
        await asyncio.sleep(1)
        return 42

    async def failure():
        await asyncio.sleep(1)
        raise Boom("main")

    print(run(value()), tried(lambda: run(failure())), run(value()))


@scenario("test_runners.test_asyncio_run_cancels_hanging_tasks")
def run_cancels_what_is_left():
    """What is left when main ends is cancelled and awaited, clean-up included."""

    async def left():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            print("cancelled")
            await asyncio.sleep(1)
            print("cleaned up at", int(asyncio.get_running_loop().time()))
            raise

    async def just_made():
        print("made in the last turn, and begun all the same")

    async def main():
        asyncio.create_task(left())
        await asyncio.sleep(1)
        asyncio.create_task(just_made())
        print("main ends")
        return "value"

    print(run(main()))


@scenario("test_runners.test_asyncio_run_reports_hanging_tasks_errors")
def run_reports_failures_at_the_end():
    """A task that fails while it is being ended is reported."""

    async def left():
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            raise Boom("in clean-up")

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))
        asyncio.create_task(left())
        await asyncio.sleep(1)
        print("main ends")

    run(main())


@scenario("test_runners.test_asyncio_run_closes_gens_after_hanging_tasks_errors")
def run_closes_async_generators():
    """An async generator that is still alive at the end is closed, and its clean-up awaited."""
    alive = []

    async def ticks():
        try:
            while True:
                yield "tick"
                await asyncio.sleep(1)
        finally:
            await asyncio.sleep(1)
            print("closed at", int(asyncio.get_running_loop().time()))

    async def main():
        alive.append(ticks())
        print(await anext(alive[0]), await anext(alive[0]))
        print("main ends")

    run(main())


@scenario()
def run_when_main_is_cancelled():
    """A main that is cancelled ends run() with that."""

    async def main():
        asyncio.get_running_loop().call_later(1, tasks[0].cancel)
        await asyncio.sleep(10)

    tasks = []

    async def wrapper():
        tasks.append(asyncio.create_task(main()))
        await tasks[0]

    print(tried(lambda: run(wrapper())))


@scenario()
def deadlock():
    """When nothing can ever happen any more, asyncio waits for ever."""

    async def main():
        print("waiting")
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            print("clean-up")

    try:
        run(main())
    except WaitsForEver:
        print("waits for ever")


@scenario()
async def ties_of_timers():
    """Timers with one deadline."""
    loop = asyncio.get_running_loop()
    fired = []
    for i in range(12):
        loop.call_at(1, fired.append, i)
    await asyncio.sleep(2)
    print(text(fired))


@scenario("test_base_events.test_default_exc_handler_callback")
async def a_callback_that_fails_has_done_what_it_did():
    """What a callback did before it failed counts, from call_soon() and from a timer."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))

    def ends(future):
        future.set_result("result")
        raise Boom("after it")

    future = loop.create_future()
    loop.call_soon(ends, future)
    print(await future)
    future = loop.create_future()
    loop.call_later(1, ends, future)
    print(await future, "at", int(loop.time()))


@scenario("test_events.test_run_until_complete_stopped")
def stopped_from_within():
    """A coroutine that stops its loop and then waits has not ended: an error."""
    with new_loop() as loop:

        async def body():
            loop.stop()
            await asyncio.sleep(1)
            print("never printed")

        task = loop.create_task(body())
        print(tried(lambda: loop.run_until_complete(task)), yes(task.done()))
        task.cancel()
        print(tried(lambda: loop.run_until_complete(task)))


@scenario(
    "test_runners.test_asyncio_run_from_running_loop", "test_runners.test_recursive_run", "test_events.test_run_until_complete_nesting"
)
def run_does_not_nest():
    """run() cannot be called where a loop is running."""

    async def main():
        nothing = asyncio.sleep(0)
        print(tried(lambda: asyncio.run(nothing)))
        nothing.close()
        await asyncio.sleep(1)
        return "unharmed"

    print(run(main()))


@scenario("test_events.test_handle", "test_events.test_timer", "test_base_events.test__add_callback_cancelled_handle")
async def handles():
    """A handle tells whether its callback was cancelled; cancelling what has run changes nothing about it."""
    loop = asyncio.get_running_loop()
    soon, later, ran = loop.call_soon(print, "never"), loop.call_later(1, print, "never"), loop.call_soon(print, "ran")
    print(yes(soon.cancelled()), yes(later.cancelled()), int(later.when()))
    soon.cancel()
    later.cancel()
    soon.cancel()
    print(yes(soon.cancelled()), yes(later.cancelled()))
    await asyncio.sleep(2)
    print(yes(ran.cancelled()))


@scenario("test_runners.test_run", "test_runners.test_asyncio_run_debug", "test_runners.test_interrupt_cancelled_task")
def run_again_and_again():
    """run() gives what main gives, and may be called again, also after a failure; main may be cancelled by a task of its own."""

    async def main(value):
        await asyncio.sleep(1)
        return value

    async def failing():
        await asyncio.sleep(1)
        raise Boom

    async def canceller(task):
        await asyncio.sleep(0)
        task.cancel("by a task")

    async def cancelled():
        asyncio.create_task(canceller(asyncio.current_task()))
        await asyncio.sleep(10)

    print(run(main("first")))
    print(tried(lambda: run(failing())))
    print(tried(lambda: run(cancelled())))
    print(run(main("again")))


@scenario("test_base_events.test_set_exc_handler_custom", "test_futures2.test_task_exc_handler_correct_context")
async def reports_name_the_task():
    """A report about a task says which."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print(context["future"].get_name(), "reported:", describe(context["exception"])))

    async def failing():
        raise Boom("unheard")

    asyncio.create_task(failing(), name="named")
    await asyncio.sleep(1)
    print("end")


@scenario()
def callbacks_of_what_run_ends():
    """What is ended by run() still has its callbacks called, and what those schedule has some turns, but no time."""

    async def slow():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            raise

    def chain(number):
        print("turn", number)
        asyncio.get_running_loop().call_soon(chain, number + 1)

    async def main(leaves_task):
        if leaves_task:
            task = asyncio.create_task(slow())
            task.add_done_callback(lambda task: print("callback:", yes(task.cancelled())))
            await asyncio.sleep(0)
        chain(0)
        asyncio.get_running_loop().call_later(1, print, "never")
        return "main"

    for leaves_task in (False, True):
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            result = runner.run(main(leaves_task))
        print(result)


@scenario("test_asyncgen.test_async_gen_asyncio_shutdown_exception_01")
def failures_of_what_run_closes():
    """An async generator that fails as run() closes it is reported; others are closed all the same, at the same time."""
    alive = []

    async def ticks(fails):
        try:
            while True:
                yield 1
        finally:
            await asyncio.sleep(1)
            if fails:
                raise Boom("closing")
            await asyncio.sleep(1)
            print("closed at", int(asyncio.get_running_loop().time()))

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))
        for fails in (True, False):
            alive.append(ticks(fails))
            await anext(alive[-1])
        print("main ends")

    run(main())


@scenario("test_base_events.test_call_soon_threadsafe")
async def threadsafe_from_the_same_thread():
    """call_soon_threadsafe() on the loop's own thread keeps its place among what call_soon() queues."""
    loop = asyncio.get_running_loop()

    def third():
        print("3")
        loop.call_soon_threadsafe(print, "5")
        loop.call_soon(print, "6")

    loop.call_soon(print, "1")
    loop.call_soon_threadsafe(print, "2")
    loop.call_soon(third)
    loop.call_soon(print, "4")
    for _ in range(3):
        await asyncio.sleep(0)
        print("a turn")


@scenario("test_base_events.test_set_exc_handler_custom")
async def exception_handler_sets_another():
    """An exception handler may set another one in its place."""
    loop = asyncio.get_running_loop()

    def second(loop, context):
        print("second:", describe(context["exception"]))

    def first(loop, context):
        loop.set_exception_handler(second)
        print("the first of the handlers, and long:", describe(context["exception"]))

    def fail(what):
        raise Boom(what)

    loop.set_exception_handler(first)
    for what in ("a", "b", "c"):
        loop.call_soon(fail, what)
    await asyncio.sleep(0)

"""Futures: results that somebody will set, and who is told of them."""

import asyncio

from scenario import Boom, awaited, describe, scenario, tried, turns, yes


@scenario("test_futures.test_initial_state", "test_futures.test_cancel")
async def cancelled_future():
    """A future that is cancelled is done, and takes nothing more."""
    future = asyncio.get_running_loop().create_future()
    print(yes(future.done()), yes(future.cancelled()), "cancel:", yes(future.cancel()))
    print(yes(future.done()), yes(future.cancelled()))
    print(tried(future.result), tried(future.exception))
    print(tried(lambda: future.set_result(1)), tried(lambda: future.set_exception(Boom())), "cancel:", yes(future.cancel()))


@scenario("test_futures.test_result")
async def result():
    """A future's result is set once."""
    future = asyncio.get_running_loop().create_future()
    print(tried(future.result))
    future.set_result(42)
    print(yes(future.done()), yes(future.cancelled()), tried(future.result), tried(future.exception))
    print(tried(lambda: future.set_result(1)), tried(lambda: future.set_exception(Boom())), "cancel:", yes(future.cancel()))


@scenario("test_futures.test_exception")
async def exception():
    """So is its failure, which result() raises and exception() gives."""
    future = asyncio.get_running_loop().create_future()
    print(tried(future.exception))
    future.set_exception(Boom("expected"))
    print(yes(future.done()), yes(future.cancelled()), tried(future.result), describe(future.exception()))
    print(tried(lambda: future.set_result(1)), tried(lambda: future.set_exception(Boom())), "cancel:", yes(future.cancel()))


@scenario("test_futures.test_future_cancel_message_getter")
async def cancel_message():
    """The message of cancel() reaches whoever awaits the future."""
    future = asyncio.get_running_loop().create_future()
    future.cancel("my message")
    print(await awaited(future))


@scenario("test_futures.test_callbacks_invoked_on_set_result", row=21)
async def callbacks_on_result():
    """Callbacks run in the order in which they were added, in a later turn; one that is added late too."""
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda done: print("first", done.result()))
    future.add_done_callback(lambda done: print("second", done.result()))
    future.set_result("foo")
    print("set")
    future.add_done_callback(lambda done: print("late", done.result()))
    print("added")
    await turns(1)
    future.add_done_callback(lambda done: print("very late", done.result()))
    print("added")
    await turns(1)


@scenario("test_futures.test_callbacks_invoked_on_set_exception")
async def callbacks_on_failure():
    """Failures and cancellations are told the same way."""
    for end in (lambda f: f.set_exception(Boom("no")), lambda f: f.cancel()):
        future = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: print("callback", yes(done.cancelled()), tried(done.result)))
        end(future)
        await turns(1)


@scenario("test_futures.test_remove_done_callback", "test_futures.test_callbacks_remove_first_and_second_callback")
async def remove_done_callback():
    """A callback that is taken back is not called; taking it back twice has no effect."""
    future = asyncio.get_running_loop().create_future()

    def one(_):
        print("one")

    def two(_):
        print("two")

    def three(_):
        print("three")

    future.add_done_callback(one)
    future.add_done_callback(two)
    future.add_done_callback(three)
    print(yes(future.remove_done_callback(two)), yes(future.remove_done_callback(two)))
    future.set_result(None)
    print("too late:", yes(future.remove_done_callback(three)))
    await turns(1)


@scenario("test_futures.test_schedule_callbacks_list_mutation_1", row=21)
async def callbacks_that_change_callbacks():
    """Callbacks may add and take back callbacks while they run."""
    future = asyncio.get_running_loop().create_future()

    def last(_):
        print("last")

    def mutating(done):
        print("mutating")
        done.add_done_callback(lambda _: print("added"))
        print("too late:", yes(done.remove_done_callback(last)))

    future.add_done_callback(mutating)
    future.add_done_callback(last)
    future.set_result(1)
    await turns(1)
    print("a turn")
    await turns(1)


@scenario()
async def failing_callback():
    """A callback that fails is reported and stops nobody."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))
    future = loop.create_future()

    def failing(_):
        raise Boom("callback")

    future.add_done_callback(failing)
    future.add_done_callback(lambda _: print("next"))
    future.set_result(None)
    await turns(1)


@scenario("test_futures.test_tb_logger_exception_unretrieved", "test_futures.test_tb_logger_exception_retrieved")
async def never_retrieved():
    """A failure that nobody has looked at is reported when the future goes; one that was looked at is not."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))
    future = loop.create_future()
    future.set_exception(Boom("nobody looks"))
    del future
    print("gone")
    future = loop.create_future()
    future.set_exception(Boom("seen"))
    future.exception()
    del future
    print("gone")
    future = loop.create_future()
    future.cancel()
    del future
    print("gone")


@scenario("test_base_events.test_default_exc_handler_coro")
async def task_failure_never_retrieved():
    """The same for a task that nobody awaits."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))

    async def failing(what):
        raise Boom(what)

    ignored = asyncio.create_task(failing("ignored"))
    seen = asyncio.create_task(failing("seen"))
    await turns(1)
    print("they have ended")
    print(await awaited(seen))
    del seen, ignored
    print("gone")


@scenario()
async def shield_reports_what_nobody_hears():
    """A failure inside a shield that was cancelled is reported, as nobody hears of it any more."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))

    async def inner():
        await asyncio.sleep(1)
        raise Boom("inner")

    async def outer():
        await asyncio.shield(inner())

    task = asyncio.create_task(outer())
    await turns(2)
    task.cancel()
    print(await awaited(task))
    await asyncio.sleep(2)
    print("end")


@scenario("test_futures.test_yield_from_twice")
async def awaited_twice():
    """A future may be awaited again and again; once it is done that takes no turn."""
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, 42)
    print(await future)
    asyncio.get_running_loop().call_soon(print, "a turn")
    print(await future, await future)
    await turns(1)


@scenario(
    "test_futures.test_tb_logger_abandoned",
    "test_futures.test_tb_logger_result_unretrieved",
    "test_futures.test_tb_logger_result_retrieved",
    "test_futures.test_tb_logger_exception_result_retrieved",
)
async def nothing_to_report():
    """A future that nobody has ended, one with a result, and one whose failure was raised go in silence."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))
    future = loop.create_future()
    del future
    print("gone")
    future = loop.create_future()
    future.set_result(42)
    del future
    print("gone")
    future = loop.create_future()
    future.set_result(42)
    print(future.result())
    del future
    print("gone")
    future = loop.create_future()
    future.set_exception(Boom("raised"))
    print(tried(future.result))
    del future
    print("gone")


@scenario("test_futures.test_tb_logger_not_called_after_cancel", "test_tasks.test_tb_logger_not_called_after_cancel")
async def cancelled_after_the_failure():
    """Cancelling what has failed already comes too late, but says that nobody wants to hear of it."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))
    future = loop.create_future()
    future.set_exception(Boom("future"))
    print(yes(future.cancel()), yes(future.cancelled()))
    del future
    print("gone")

    async def failing():
        raise Boom("task")

    task = asyncio.create_task(failing())
    await turns(2)
    print(yes(task.cancel()), yes(task.cancelled()))
    del task
    print("gone")


@scenario("test_futures.test_callbacks_remove_third_callback")
async def remove_third_callback():
    """Taking back the last of three callbacks, twice, leaves the others."""
    future = asyncio.get_running_loop().create_future()

    def third(_):
        print("third")

    future.add_done_callback(lambda _: print("first"))
    future.add_done_callback(lambda _: print("second"))
    future.add_done_callback(third)
    print(yes(future.remove_done_callback(third)), yes(future.remove_done_callback(third)))
    future.set_result("foo")
    print("set")
    await turns(1)
    print(future.result())


@scenario()
async def a_cancellation_set_as_failure():
    """set_exception() with a CancelledError is a failure like any other to the future; who awaits it ends cancelled."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        await future

    task = asyncio.create_task(body())
    await turns(1)
    future.set_exception(asyncio.CancelledError("set"))
    print(yes(future.done()), yes(future.cancelled()), describe(future.exception()), tried(future.result))
    print(await awaited(task), yes(task.cancelled()))

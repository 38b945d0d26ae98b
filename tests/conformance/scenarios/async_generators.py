"""Async generators: generators whose body may await."""

import asyncio

from scenario import Boom, awaited, describe, scenario, yes


@scenario("test_asyncgen.test_async_gen_asyncio_01", "test_asyncgen.test_async_gen_asyncio_asend_01")
async def next_and_send():
    """Values come one by one, with awaits in between; what is sent is what the yield gives."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            await asyncio.sleep(1)
            received = yield 1
            await asyncio.sleep(1)
            yield received * 2
            await asyncio.sleep(1)
        finally:
            await asyncio.sleep(1)
            print("clean-up at", int(loop.time()))

    g = body()
    print(await awaited(g.asend(100)))
    g = body()
    print(await awaited(anext(g)), "at", int(loop.time()))
    print(await awaited(g.asend(100)), "at", int(loop.time()))
    print(await awaited(anext(g)), "at", int(loop.time()))
    print(await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_exception_04", "test_asyncgen.test_async_gen_asyncio_asend_02")
async def failure_of_the_body():
    """A failure of the body leaves the operation that resumed it, after the clean-up."""

    async def body():
        try:
            yield 1
            await asyncio.sleep(1)
            raise Boom("body")
        finally:
            await asyncio.sleep(1)
            print("clean-up")

    g = body()
    print(await awaited(anext(g)))
    print(await awaited(anext(g)))
    print(await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_asend_03")
async def cancelled_in_the_body():
    """The task that awaits may be cancelled while the body waits: the body hears it, and may clean up with awaits."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            yield 1
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(1)
            print("clean-up at", int(loop.time()))

    g = body()

    async def consumer():
        async for each in g:
            print(each)

    task = asyncio.create_task(consumer())
    await asyncio.sleep(1)
    task.cancel()
    print(await awaited(task), yes(task.cancelled()))
    print(await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_athrow_01")
async def throw():
    """athrow() raises at the yield; what is yielded next is its value."""

    async def body():
        try:
            yield 1
        except Boom as error:
            await asyncio.sleep(1)
            print("caught", describe(error))
            yield 2
        finally:
            await asyncio.sleep(1)
            print("clean-up")

    g = body()
    print(await awaited(anext(g)))
    print(await awaited(g.athrow(Boom("thrown"))))
    print(await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_athrow_02", "test_asyncgen.test_async_gen_asyncio_athrow_03")
async def throw_that_is_not_caught():
    """What the body does not catch leaves athrow(); a body that returns in answer ends the generator."""

    async def letting_through():
        try:
            yield 1
        finally:
            await asyncio.sleep(1)
            print("clean-up")

    async def returning():
        try:
            yield 1
        except Boom:
            print("caught")

    g = letting_through()
    print(await awaited(anext(g)), await awaited(g.athrow(Boom("thrown"))), await awaited(anext(g)))
    g = returning()
    print(await awaited(anext(g)), await awaited(g.athrow(Boom("thrown"))), await awaited(anext(g)))


@scenario()
async def throw_before_the_start():
    """An exception thrown into a generator that has not begun ends it."""

    async def body():
        print("never printed")
        yield 1

    g = body()
    print(await awaited(g.athrow(Boom("early"))), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_aclose_07", row=25)
async def close_with_awaits_in_clean_up():
    """aclose() waits for a clean-up that awaits."""
    loop = asyncio.get_running_loop()

    async def body():
        try:
            yield 1
            print("never printed")
        finally:
            await asyncio.sleep(1)
            await asyncio.sleep(1)
            print("clean-up at", int(loop.time()))
        print("never printed")

    g = body()
    print(await awaited(anext(g)))
    print("close:", await awaited(g.aclose()), await awaited(anext(g)), "close:", await awaited(g.aclose()))


@scenario("test_asyncgen.test_async_gen_asyncio_aclose_06", "test_asyncgen.test_async_gen_asyncio_aclose_11", row=25)
async def close_ignored():
    """A body that yields in its clean-up is at fault, and goes on."""

    async def body():
        try:
            yield 1
        except GeneratorExit:
            await asyncio.sleep(1)
            yield 12
        yield 13

    g = body()
    print(await awaited(anext(g)))
    print("close:", await awaited(g.aclose()), await awaited(anext(g)), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_aclose_10", row=23)
async def close_swallowed():
    """A body that swallows the request and ends has been closed."""

    async def body():
        try:
            yield 1
        except GeneratorExit:
            print("swallowed")
        print("ends")

    g = body()
    print(await awaited(anext(g)))
    print("close:", await awaited(g.aclose()), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_aclose_12")
async def close_with_a_failing_task():
    """Clean-up may await a task that fails, and handle that."""

    async def target():
        await asyncio.sleep(1)
        raise Boom("target")

    async def body():
        task = asyncio.create_task(target())
        try:
            yield 1
        finally:
            print("task:", await awaited(task))

    g = body()
    print(await awaited(anext(g)), "close:", await awaited(g.aclose()))


@scenario()
async def close_fails():
    """What the clean-up fails with leaves aclose()."""

    async def body():
        try:
            yield 1
        finally:
            raise Boom("clean-up")

    g = body()
    print(await awaited(anext(g)), "close:", await awaited(g.aclose()), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_aclose_twice_with_different_coros", "test_asyncgen.test_async_gen_aclose_after_exhaustion", row=23)
async def close_not_started_and_ended():
    """Closing one that has not begun, or has ended, does nothing."""

    async def body():
        print("begins")
        yield 1

    g = body()
    print(await awaited(g.aclose()), await awaited(g.aclose()), await awaited(anext(g)))
    g = body()
    async for each in g:
        print(each)
    print(await awaited(g.aclose()))


@scenario("test_asyncgen.test_asend_send_already_running", "test_asyncgen.test_athrow_send_already_running", row=25)
async def one_operation_at_a_time():
    """An operation while another one is under way is an error, and harms nothing."""

    async def body():
        await asyncio.sleep(1)
        yield 1
        yield 2

    g = body()

    async def first():
        return await anext(g)

    task = asyncio.create_task(first())
    await asyncio.sleep(0)
    print(await awaited(anext(g)))
    print(await awaited(g.athrow(Boom())))
    print(await awaited(g.aclose()))
    print(await awaited(task), await awaited(anext(g)), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_exception_11")
async def throw_generator_exit():
    """generator_exit thrown by hand is an exception like any other."""

    async def body():
        yield 10
        yield 20

    g = body()
    print(await awaited(anext(g)), await awaited(g.athrow(GeneratorExit())), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_exception_07", "test_asyncgen.test_async_gen_exception_08")
async def yields_in_clean_up():
    """A body that fails may still yield on its way out."""

    async def body():
        failure = None
        try:
            yield 1
            raise Boom("body")
        except Boom as error:
            failure = error
        yield 2
        await asyncio.sleep(0)
        yield 3
        raise failure

    g = body()
    print(await awaited(anext(g)), await awaited(anext(g)), await awaited(anext(g)), await awaited(anext(g)), await awaited(anext(g)))


@scenario()
async def consumers_take_turns():
    """Two tasks may share one generator, one operation at a time."""
    lock = asyncio.Lock()

    async def body():
        for i in range(6):
            await asyncio.sleep(0)
            yield i

    g = body()

    async def consumer(name):
        while True:
            async with lock:
                item = await anext(g, None)
            if item is None:
                return
            print(name, item)

    await asyncio.gather(consumer("a"), consumer("b"))


@scenario()
async def generators_of_generators():
    """One async generator may read from another."""

    async def ticks():
        for i in range(5):
            await asyncio.sleep(1)
            yield i

    async def squares():
        async for tick in ticks():
            yield tick * tick

    async for each in squares():
        print(each, "at", int(asyncio.get_running_loop().time()))


@scenario("test_asyncgen.test_async_gen_asyncio_shutdown_01")
async def cancelled_consumers_clean_up():
    """Consumers that are cancelled let their generators clean up, awaits included."""
    loop = asyncio.get_running_loop()

    async def waiter(name):
        try:
            await asyncio.sleep(10)
            yield 1
        finally:
            await asyncio.sleep(0)
            print(name, "finalized at", int(loop.time()))

    async def consumer(name):
        async for _ in waiter(name):
            pass

    one, two = asyncio.create_task(consumer("one")), asyncio.create_task(consumer("two"))
    await asyncio.sleep(1)
    one.cancel()
    two.cancel()
    print(await awaited(one), await awaited(two))


@scenario("test_asyncgen.test_async_gen_iteration_01", "test_asyncgen.test_async_gen_asyncio_anext_04", "test_asyncgen.test_async_gen_asyncio_anext_05")
async def what_a_yield_gives():
    """A yield gives what was sent, nothing after next(); after the end next() goes on saying so."""

    async def body():
        await asyncio.sleep(1)
        value = yield 1
        print("got", value)
        value = yield value
        print("got", value)
        yield value * 100

    g = body()
    print(await awaited(anext(g)), await awaited(g.asend(10)), await awaited(g.asend(12)))
    print(await awaited(anext(g)), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_exception_03", "test_asyncgen.test_async_gen_asyncio_02")
async def what_it_awaits_fails():
    """What the body awaits may fail: that leaves the operation, and the generator is over."""

    async def failing():
        await asyncio.sleep(1)
        raise Boom

    async def body():
        yield 123
        await failing()
        yield 456

    g = body()
    for _ in range(3):
        print(await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_exception_09", "test_asyncgen.test_async_gen_exception_10")
async def yields_after_a_failure():
    """A body may go on yielding after its own failure, and then fail."""

    async def body():
        try:
            await asyncio.sleep(1)
            yield 1
            raise Boom
        finally:
            yield 2
            await asyncio.sleep(1)
            yield 3
        yield 100

    g = body()
    for _ in range(5):
        print(await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_asyncio_anext_06")
async def a_body_that_ends_after_a_handler():
    """A body that goes on to its end after next() has run it all when the end is told."""
    done = []

    async def body():
        try:
            yield 1
        except BaseException:
            pass
        done.append("body")

    g = body()
    print(await awaited(g.asend(None)), await awaited(g.asend(None)), done[0])


@scenario("test_asyncgen.test_async_gen_asyncio_aclose_08")
async def close_before_an_await():
    """close() ends the body at its yield: what it would have awaited next is not awaited, its clean-up is."""
    future = asyncio.get_running_loop().create_future()

    async def body():
        try:
            yield 1
            await future
            print("never printed")
            yield 2
        finally:
            await asyncio.sleep(1)
            await asyncio.sleep(1)
            print("clean-up")

    g = body()
    print(await awaited(anext(g)), await awaited(g.aclose()), await awaited(anext(g)))
    print(yes(future.done()), "at", int(asyncio.get_running_loop().time()))


@scenario("test_asyncgen.test_async_gen_asyncio_shutdown_02", "test_asyncgen.test_asyncgen_nonstarted_hooks_are_cancellable")
async def left_in_the_middle():
    """One that is left in the middle is closed when the loop ends, in silence."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: print("reported:", describe(context["exception"])))

    async def body():
        try:
            yield 1
            yield 2
        finally:
            print("closed")

    g = body()
    print(await awaited(anext(g)))
    await g.aclose()
    print("end")


@scenario("test_asyncgen.test_async_gen_athrow_throw_concurrent_with_throw", "test_asyncgen.test_async_gen_asend_throw_concurrent_with_send")
async def throw_while_another_operation_runs():
    """While an operation is under way every other one is an error, which the running one does not feel."""

    async def body():
        try:
            yield 1
        except Boom:
            print("caught")
        await asyncio.sleep(1)
        yield 2
        yield 3

    g = body()
    print(await awaited(anext(g)))

    async def throwing():
        return await g.athrow(Boom())

    task = asyncio.create_task(throwing())
    await asyncio.sleep(0)
    print(await awaited(g.athrow(Boom())), await awaited(g.asend(None)), await awaited(g.aclose()))
    print(await awaited(task), await awaited(anext(g)))


@scenario("test_asyncgen.test_async_gen_aclose_compatible_with_get_stack")
async def operations_as_tasks():
    """An operation may be a task of its own."""

    async def body():
        received = yield 1
        await asyncio.sleep(1)
        yield received
        yield 3

    async def operation(awaitable):
        return await awaitable

    g = body()
    print(await asyncio.create_task(operation(anext(g))))
    print(await asyncio.wait_for(g.asend(2), 5))
    print(await awaited(asyncio.create_task(operation(g.athrow(Boom("thrown"))))))
    await asyncio.create_task(operation(g.aclose()))


@scenario("test_asyncgen.test_async_gen_asyncio_athrow_01")
async def throw_after_the_end():
    """An exception thrown into a generator that has ended: the end once more in CPython, the exception itself in weft."""

    async def body():
        yield 1

    g = body()
    print(await awaited(anext(g)), await awaited(anext(g)))
    print(await awaited(g.athrow(Boom("late"))), await awaited(anext(g)))

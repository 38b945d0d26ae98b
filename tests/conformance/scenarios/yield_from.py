"""yield from: generators that delegate to generators."""

from scenario import Boom, describe, scenario, tried


@scenario("test_yield_from.test_delegation_of_initial_next_to_subgenerator", "test_yield_from.test_delegation_of_next_call_to_subgenerator")
def delegation_of_next():
    """What the delegate yields is yielded from the outer generator."""

    def outer():
        print("outer begins")
        yield "outer ham"
        yield from inner()
        yield "outer eggs"
        print("outer ends")

    def inner():
        print("inner begins")
        yield "inner spam"
        yield "inner more spam"
        print("inner ends")

    for each in outer():
        print("yielded", each)


@scenario("test_yield_from.test_raising_exception_in_initial_next_call", "test_yield_from.test_raising_exception_in_delegated_next_call")
def failure_of_the_delegate():
    """A failure of the delegate is raised at the yield from."""

    def outer(early):
        try:
            yield "outer ham"
            yield from inner(early)
        except Boom as error:
            print("outer caught", describe(error))
            yield "outer goes on"
        finally:
            print("outer ends")

    def inner(early):
        try:
            if early:
                raise Boom("early")
            yield "inner spam"
            raise Boom("late")
        finally:
            print("inner ends")

    for early in (True, False):
        for each in outer(early):
            print("yielded", each)


@scenario("test_yield_from.test_delegation_of_send")
def delegation_of_send():
    """What is sent goes to the delegate."""

    def outer():
        x = yield "outer ham"
        print("outer received", x)
        yield from inner()
        x = yield "outer eggs"
        print("outer received", x)

    def inner():
        x = yield "inner spam"
        print("inner received", x)
        x = yield "inner more spam"
        print("inner received", x)

    g = outer()
    print("yielded", next(g))
    for i in range(1, 5):
        print("yielded", tried(lambda: g.send(i)))


@scenario("test_yield_from.test_handling_exception_while_delegating_send")
def failure_after_send():
    """A failure of the delegate in answer to what was sent leaves send()."""

    def outer():
        yield from inner()

    def inner():
        x = yield "inner spam"
        raise Boom(f"no {x}")

    g = outer()
    print(next(g), tried(lambda: g.send(1)), tried(lambda: next(g)))


@scenario("test_yield_from.test_delegating_close", "test_yield_from.test_handing_exception_while_delegating_close")
def delegation_of_close():
    """close() closes the delegate first; what that raises is raised in the outer generator."""

    def outer(fail):
        try:
            yield "outer ham"
            yield from inner(fail)
            yield "outer eggs"
        except BaseException as error:
            print("outer got", describe(error))
            raise
        finally:
            print("outer ends")

    def inner(fail):
        try:
            yield "inner spam"
            yield "inner more spam"
        finally:
            print("inner ends")
            if fail:
                raise Boom("nybbles have exploded with delight")

    for fail in (False, True):
        g = outer(fail)
        print(next(g), next(g))
        print("close:", tried(g.close), tried(lambda: next(g)))


@scenario("test_yield_from.test_delegating_throw")
def delegation_of_throw():
    """throw() raises in the delegate; what it does not catch passes through."""

    def outer():
        try:
            yield "outer ham"
            yield from inner()
            yield "outer eggs"
        finally:
            print("outer ends")

    def inner():
        try:
            yield "inner spam"
            yield "inner more spam"
        finally:
            print("inner ends")

    g = outer()
    print(next(g), next(g))
    print(tried(lambda: g.throw(Boom("tomato ejected"))), tried(lambda: next(g)))


@scenario("test_yield_from.test_returning_value_from_delegated_throw", row=24)
def value_from_delegated_throw():
    """What the delegate yields in answer is the value of throw()."""

    def outer():
        yield "outer ham"
        yield from inner()
        yield "outer eggs"

    def inner():
        try:
            yield "inner spam"
            yield "inner more spam"
        except Boom as error:
            print("inner caught", describe(error))
            yield "inner lunch saved"
            yield "inner yet more spam"

    g = outer()
    print(next(g), next(g))
    print("thrown:", g.throw(Boom("lunch")))
    for each in g:
        print("yielded", each)


@scenario("test_yield_from.test_generator_return_value", "test_yield_from.test_catching_exception_from_subgen_and_returning")
def result_of_the_delegate():
    """yield from evaluates to what the delegate returns, also in answer to throw()."""

    def outer():
        print("result", (yield from inner()))
        print("result", (yield from inner()))
        yield "outer"

    def inner():
        try:
            yield "inner"
        except Boom:
            return "caught"
        return "went through"

    g = outer()
    print(next(g), next(g), g.throw(Boom()))


@scenario("test_yield_from.test_yield_from_empty", "test_yield_from.test_delegation_of_next_to_non_generator")
def delegation_to_a_range():
    """Any range of values can be delegated to, an empty one too; it cannot listen, and what is thrown passes it by."""

    def outer():
        yield from ()
        try:
            yield from [1, 2, 3]
        except Boom:
            print("caught")
        yield from range(10, 12)

    print([each for each in outer()])
    g = outer()
    print(next(g), g.throw(Boom()), next(g), tried(lambda: next(g)))


@scenario("test_yield_from.test_attempted_yield_from_loop", row=24)
def attempted_loop():
    """A generator that delegates to itself by a detour is found executing."""

    def one():
        print("one begins")
        yield "one"
        yield from two()
        print("never printed")

    def two():
        print("two begins")
        yield "two"
        print("two delegates to one")
        print(tried(lambda: next(g)))
        raise Boom("end of the detour")

    g = one()
    print(tried(lambda: next(g)), tried(lambda: next(g)), tried(lambda: next(g)), tried(lambda: next(g)))


def throw_exit(inner):
    def outer():
        print("outer begins")
        try:
            yield from inner()
            print("never printed")
        except BaseException as error:
            print("outer got", describe(error))
            raise

    g = outer()
    print(tried(lambda: next(g)))
    print(tried(lambda: g.throw(GeneratorExit())), tried(lambda: next(g)))


@scenario("test_yield_from.test_throwing_GeneratorExit_into_subgen_that_returns", row=24)
def generator_exit_into_one_that_returns():
    """generator_exit thrown in closes the delegate; that it returns does not stop the exception."""

    def inner():
        try:
            yield "inner"
        except GeneratorExit:
            return

    throw_exit(inner)


@scenario("test_yield_from.test_throwing_GeneratorExit_into_subgenerator_that_yields", row=24)
def generator_exit_into_one_that_yields():
    """A delegate that yields in answer is at fault, which the outer generator hears."""

    def inner():
        try:
            yield "inner"
        except GeneratorExit:
            yield "not yet"

    throw_exit(inner)


@scenario("test_yield_from.test_throwing_GeneratorExit_into_subgen_that_raises", row=24)
def generator_exit_into_one_that_raises():
    """What the delegate raises in answer comes instead."""

    def inner():
        try:
            yield "inner"
        except GeneratorExit:
            raise Boom("Vorpal bunny encountered")

    throw_exit(inner)


@scenario("test_yield_from.test_close_and_throw_yield")
def close_and_throw_into_one_that_yields_in_clean_up():
    """A delegate that yields in its clean-up: close() fails, throw() gives the value and raises at the next resumption."""

    def inner():
        try:
            yield "first"
        except BaseException as error:
            yield "second"
            raise error

    def outer():
        return (yield from inner())

    g = outer()
    print(next(g), tried(g.close))
    g = outer()
    print(next(g), tried(lambda: g.throw(Boom("thrown"))), tried(lambda: next(g)), tried(lambda: next(g)))


@scenario("test_yield_from.test_close_and_throw_return")
def close_and_throw_into_one_that_returns():
    """A delegate that returns in answer to throw() lets the outer generator go on."""

    def inner():
        try:
            yield "first"
            yield "second"
        except BaseException:
            return "returned"

    def outer():
        result = yield from inner()
        print("outer has", result)
        yield "third"

    g = outer()
    print(next(g), tried(g.close))
    g = outer()
    print(next(g), tried(lambda: g.throw(Boom("thrown"))), tried(lambda: next(g)))


@scenario()
def deep_delegation():
    """Chains of delegation carry values, what is sent, exceptions and results at any depth."""

    def level(n):
        if n == 0:
            received = yield "leaf"
            try:
                yield f"leaf received {received}"
            except Boom as error:
                yield f"leaf caught {describe(error)}"
            return 0
        return 1 + (yield from level(n - 1))

    def top():
        print("depth", (yield from level(100)))

    g = top()
    print(next(g))
    print(g.send("hello"))
    print(g.throw(Boom("down there")))
    print(tried(lambda: next(g)))


@scenario()
def delegation_to_one_that_has_begun():
    """A delegate that has begun goes on from where it is."""

    def inner():
        yield 1
        yield 2
        yield 3

    def outer(sub):
        yield from sub
        yield 4

    sub = inner()
    print(next(sub))
    print([each for each in outer(sub)])


@scenario("test_yield_from.test_delegation_of_close_to_non_generator", "test_yield_from.test_delegating_throw_to_non_generator")
def close_and_throw_into_a_range():
    """A range does not hear of close() and throw(): the delegating generator does."""

    def body():
        print("begins")
        try:
            yield from range(10)
        except BaseException as error:
            print("hears", describe(error))
            raise

    g = body()
    print(tried(lambda: next(g)), tried(g.close))
    g = body()
    print([next(g) for _ in range(5)])
    print(tried(lambda: g.throw(Boom("tomato"))), tried(lambda: next(g)))


@scenario("test_yield_from.test_exception_in_initial_next_call")
def failure_before_the_first_yield():
    """A delegate that fails before it has yielded anything fails in the delegating generator."""

    def inner():
        raise Boom("at once")
        yield 1

    def outer():
        print("about to delegate")
        try:
            yield from inner()
        except Boom as error:
            print("outer hears", describe(error))
            raise

    print(tried(lambda: next(outer())))


@scenario("test_yield_from.test_next_and_return_with_value", "test_yield_from.test_send_and_return_with_value")
def a_result_after_next_and_send():
    """The result of a generator is that of its return, however it was resumed the last time."""

    def body(result):
        received = yield "begun"
        print("received", received)
        return result

    for resume in (next, lambda g: g.send("spam")):
        g = body(1)
        print(next(g))
        try:
            resume(g)
        except StopIteration as stop:
            print("result", stop.value)

    def outer():
        result = yield from body(2)
        print("outer has", result)
        return result + 1

    g = outer()
    print(next(g))
    try:
        g.send("ham")
    except StopIteration as stop:
        print("result", stop.value)


@scenario("test_yield_from.test_close_and_throw_work")
def close_and_throw_into_one_that_does_not_listen():
    """close() and throw() into a delegate without handlers end both."""

    def inner():
        yield 1
        yield 2
        return "returned"

    def outer():
        return (yield from inner())

    g = outer()
    print(next(g), tried(g.close), tried(lambda: next(g)))
    g = outer()
    print(next(g), tried(lambda: g.throw(GeneratorExit())), tried(lambda: next(g)))
    g = outer()
    print(next(g), tried(lambda: g.throw(Boom("thrown"))), tried(lambda: next(g)))


@scenario(
    "test_yield_from.test_close_and_throw_raise_generator_exit",
    "test_yield_from.test_close_and_throw_raise_exception",
    "test_yield_from.test_close_and_throw_raise_base_exception",
)
def close_and_throw_into_one_that_raises():
    """What a delegate raises in its clean-up: a GeneratorExit is swallowed by close(), another failure takes the place of all."""

    def inner(raised):
        try:
            yield 1
        except BaseException as error:
            print("inner hears", describe(error))
            raise raised

    def outer(raised):
        try:
            return (yield from inner(raised))
        except BaseException as error:
            print("outer hears", describe(error))
            raise

    for raised in (GeneratorExit, lambda: Boom("raised")):
        g = outer(raised())
        print(next(g), tried(g.close), tried(lambda: next(g)))
        g = outer(raised())
        print(next(g), tried(lambda: g.throw(GeneratorExit())), tried(lambda: next(g)))
        g = outer(raised())
        print(next(g), tried(lambda: g.throw(Boom("thrown"))), tried(lambda: next(g)))


@scenario("test_yield_from.test_delegating_generators_claim_to_be_running_with_throw")
def throw_into_a_cycle():
    """A generator that is being thrown into is running: its delegate cannot delegate back to it."""

    def one():
        try:
            yield 0
        except Boom:
            pass
        yield from two()
        try:
            yield 3
        except Boom:
            pass

    def two():
        try:
            yield 1
        except Boom:
            pass
        try:
            yield from g
        except ValueError:
            print("already executing")
        try:
            yield 2
        except Boom:
            pass

    g = one()
    print(next(g))
    for _ in range(4):
        print(tried(lambda: g.throw(Boom)))

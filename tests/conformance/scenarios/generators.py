"""Generators: next, send, throw, close."""

import sys

from scenario import Boom, describe, scenario, text, tried


@scenario("test_generators.test_return_tuple")
def next_and_send():
    """send() resumes the generator with a value; the first resumption has none to give."""

    def body():
        total = 0
        while True:
            received = yield total
            if received is None:
                return f"total {total}"
            total += received

    g = body()
    print(tried(lambda: g.send(1)))
    print(tried(lambda: next(g)), tried(lambda: g.send(2)), tried(lambda: g.send(3)))
    try:
        next(g)
    except StopIteration as stop:
        print(stop.value)
    print(tried(lambda: next(g)), tried(lambda: g.send(4)))


@scenario()
def a_generator_is_lazy():
    """Nothing runs before the first next(), and nothing after the end."""

    def body():
        print("begins")
        yield 1
        print("goes on")
        yield 2
        print("ends")

    g = body()
    print("made")
    print(tried(lambda: next(g)))
    print(tried(lambda: next(g)))
    print(tried(lambda: next(g)))
    print(tried(lambda: next(g)))
    print([each for each in (i * i for i in range(4))])


@scenario("test_generators.test_except_throw")
def throw():
    """throw() raises at the yield; what is yielded next is its value, what leaves the body leaves the call."""

    def body():
        while True:
            try:
                yield "waiting"
            except Boom as error:
                print("caught", describe(error))
                yield "recovered"

    g = body()
    print(tried(lambda: next(g)))
    print(tried(lambda: g.throw(Boom("one"))))
    print(tried(lambda: next(g)))
    print(tried(lambda: g.throw(Boom("two"))))
    print(tried(lambda: g.throw(Boom("three"))))
    print(tried(lambda: next(g)), tried(lambda: g.throw(Boom("four"))))


@scenario()
def throw_before_the_start():
    """An exception thrown into a generator that has not begun ends it; the body never runs."""

    def body():
        print("never printed")
        yield 1

    g = body()
    print(tried(lambda: g.throw(Boom("early"))), tried(lambda: next(g)), tried(lambda: g.throw(Boom("late"))))


@scenario()
def throw_that_ends_the_body():
    """A body that answers with a return ends the generator."""

    def body():
        try:
            yield 1
        except Boom:
            print("caught")

    g = body()
    print(tried(lambda: next(g)), tried(lambda: g.throw(Boom())), tried(lambda: next(g)))


@scenario("test_generators.test_close_no_return_value", "test_generators.test_close_not_catching_exit")
def close():
    """close() raises at the yield, so that the body cleans up."""

    def body():
        try:
            yield 1
            yield 2
        finally:
            print("clean-up")

    g = body()
    print(tried(lambda: next(g)))
    g.close()
    print("closed", tried(lambda: next(g)))


@scenario("test_generators.test_close_return_value", "test_generators.test_close_closed", "test_generators.test_close_exhausted", since=(3, 13), row=23)
def close_return_value():
    """close() gives what the body returns in answer; a second time, and at the end, nothing."""

    def body():
        try:
            yield 1
        except GeneratorExit:
            return "answer"
        return "the end"

    g = body()
    next(g)
    print(text(g.close()), text(g.close()), tried(lambda: next(g)))
    g = body()
    next(g)
    print(tried(lambda: next(g)), text(g.close()))


@scenario("test_generators.test_close_not_started", row=23)
def close_not_started():
    """Closing a generator that has not begun runs nothing."""

    def body():
        try:
            print("never printed")
            yield 1
        finally:
            print("never printed either")

    g = body()
    print(text(g.close()), tried(lambda: next(g)), text(g.close()))


@scenario("test_generators.test_close_raises")
def close_raises():
    """What the body raises in answer leaves close()."""

    def body():
        try:
            yield 1
        except GeneratorExit:
            pass
        raise Boom("in answer")

    g = body()
    next(g)
    print(tried(g.close), tried(lambda: next(g)), text(g.close()))


@scenario(row=23)
def close_ignored():
    """A body that yields in answer is at fault, and goes on."""

    def body():
        try:
            yield 1
        except GeneratorExit:
            yield 2
        yield 3

    g = body()
    next(g)
    print(tried(g.close), tried(lambda: next(g)), text(g.close()))


@scenario()
def throw_generator_exit():
    """generator_exit thrown by hand is an exception like any other."""

    def body():
        try:
            yield 1
        except GeneratorExit:
            print("caught")
            yield 2

    g = body()
    print(tried(lambda: next(g)), tried(lambda: g.throw(GeneratorExit())), tried(lambda: next(g)))
    g = (i for i in (1, 2))
    print(tried(lambda: next(g)), tried(lambda: g.throw(GeneratorExit())), tried(lambda: next(g)))


@scenario("test_generators.test_raise_and_yield_from")
def failure_ends_the_generator():
    """An exception that leaves the body leaves next(), and the generator is over."""

    def body():
        yield 1
        raise Boom("body")

    g = body()
    print(tried(lambda: next(g)), tried(lambda: next(g)), tried(lambda: next(g)))


@scenario("test_generators.test_close_releases_frame_locals")
def clean_up_order():
    """Clean-up runs innermost first, when the body ends and when it is closed."""

    class Noisy:
        def __init__(self, name):
            self.name = name

        def __enter__(self):
            print("enter", self.name)

        def __exit__(self, *_):
            print("leave", self.name)

    def body():
        with Noisy("outer"):
            yield 1
            with Noisy("inner"):
                yield 2

    g = body()
    print([each for each in g])
    g = body()
    print(next(g), next(g))
    g.close()


@scenario("test_yield_from.test_delegating_generators_claim_to_be_running")
def already_executing():
    """A generator that is running cannot be resumed, thrown into or closed, and is not harmed by the attempt."""

    def body():
        print(tried(lambda: next(g)), tried(lambda: g.throw(Boom())), tried(lambda: g.close()))
        yield 1
        yield 2

    g = body()
    print(tried(lambda: next(g)), tried(lambda: next(g)), tried(lambda: next(g)))


@scenario()
def for_loop_goes_on_from_where_it_is():
    """A loop over a generator goes on from wherever the generator is, and may be left."""

    def body():
        for i in range(6):
            yield i

    g = body()
    next(g)
    for each in g:
        print(each)
        if each == 2:
            break
    print([each for each in g])


@scenario("test_generators.test_lambda_generator")
def pipelines():
    """Generators read from generators."""

    def numbers():
        i = 0
        while True:
            i += 1
            yield i

    def squares(source):
        for each in source:
            yield each * each

    def below(limit, source):
        for each in source:
            if each >= limit:
                return
            yield each

    print([each for each in below(50, squares(numbers()))])


@scenario("test_generators.test_issue103488")
def a_failure_in_a_loop():
    """A generator that fails while a loop goes through it ends the loop with that."""

    def body():
        yield 1
        raise Boom

    def loop():
        for each in body():
            print(each)

    print(tried(loop))


@scenario("test_generators.test_send_non_none_to_new_gen")
def a_wrong_first_send():
    """A first send with a value is an error, and changes nothing."""

    def body():
        received = yield 1
        print("received", received)

    g = body()
    print(tried(lambda: g.send("too early")), tried(lambda: next(g)), tried(lambda: g.send("in time")))


@scenario("test_generators.test_throw_after_none_exc_type")
def throw_after_a_failure_that_was_caught():
    """A failure caught before the yield has nothing to do with one that is thrown at it."""

    def body():
        try:
            raise Boom("caught")
        except Boom:
            pass
        try:
            yield 1
        except Boom as error:
            print(describe(error))
            raise Boom("instead")

    g = body()
    print(tried(lambda: next(g)), tried(lambda: g.throw(Boom("thrown"))), tried(lambda: next(g)))


@scenario("test_generators.test_except_next", "test_generators.test_except_gen_except")
def what_is_being_handled():
    """A generator that is resumed while an exception is handled sees that one, and its own while it handles its own."""

    def handled():
        return describe(sys.exception()) if sys.exception() else "nothing"

    def body():
        print("begin:", handled())
        yield 1
        try:
            raise Boom("generator")
        except Boom:
            print("own:", handled())
        print("after it:", handled())
        yield 2
        print("end:", handled())
        yield 3

    g = body()
    next(g)
    try:
        raise Boom("caller")
    except Boom:
        next(g)
        print("caller:", handled())
    next(g)
    print("outside:", handled())

# What stands behind await: an event loop, a Future and a Task, made by hand. No asyncio in here.
import heapq
import itertools
import time


# The loop: callbacks that are ready to run, and callbacks that sleep until their time has come.
class SimpleEventLoop:
    def __init__(self):
        self.ready = []
        self.sleeping = []  # a heap, by wake-up time
        self.order = itertools.count()

    def call_soon(self, callback):
        self.ready.append(callback)

    def call_later(self, delay, callback):
        heapq.heappush(self.sleeping, (time.monotonic() + delay, next(self.order), callback))

    def run_once(self):
        while self.sleeping and self.sleeping[0][0] <= time.monotonic():
            self.ready.append(heapq.heappop(self.sleeping)[2])
        # Only what is ready now: whatever these callbacks add has to wait for the next turn.
        callbacks, self.ready = self.ready, []
        for callback in callbacks:
            callback()

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                time.sleep(max(0, self.sleeping[0][0] - time.monotonic()))
            self.run_once()


# A result that is not there yet, and whoever wants to hear when it is.
class Future:
    def __init__(self, loop):
        self.loop = loop
        self.done = False
        self.value = self.error = None
        self.callbacks = []

    def result(self):
        if self.error:
            raise self.error
        return self.value

    def set_result(self, value):
        self.done, self.value = True, value
        self.schedule_callbacks()

    def set_exception(self, error):
        self.done, self.error = True, error
        self.schedule_callbacks()

    def add_done_callback(self, callback):
        self.callbacks.append(callback)
        if self.done:
            self.schedule_callbacks()

    # `await future`: hand out what the coroutine waits for. Its Task will see to it.
    def __await__(self):
        if not self.done:
            yield self
        return self.result()

    def schedule_callbacks(self):
        callbacks, self.callbacks = self.callbacks, []
        for callback in callbacks:
            self.loop.call_soon(callback)


# Drives a coroutine from one await to the next. Itself a Future: its result is what the coroutine returns.
class Task(Future):
    def __init__(self, loop, coroutine):
        super().__init__(loop)
        self.coroutine = coroutine
        loop.call_soon(self.step)

    def step(self):
        try:
            waits_for = self.coroutine.send(None)
        except StopIteration as end:
            self.set_result(end.value)
        except Exception as error:
            self.set_exception(error)
        else:
            waits_for.add_done_callback(self.wakeup)

    def wakeup(self):  # the result, or the exception, comes out of the await
        self.step()


# ---- a program on top of it: breakfast ----

loop = SimpleEventLoop()


def sleep(delay):
    future = Future(loop)
    loop.call_later(delay, lambda: future.set_result(0))
    return future


async def make(what, seconds):
    print(f"{what}: begun")
    await sleep(seconds)
    print(f"{what}: ready")
    return 1


async def guest(bell):
    print("guest: waits for the bell")
    print(f"guest: heard it ring {await bell} times")


async def breakfast():
    bell = Future(loop)
    tea, toast, egg = (Task(loop, make(*each)) for each in (("tea", 0.15), ("toast", 0.1), ("egg", 0.05)))
    visitor = Task(loop, guest(bell))
    print("breakfast: four tasks made, none has begun")

    things = await tea  # meanwhile the other two get ready
    things += await toast
    things += await egg
    bell.set_result(3)
    await visitor
    return things


began = time.monotonic()
main_task = Task(loop, breakfast())
loop.run()
print(f"{main_task.result()} things in {time.monotonic() - began:.1f} s")

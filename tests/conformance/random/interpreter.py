"""Interprets random programs in asyncio. interpreter.cpp is its twin; programs.mjs makes the programs, and says what they are
made of.

    python3 interpreter.py FILE    a program a line; prints "== <number>" and the trace of each
"""

import asyncio
import contextlib
import gc
import heapq
import io
import itertools
import logging
import pathlib
import sys
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from scenario import Boom, VirtualTimeLoop, WaitsForEver, describe, text, tried, yes  # noqa: E402


class _Timer(asyncio.TimerHandle):
    """One that is due as early as another comes after it where it was made after it. CPython's are in no order then."""

    __slots__ = ("number",)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class Loop(VirtualTimeLoop):
    def __init__(self):
        super().__init__()
        self._numbers = itertools.count()
        self._clock_resolution = 0.5  # ticks: the real one's nanosecond vanishes beside a time as long as ours

    def call_at(self, when, callback, *args, context=None):
        timer = _Timer(when, callback, args, self, context)
        timer.number = next(self._numbers)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer


class OrderedSet(dict):
    """Tasks in the order in which they came. A task group keeps them in a set, and cancels them in its."""

    def add(self, task):
        self[task] = None

    def discard(self, task):
        self.pop(task, None)


class TaskGroup(asyncio.TaskGroup):
    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()


def parsed(line):
    """A tree of lists and words."""
    stack = [[]]
    for word in line.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(":
            stack.append([])
        elif word == ")":
            block = stack.pop()
            stack[-1].append(block)
        else:
            stack[-1].append(word)
    return stack[0]


class Routine:
    """What a block needs to know of where it runs."""

    def __init__(self, program, label, number, groups=()):
        self.program, self.label, self.number, self.groups = program, label, number, list(groups)


class Program:
    def __init__(self, tree):
        self.tree = tree
        self.tasks = {}  # by slot
        self.numbers = {}  # of tasks: who awaits only those with a greater one never awaits itself
        self.everybody = []  # tasks that have begun, in that order
        self.count = 0
        self.over = False  # what is left is then ended by the runner, in no particular order
        self.locks = [asyncio.Lock(), asyncio.Lock()]
        self.semaphores = [asyncio.Semaphore(1), asyncio.Semaphore(2), asyncio.BoundedSemaphore(1)]
        self.events = [asyncio.Event(), asyncio.Event()]
        self.conditions = [asyncio.Condition()]
        self.barriers = [asyncio.Barrier(2), asyncio.Barrier(3)]
        self.queues = [asyncio.Queue(1), asyncio.Queue(), asyncio.LifoQueue(2), asyncio.PriorityQueue()]
        self.futures = [asyncio.get_running_loop().create_future() for _ in range(3)]
        self.handles = []

    # --- words ---

    def say(self, label, *words):
        if not self.over:
            print(int(asyncio.get_running_loop().time()), label, *words)

    def tell(self, label, *words):
        return lambda *_: self.say(label, *words)

    # --- tasks ---

    def routine(self, label, block, groups=()):
        self.count += 1
        return self.run(Routine(self, label, self.count, groups), block), self.count

    async def run(self, routine, block):
        self.everybody.append(asyncio.current_task())
        value = await self.block(routine, block)
        return -1 if value is None else value

    def task(self, label, block, make=asyncio.create_task, groups=()):
        coroutine, number = self.routine(label, block, groups)
        try:
            task = make(coroutine)
        except RuntimeError:
            coroutine.close()
            raise
        self.numbers[task] = number
        return task

    def awaitable_task(self, routine, slot):
        """The task in that slot, if this routine may await it."""
        task = self.tasks.get(slot)
        return task if task is not None and self.numbers[task] > routine.number else None

    def item(self, routine, what):
        """A task in a slot, or a coroutine that is still to begin."""
        if isinstance(what, str):
            return self.awaitable_task(routine, what)
        return self.routine(what[0], what[1:])[0]

    def items(self, routine, whats):
        """The same, as tasks."""
        made = []
        for what in whats:
            task = self.awaitable_task(routine, what) if isinstance(what, str) else self.task(what[0], what[1:])
            if task is not None:
                made.append(task)
        return made

    # --- statements ---

    async def block(self, routine, statements):
        for statement in statements:
            value = await getattr(self, "do_" + statement[0].replace("-", "_"))(routine, *statement[1:])
            if value is not None:
                return value
        return None

    async def do_say(self, r, word):
        self.say(r.label, word)

    async def do_sleep(self, r, ticks):
        await asyncio.sleep(int(ticks))
        self.say(r.label, "slept")

    async def do_raise(self, r, word):
        raise Boom(word)

    async def do_return(self, r, value):
        return int(value)

    async def do_call(self, r, *body):
        return await self.block(r, body)

    async def do_try_cancel(self, r, again, body, handler):
        try:
            return await self.block(r, body)
        except asyncio.CancelledError as error:
            self.say(r.label, "caught", describe(error))
            value = await self.block(r, handler)
            if again == "raise" and value is None:
                raise
            return value

    async def do_try(self, r, body, handler):
        try:
            return await self.block(r, body)
        except Exception as error:
            self.say(r.label, "caught", describe(error))
            return await self.block(r, handler)

    async def do_finally(self, r, body, end):
        try:
            return await self.block(r, body)
        finally:
            self.say(r.label, "finally")
            await self.block(r, end)

    # --- tasks ---

    async def do_spawn(self, r, slot, label, *body):
        self.tasks[slot] = self.task(label, body)

    async def do_await(self, r, slot):
        task = self.awaitable_task(r, slot)
        if task is not None:
            self.say(r.label, "got", await task)

    async def do_cancel(self, r, slot, message):
        if slot in self.tasks:
            self.say(r.label, "cancel", slot, yes(self.tasks[slot].cancel(message)))

    async def do_cancel_self(self, r, message):
        asyncio.current_task().cancel(message)

    async def do_uncancel_self(self, r):
        self.say(r.label, "uncancel", asyncio.current_task().uncancel())

    async def do_uncancel(self, r, slot):
        if slot in self.tasks:
            self.say(r.label, "uncancel", slot, self.tasks[slot].uncancel())

    async def do_look(self, r, slot):
        task = self.tasks.get(slot)
        if task is not None:
            state = "cancelled" if task.cancelled() else "done" if task.done() else "pending"
            self.say(r.label, "sees", slot, state, task.cancelling(), asyncio.current_task().cancelling())

    async def do_result(self, r, slot):
        task = self.tasks.get(slot)
        if task is not None:
            try:
                words = task.result()
            except BaseException as error:
                words = describe(error)
            self.say(r.label, "result", words)

    async def do_done_callback(self, r, slot, word):
        if slot in self.tasks:
            self.tasks[slot].add_done_callback(self.tell(r.label, word))

    def say_gathered(self, label, values):
        self.say(label, "gathered", *(value if isinstance(value, int) else describe(value) for value in values))

    async def do_gather(self, r, settled, *whats):
        gathered = asyncio.gather(*self.items(r, whats), return_exceptions=settled == "settled")
        self.say_gathered(r.label, await gathered)

    async def do_gather_cancel(self, r, settled, ticks, *whats):
        gathered = asyncio.gather(*self.items(r, whats), return_exceptions=settled == "settled")
        await asyncio.sleep(int(ticks))
        self.say(r.label, "cancel gather", yes(gathered.cancel()))
        self.say_gathered(r.label, await gathered)

    async def do_wait(self, r, when, ticks, *whats):
        tasks = list(dict.fromkeys(self.items(r, whats)))
        if not tasks:
            return
        timeout = None if ticks == "-" else int(ticks)
        done, pending = await asyncio.wait(
            tasks,
            timeout=timeout,
            return_when={"first": asyncio.FIRST_COMPLETED, "failure": asyncio.FIRST_EXCEPTION, "all": asyncio.ALL_COMPLETED}[when],
        )
        self.say(r.label, "waited", *("done" if task in done else "pending" for task in tasks))

    async def do_wait_for(self, r, ticks, what):
        awaitable = self.item(r, what)
        if awaitable is not None:
            self.say(r.label, "in time", await asyncio.wait_for(awaitable, int(ticks)))

    async def do_timeout(self, r, ticks, *body):
        async with asyncio.timeout(int(ticks)):
            value = await self.block(r, body)
        self.say(r.label, "within")
        return value

    async def do_shield(self, r, what):
        awaitable = self.item(r, what)
        if awaitable is not None:
            self.say(r.label, "shielded", await asyncio.shield(awaitable))

    async def do_as_completed(self, r, *whats):
        tasks = list(dict.fromkeys(self.items(r, whats)))
        # CPython puts them into a set: several that have ended already come in its order.
        if tasks and sum(task.done() for task in tasks) < 2:
            async for task in asyncio.as_completed(tasks):
                self.say(r.label, "completed", describe(task.exception()) if not task.cancelled() and task.exception() else "cancelled" if task.cancelled() else task.result())

    async def do_group(self, r, *body):
        async with TaskGroup() as group:
            r.groups.append(group)
            try:
                value = await self.block(r, body)
            finally:
                r.groups.pop()
        self.say(r.label, "group over")
        return value

    async def do_group_spawn(self, r, slot, label, *body):
        if not r.groups:
            return
        groups = list(r.groups)
        try:
            self.tasks[slot] = self.task(label, body, groups[-1].create_task, groups)
        except RuntimeError as error:
            self.say(r.label, "refused", describe(error))

    # --- futures and callbacks ---

    async def do_future_new(self, r, f):
        self.futures[int(f)] = asyncio.get_running_loop().create_future()

    async def do_future_await(self, r, f):
        self.say(r.label, "future", await self.futures[int(f)])

    def set_future(self, label, f, value):
        try:
            self.futures[f].set_result(value)
        except asyncio.InvalidStateError as error:
            self.say(label, describe(error))

    async def do_future_set(self, r, f, value):
        self.set_future(r.label, int(f), int(value))

    async def do_future_raise(self, r, f, word):
        try:
            self.futures[int(f)].set_exception(Boom(word))
        except asyncio.InvalidStateError as error:
            self.say(r.label, describe(error))

    async def do_future_cancel(self, r, f, message):
        self.say(r.label, "cancel future", yes(self.futures[int(f)].cancel(message)))

    async def do_future_callback(self, r, f, word):
        self.futures[int(f)].add_done_callback(self.tell(r.label, word))

    async def do_shield_future(self, r, f):
        self.say(r.label, "future", await asyncio.shield(self.futures[int(f)]))

    async def do_wait_for_future(self, r, ticks, f):
        self.say(r.label, "future", await asyncio.wait_for(self.futures[int(f)], int(ticks)))

    async def do_soon(self, r, word):
        self.handles.append(asyncio.get_running_loop().call_soon(self.tell(r.label, word)))

    async def do_later(self, r, ticks, word):
        self.handles.append(asyncio.get_running_loop().call_later(int(ticks), self.tell(r.label, word)))

    async def do_handle_cancel(self, r):
        if self.handles:
            self.handles.pop().cancel()

    def cancel_task(self, label, slot):
        if slot in self.tasks:
            self.say(label, "cancel", slot, yes(self.tasks[slot].cancel()))

    async def do_soon_cancel(self, r, slot):
        asyncio.get_running_loop().call_soon(self.cancel_task, r.label, slot)

    async def do_later_cancel(self, r, ticks, slot):
        asyncio.get_running_loop().call_later(int(ticks), self.cancel_task, r.label, slot)

    async def do_later_set(self, r, ticks, f, value):
        asyncio.get_running_loop().call_later(int(ticks), self.set_future, r.label, int(f), int(value))

    # --- primitives ---

    async def do_lock(self, r, i, *body):
        async with self.locks[int(i)]:
            self.say(r.label, "locked")
            value = await self.block(r, body)
        return value

    async def do_locked(self, r, i):
        self.say(r.label, yes(self.locks[int(i)].locked()), yes(self.semaphores[int(i)].locked()))

    async def do_semaphore(self, r, i, *body):
        async with self.semaphores[int(i)]:
            self.say(r.label, "permitted")
            value = await self.block(r, body)
        return value

    async def do_semaphore_release(self, r, i):
        try:
            self.semaphores[int(i)].release()
        except ValueError as error:
            self.say(r.label, describe(error))

    async def do_event_wait(self, r, i):
        await self.events[int(i)].wait()
        self.say(r.label, "happened")

    async def do_event_set(self, r, i):
        self.events[int(i)].set()

    async def do_event_clear(self, r, i):
        self.events[int(i)].clear()

    async def do_later_event(self, r, ticks, i):
        asyncio.get_running_loop().call_later(int(ticks), self.events[int(i)].set)

    async def do_condition(self, r, *body):
        async with self.conditions[0]:
            value = await self.block(r, body)
        return value

    async def do_condition_wait(self, r):
        await self.conditions[0].wait()
        self.say(r.label, "notified")

    async def do_notify(self, r, count):
        self.conditions[0].notify(int(count))

    async def do_barrier(self, r, i):
        self.say(r.label, "passed", await self.barriers[int(i)].wait())

    async def do_barrier_reset(self, r, i):
        await self.barriers[int(i)].reset()

    async def do_barrier_abort(self, r, i):
        await self.barriers[int(i)].abort()

    async def do_put(self, r, i, value):
        await self.queues[int(i)].put(int(value))
        self.say(r.label, "put")

    async def do_get(self, r, i):
        self.say(r.label, "item", await self.queues[int(i)].get())

    async def do_put_nowait(self, r, i, value):
        try:
            self.queues[int(i)].put_nowait(int(value))
        except Exception as error:
            self.say(r.label, describe(error))

    async def do_get_nowait(self, r, i):
        try:
            self.say(r.label, "item", self.queues[int(i)].get_nowait())
        except Exception as error:
            self.say(r.label, describe(error))

    async def do_task_done(self, r, i):
        try:
            self.queues[int(i)].task_done()
        except ValueError as error:
            self.say(r.label, describe(error))

    async def do_join(self, r, i):
        await self.queues[int(i)].join()
        self.say(r.label, "joined")

    async def do_shutdown(self, r, i, immediate):
        self.queues[int(i)].shutdown(immediate == "immediate")


class Generators:
    """Programs about one generator: a body, and who talks to it."""

    def __init__(self):
        self.generator = None
        self.kept = []  # every generator: CPython would close one that nobody refers to, which is no affair of C++'s
        self.over = False

    def say(self, *words):
        if not self.over:
            print(*words)

    def keep(self, generator):
        self.kept.append(generator)
        return generator

    def block(self, statements):
        """Gives what a `return` in it gives, and None without."""
        for what, *more in statements:
            value = None
            if what == "yield":
                self.say("sent", text((yield int(more[0]))))
            elif what == "from":
                self.say("result", text((yield from self.keep(self.body(more)))))
            elif what == "from-started":
                sub = self.keep(self.body(more))
                try:
                    self.say("first", next(sub))
                except StopIteration:
                    continue
                self.say("result", text((yield from sub)))
            elif what == "say":
                self.say(more[0])
            elif what == "raise":
                raise Boom(more[0])
            elif what == "raise-exit":
                raise GeneratorExit
            elif what == "return":
                value = int(more[0])
            elif what == "again":
                self.say("again", tried(lambda: next(self.generator)), tried(self.generator.close))
            elif what == "try":
                try:
                    value = yield from self.keep_block(more[0])
                except Boom as error:
                    self.say("caught", describe(error))
                    value = yield from self.keep_block(more[1])
            elif what == "try-exit":
                try:
                    value = yield from self.keep_block(more[1])
                except GeneratorExit:
                    self.say("caught exit")
                    value = yield from self.keep_block(more[2])
                    if more[0] == "raise" and value is None:
                        raise
            elif what == "finally":
                try:
                    value = yield from self.keep_block(more[0])
                finally:
                    self.say("finally")
                    yield from self.keep_block(more[1])
            if value is not None:
                return value
        return None

    def keep_block(self, statements):
        return self.keep(self.block(statements))

    def body(self, statements):
        self.say("begins")
        value = yield from self.keep_block(statements)
        self.say("ends")
        return -1 if value is None else value

    def run(self, driver, body):
        self.generator = self.keep(self.body(body))
        for what, *more in driver:
            act = {
                "next": lambda: next(self.generator),
                "send": lambda: self.generator.send(int(more[0])),
                "throw": lambda: self.generator.throw(Boom(more[0])),
                "throw-exit": lambda: self.generator.throw(GeneratorExit()),
                "close": self.generator.close,
            }[what]
            try:
                self.say(what, text(act()))
            except StopIteration as end:
                self.say(what, "end", text(end.value))
            except BaseException as error:
                self.say(what, describe(error))
        self.over = True


class AsyncGenerators:
    """Programs about one async generator, and tasks that talk to it."""

    def say(self, label, *words):
        print(int(asyncio.get_running_loop().time()), label, *words)

    async def act(self, what, *more):
        if what == "sleep":
            await asyncio.sleep(int(more[0]))
        elif what == "raise":
            raise Boom(more[0])
        elif what == "raise-exit":
            raise GeneratorExit
        elif what == "say":
            self.say("body", more[0])

    async def body(self, parts):
        self.say("body", "begins")
        for kind, again, statements, handler, end in parts:
            try:
                try:
                    for what, *more in statements:
                        if what == "yield":
                            self.say("body", "sent", text((yield int(more[0]))))
                        elif what == "return":
                            return
                        else:
                            await self.act(what, *more)
                except (Boom, GeneratorExit, asyncio.CancelledError) as error:
                    if {"boom": Boom, "exit": GeneratorExit, "cancelled": asyncio.CancelledError}[kind] is not type(error):
                        raise
                    self.say("body", "caught", describe(error))
                    for what, *more in handler:
                        if what == "yield":
                            self.say("body", "sent", text((yield int(more[0]))))
                        elif what == "return":
                            return
                        else:
                            await self.act(what, *more)
                    if again == "raise":
                        raise
            finally:
                if end:
                    self.say("body", "finally")
                for what, *more in end:
                    if what == "yield":
                        self.say("body", "sent", text((yield int(more[0]))))
                    else:
                        await self.act(what, *more)
        self.say("body", "ends")

    async def drive(self, label, statements):
        for what, *more in statements:
            if what == "sleep":
                await asyncio.sleep(int(more[0]))
                continue
            if what == "cancel":
                if int(more[0]) < len(self.tasks):
                    self.tasks[int(more[0])].cancel()
                continue
            try:
                if what == "next":
                    value = await anext(self.generator)
                elif what == "send":
                    value = await self.generator.asend(int(more[0]))
                elif what == "throw" and self.generator.ag_frame is None:
                    raise Boom(more[0])  # CPython drops it where the generator has ended; weft's contract has it leave
                elif what == "throw":
                    value = await self.generator.athrow(Boom(more[0]))
                else:
                    value = await self.generator.aclose()
                self.say(label, what, text(value))
            except StopAsyncIteration:
                self.say(label, what, "end")
            except BaseException as error:
                self.say(label, what, describe(error))

    async def run(self, parts, drivers):
        self.generator = self.body(parts)
        self.tasks = [asyncio.create_task(self.drive(label, statements)) for label, *statements in drivers]
        await asyncio.wait(self.tasks)


LONG = 1_000_000_000


async def amain(tree):
    program = Program(tree)
    roots = [program.task(label, body) for _, label, *body in tree]
    for slot, root in enumerate(roots):
        program.tasks[f"r{slot}"] = root
    await asyncio.wait(roots, timeout=LONG)
    # Whatever is still there waits for what never comes, or says so again and again when it is told to stop.
    for _ in range(50):
        left = [task for task in program.everybody if not task.done()]
        if not left:
            break
        print("left", len(left))
        for task in left:
            task.cancel("end")
        await asyncio.sleep(LONG)
    program.over = True
    for root in roots:
        print("root", "pending" if not root.done() else "cancelled" if root.cancelled() else describe(root.exception()) if root.exception() else root.result())


def trace(line):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            tree = parsed(line)
            if tree[0][0] == "generator":
                Generators().run(*tree[0][1:])
                return output.getvalue()
            with asyncio.Runner(loop_factory=Loop) as runner:
                runner.get_loop().set_exception_handler(lambda *_: None)
                if tree[0][0] == "async-generator":
                    runner.run(AsyncGenerators().run(tree[0][1], tree[0][2:]))
                else:
                    runner.run(amain(tree))
        except WaitsForEver:
            pass  # weft's run() gives up those who refuse to end
        except BaseException as error:
            print(f"!! ended by {type(error).__name__}: {error}")
    return output.getvalue()


if __name__ == "__main__":
    logging.disable()
    gc.disable()  # it closes generators and coroutines that nobody refers to any more, some time
    warnings.simplefilter("ignore")
    for number, line in enumerate(pathlib.Path(sys.argv[1]).read_text().splitlines()):
        print("==", number)
        print(trace(line), end="")
        gc.collect(1)

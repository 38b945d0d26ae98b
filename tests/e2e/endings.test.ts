/** How a program ends, and how that is told: exit codes, C++ exceptions that nobody caught, traps. */
import { describe, expect, test } from 'vitest';
import { cpp, usePlayground } from './support.js';

describe('a program ends', () => {
  const page = usePlayground();

  test('with the value of main', async () => {
    const { playground } = page;
    expect(await playground.runSource('int main() { return 3; }\n')).toMatchObject({ exitCode: 3, reason: 'exit', message: '' });
    expect(await playground.statusText()).toMatch(/^Exited 3 in /);
  });

  test('with exit(), from anywhere', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <cstdlib>

      struct guard { ~guard() { weft::println("destroyed"); } } at_exit;

      weft::coroutine<> deep() {
        co_await weft::sleep(std::chrono::milliseconds(1));
        weft::println("leaving");
        std::exit(4);
      }

      int main() { weft::run(deep()); }
    `);
    expect(result).toMatchObject({ exitCode: 4, reason: 'exit', stdout: 'leaving\ndestroyed\n' });
  });

  test('with an exception: its type and its text are told', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>
      #include <stdexcept>

      weft::coroutine<> weave() {
        co_await weft::yield_now();
        throw std::out_of_range("the thread is 3 m too short");
      }

      int main() {
        weft::println("before");
        weft::run(weave());
        weft::println("after");
      }
    `);
    expect(result).toMatchObject({ exitCode: 1, reason: 'exception', stdout: 'before\n' });
    expect(result.message).toBe('std::out_of_range: the thread is 3 m too short');
    expect(result.stderr).toContain('std::out_of_range');
    expect(result.stderr).toContain('the thread is 3 m too short');
    expect(await playground.statusText()).toBe('Exception: std::out_of_range: the thread is 3 m too short');
    expect(await playground.terminalText()).toContain('the thread is 3 m too short');
  });

  test('with an exception of a type of its own, or of none to speak of', async () => {
    const { playground } = page;
    const own = await playground.runSource('namespace loom { struct torn {}; }\nint main() { throw loom::torn(); }\n');
    expect(own).toMatchObject({ exitCode: 1, reason: 'exception' });
    expect(own.message).toContain('loom::torn');
    const number = await playground.runSource('int main() { throw 42; }\n');
    expect(number).toMatchObject({ exitCode: 1, reason: 'exception' });
    expect(number.message).toContain('int');
  });

  test('with a deadlock, which names who waits on what', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>

      weft::coroutine<> wait_for_nobody() { co_await weft::event_loop::current().create_future<int>(); }

      weft::coroutine<> both() {
        auto task = weft::create_task(wait_for_nobody(), {.name = "patient"});
        co_await task;
      }

      int main() { weft::run(both()); }
    `);
    expect(result).toMatchObject({ exitCode: 1, reason: 'exception' });
    expect(result.message).toContain('weft::deadlock_error');
    expect(result.message).toContain('patient');
  });

  test.each([
    [
      'a division by zero',
      'Integer division by zero',
      'int main(int argc, char**) { return 7 / (argc - 1); }\n',
    ],
    ['abort()', 'abort()', '#include <cstdlib>\nint main() { std::abort(); }\n'],
    ['a trap', 'can never run', 'int main() { __builtin_trap(); }\n'],
    [
      'a recursion without end',
      'Stack overflow',
      'int deeper(volatile int n) { return n < 0 ? 0 : deeper(n + 1) + n; }\nint main() { return deeper(1); }\n',
    ],
    ['a bad pointer', 'Memory access out of bounds', 'int main() { return *reinterpret_cast<volatile int*>(0xfffffff0u); }\n'],
  ])('with %s: its cause is told', async (_what, words, source) => {
    const { playground } = page;
    const result = await playground.runSource(source);
    expect(result).toMatchObject({ exitCode: 134, reason: 'trap' });
    expect(result.message).toContain(words);
    expect(await playground.statusText()).toContain('Trap: ');
    expect(await playground.terminalText()).toContain(words);
    // abort() also tells the browser's console.
    playground.complaints = playground.complaints.filter((complaint) => complaint !== 'console: Aborted()');
  });

  test('with a failed assert(): what it asserted is told, and where', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <cassert>
      #include <cstdio>

      int twice(int n) {
        assert(n < 2 && "small");
        return n * 2;
      }

      int main() {
        std::printf("%d, ", twice(1));
        return twice(3);
      }
    `);
    expect(result).toMatchObject({
      exitCode: 134,
      reason: 'trap',
      stdout: '2, ',
      stderr: 'Assertion failed: n < 2 && "small", in twice (main.cpp:5)\n',
    });
    expect(result.message).toContain('a failed assert');
    playground.complaints = playground.complaints.filter((complaint) => complaint !== 'console: Aborted()');
  });

  test.each([
    ['std::terminate() was called', 'void fail() noexcept { throw 1; }\nint main() { fail(); }\n', /^std::terminate\(\) was called, .+\n$/],
    [
      'a pure virtual function was called',
      'struct base {\n  base() { both(); }\n  virtual void one() = 0;\n  void both() { one(); }\n};\nstruct derived : base {\n  void one() override {}\n};\nint main() { derived made; }\n',
      /^Pure virtual function called!\n$/,
    ],
  ])('because %s: so it says', async (_why, source, words) => {
    const { playground } = page;
    const result = await playground.runSource(source);
    expect(result).toMatchObject({ exitCode: 134, reason: 'trap', stderr: expect.stringMatching(words) });
    expect(result.message).toMatch(/^The program aborted: [^\n]+\n {2}in main$/);
    playground.complaints = playground.complaints.filter((complaint) => complaint !== 'console: Aborted()');
  });

  test('with a trap in a callback of the event loop, which is no different', async () => {
    const { playground } = page;
    const result = await playground.runSource(cpp`
      #include <weft/weft.hpp>

      weft::coroutine<> trap_later() {
        co_await weft::sleep(std::chrono::milliseconds(5));
        weft::println("now");
        __builtin_trap();
      }

      int main() { weft::run(trap_later()); }
    `);
    expect(result).toMatchObject({ exitCode: 134, reason: 'trap', stdout: 'now\n' });
    expect(result.message).toContain('trap_later');
  });

  test.each([
    ['print', '#include <weft/weft.hpp>\nint main() { weft::print("no newline"); }\n'],
    ['printf', '#include <cstdio>\nint main() { std::printf("no newline"); }\n'],
    ['cout', '#include <iostream>\nint main() { std::cout << "no newline"; }\n'],
  ])('and what it wrote without a newline, by %s, is not lost', async (_by, source) => {
    const { playground } = page;
    expect(await playground.runSource(source)).toMatchObject({ exitCode: 0, stdout: 'no newline' });
  });
});

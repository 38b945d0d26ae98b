// Random programs that throw, catch, await and move in every order, loops within loops: what compilers for WebAssembly get wrong.
// What they do is decided by a random number generator of their own, so that they print the same wherever they run.

import { randomNumbers } from '../support/random_numbers.mjs';

const prelude = `#include <weft/weft.hpp>

#include <memory>
#include <stdexcept>
#include <string>

using namespace weft;

static int fuel = 0;
static unsigned state = 12345;
static unsigned random_number() {
  state = state * 1103515245u + 12345u;
  return (state >> 16) & 0x7fff;
}
struct token {
  int n;
  explicit token(int number) : n(number) {}
  token(const token&) = delete;
  ~token() { print("~{} ", n); }
};
struct left : std::runtime_error {
  using runtime_error::runtime_error;
};
struct right : std::logic_error {
  using logic_error::logic_error;
};
static void may(int n) {
  if (--fuel < 0) throw left("fuel");
  const unsigned chance = random_number() % 7;
  if (chance == 0) throw left("a" + std::to_string(n));
  if (chance == 1) throw right("b" + std::to_string(n));
  print("m{} ", n);
}
static coroutine<int> wait(int n) {
  if (--fuel < 0) throw left("fuel");
  const unsigned chance = random_number() % 8;
  if (chance & 1) co_await yield_now();
  if (chance == 0) throw left("x");
  if (chance == 3) throw right("y" + std::to_string(n));
  co_return n;
}
static coroutine<int> eat(std::unique_ptr<token> t, int n) {
  if (n % 2) co_await yield_now();
  may(n);
  co_return t ? t->n : -1;
}
`;

const coroutines = 12;
const generators = 3;

/**
 * @param {number} seed
 * @returns {string} a program in C++
 */
export function randomProgram(seed) {
  const random = randomNumbers(seed);
  let last = 0;
  const next = () => (last += 1);
  const below = (/** @type {number} */ limit) => Math.floor(random() * limit);
  const oneOf = (/** @type {readonly string[]} */ list) => list[below(list.length)] ?? '';

  /** @param {number} depth @param {boolean} inLoop @param {boolean} yields @returns {string} */
  function block(depth, inLoop, yields) {
    return Array.from({ length: 1 + below(3) }, () => statement(depth, inLoop, yields)).join('');
  }

  /** @param {number} depth @param {boolean} inLoop @param {boolean} yields @returns {string} */
  function statement(depth, inLoop, yields) {
    const kind = random();
    if (depth <= 0 || kind < 0.45) return simple(inLoop, yields);
    if (kind < 0.68) {
      const i = `i${next()}`;
      return `for (int ${i} = 0; ${i} < ${1 + below(3)}; ++${i}) { ${block(depth - 1, true, yields)} } `;
    }
    if (kind < 0.92) {
      const caught = random() < 0.5 ? [oneOf(['left', 'right', 'std::exception'])] : oneOf(['left,right', 'right,left', 'left,std::exception']).split(',');
      const handlers = caught.map((type) => {
        const end = oneOf(['', '', '', 'throw; ', 'throw right("r"); ', `may(${next()}); `, inLoop ? 'break; ' : '']);
        return `catch (const ${type}& error) { print("c${next()}:{} ", error.what()); ${end}} `;
      });
      return `try { ${block(depth - 1, inLoop, yields)} } ${handlers.join('')}`;
    }
    return `if (random_number() % 2) { ${block(depth - 1, inLoop, yields)} } else { ${block(depth - 1, inLoop, yields)} } `;
  }

  /** @param {boolean} inLoop @param {boolean} yields @returns {string} */
  function simple(inLoop, yields) {
    const kind = random();
    const n = next();
    if (kind < 0.25) return `may(${n}); `;
    if (kind < 0.55) return yields ? `co_yield ${n}; ` : `print("v{} ", co_await wait(${n})); `;
    if (kind < 0.63 && !yields) return `print("e{} ", co_await eat(std::make_unique<token>(${n}), ${n})); `;
    if (kind < 0.7 && !yields) return `print("e{} ", co_await eat(std::move(mine), ${n})); `;
    if (kind < 0.78 && !yields) return 'co_await yield_now(); ';
    if (kind < 0.86) return `token t${n}(${n}); `;
    if (kind < 0.93 && inLoop) return `if (random_number() % 3 == 0) ${oneOf(['break', 'continue'])}; `;
    return `if (random_number() % 9 == 0) throw ${oneOf(['left', 'right'])}("t${n}"); `;
  }

  const parts = [prelude];
  for (let i = 0; i < coroutines; i += 1) {
    parts.push(`static coroutine<int> c${i}([[maybe_unused]] std::unique_ptr<token> mine) { ${block(5, false, false)} co_return ${i}; }\n`);
  }
  for (let i = 0; i < generators; i += 1) parts.push(`static generator<int> g${i}() { ${block(4, false, true)} co_yield 0; }\n`);
  parts.push('static coroutine<> all() {\n  for (int round = 0; round < 6; ++round) {\n');
  const tried = (/** @type {string} */ name, /** @type {string} */ what) =>
    parts.push(`    fuel = 60;\n    try { ${what} } catch (const std::exception& error) { println("! ${name} {}", error.what()); }\n`);
  for (let i = 0; i < coroutines; i += 1) tried(`c${i}`, `println("= c${i} {}", co_await c${i}(std::make_unique<token>(${1000 + i})));`);
  for (let i = 0; i < generators; i += 1) {
    tried(
      `g${i}`,
      `auto g = g${i}(); int count = 0; while (auto value = g.next()) { print("y{} ", *value); if (++count % 3 == 0) g.throw_(left("in")); if (count > 30) break; } println("= g${i}");`,
    );
  }
  parts.push('  }\n}\nint main() { run(all()); }\n');
  return parts.join('');
}

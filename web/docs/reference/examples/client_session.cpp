#include <weft/weft.hpp>

#include <chrono>

using namespace weft;
using namespace std::chrono_literals;

coroutine<> amain() {
  client_session session({.timeout = 10s});
  auto response = co_await session.get("/httpbin/get", {.headers = {{"x-weft", "hello"}}});
  println("{}, {}", response.status, response.headers.get("content-type").value_or("of no type"));
  auto missing = co_await session.get("/httpbin/status/404");
  println("{} is an answer, too", missing.status);
}

int main() { run(amain()); }

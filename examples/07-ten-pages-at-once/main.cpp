// Ten pages, each of which takes the server a second. All at once they take a second, too.
#include <weft/weft.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

using namespace weft;

coroutine<int> fetch_one(client_session& session, int number) {
  println("page {:2}: asked for", number);
  auto response = co_await session.get("/httpbin/delay/1");
  co_await response.text();
  co_return response.status;
}

coroutine<> fetch_all() {
  client_session session;
  const auto began = event_loop::current().time();

  std::vector<coroutine<int>> pages;
  for (int i = 1; i <= 10; ++i) pages.push_back(fetch_one(session, i));
  const std::vector<int> statuses = co_await gather(std::move(pages));

  const std::chrono::duration<double> took = event_loop::current().time() - began;
  for (std::size_t i = 0; i < statuses.size(); ++i) println("page {:2}: status {}", i + 1, statuses[i]);
  println("{} pages in {:.1f} s", statuses.size(), took.count());
}

int main() { run(fetch_all()); }

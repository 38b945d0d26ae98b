// A hundred requests of one second each: one after the other, on a hundred threads, and on one event loop.
#include <weft/weft.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace weft;

constexpr int requests = 100;
constexpr double delay = 1;  // seconds: one after the other takes requests * delay

const std::string url = "/httpbin/delay/" + std::to_string(delay);

// Everybody's result: how many answers were good.
void report(const char* name, const std::vector<int>& statuses) {
  println("{}: {} of {} answers", name, std::ranges::count(statuses, 200), requests);
}

int fetch_blocking(int) { return blocking::get(url).status; }

variant sync_requests{"sync", [] {
  std::vector<int> statuses;
  for (int i = 0; i < requests; ++i) statuses.push_back(fetch_blocking(i));
  report("sync", statuses);
}};

variant on_threads{"threads", [] {
  std::vector<int> numbers(requests);
  thread_pool_executor pool(requests);
  report("threads", pool.map(fetch_blocking, numbers));
}};

coroutine<int> fetch(client_session& session) {
  auto response = co_await session.get(url);
  co_await response.text();
  co_return response.status;
}

variant on_a_loop{"async", []() -> coroutine<> {
  client_session session;
  std::vector<coroutine<int>> pages;
  for (int i = 0; i < requests; ++i) pages.push_back(fetch(session));
  report("async", co_await gather(std::move(pages)));
}};

#include <weft/weft.hpp>
using namespace weft;

constexpr int pages = 10;

coroutine<std::size_t> fetch_one(client_session& session, int number) {
  auto response = co_await session.get("/httpbin/delay/1");
  auto text = co_await response.text();
  println("page {:2}: status {}", number, response.status);
  co_return text.size();
}

coroutine<> amain() {
  auto& loop = event_loop::current();
  auto start = loop.time();

  client_session session;
  std::vector<coroutine<std::size_t>> requests;
  for (int i = 1; i <= pages; ++i) requests.push_back(fetch_one(session, i));
  auto sizes = co_await gather(std::move(requests));

  std::chrono::duration<double> took = loop.time() - start;
  println("{} pages in {:.1f} s", sizes.size(), took.count());
}

int main() { run(amain()); }

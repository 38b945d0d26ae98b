// client_session against servers that misbehave, and what only a server sees: connections, aborts, how much it could send.
#ifndef __EMSCRIPTEN__

#include "frame_balance.hpp"
#include "loopback_server.hpp"

#include <weft/client_session.hpp>
#include <weft/errors.hpp>
#include <weft/event.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/run.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::client_session;
using weft::coroutine;
using weft::response;

class ClientSessionOnTheWire : public frame_balance {};
class ClientSessionBrokenServer : public frame_balance {};

template <class F>
auto run(F&& main) {
  return weft::run(main());
}

template <class T>
coroutine<std::string> http_error_of(coroutine<T> c) {
  std::string text;
  try {
    co_await std::move(c);
  } catch (const weft::http_error& error) {
    text = error.what();
  }
  co_return text;
}

/// Gets `url` with its whole body.
coroutine<std::string> fetch(client_session& session, std::string url) {
  co_return co_await (co_await session.get(std::move(url))).text();
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// --- connections -----------------------------------------------------------------------------------------------------

TEST_F(ClientSessionOnTheWire, ReusesConnectionsAcrossSessionsOfALoop) {
  loopback_server server([](loopback_connection& client) {
    while (!client.receive().empty()) client.answer("hello");
  });
  run([&]() -> coroutine<> {
    for (int i = 0; i < 10; ++i) {
      client_session session{{.base_url = server.address()}};
      EXPECT_EQ(co_await fetch(session, "/"), "hello");
    }
    EXPECT_EQ(server.connections(), 1);
    client_session session{{.base_url = server.address()}};
    for (int round = 0; round < 5; ++round) {
      co_await weft::gather(fetch(session, "/a"), fetch(session, "/b"), fetch(session, "/c"));
    }
    EXPECT_LE(server.connections(), 3) << "no more than there were requests at once";
  });
}

TEST_F(ClientSessionOnTheWire, TheHeadIsThereBeforeTheBody) {
  std::promise<void> head_read;
  loopback_server server([&](loopback_connection& client) {
    client.receive();
    client.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-A: b\r\n\r\n");
    head_read.get_future().get();
    client.send("body");
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    auto answer = co_await session.get("/");
    EXPECT_EQ(answer.headers.get("x-a"), "b");
    head_read.set_value();
    EXPECT_EQ(co_await answer.text(), "body");
  });
}

TEST_F(ClientSessionOnTheWire, NeverMoreRequestsUnderWayThanTheLimit) {
  std::atomic<int> present = 0;
  std::atomic<int> most = 0;
  loopback_server server([&](loopback_connection& client) {
    while (!client.receive().empty()) {
      const int now = ++present;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      std::this_thread::sleep_for(2ms);
      --present;
      client.answer("x");
    }
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address(), .limit = 4}};
    std::vector<coroutine<std::string>> all;
    for (int i = 0; i < 40; ++i) all.push_back(fetch(session, "/"));
    co_await weft::gather(std::move(all));
  });
  EXPECT_LE(most, 4);
  EXPECT_GE(most, 2);
}

TEST_F(ClientSessionOnTheWire, SendsWhatItWasGivenAndLittleElse) {
  std::promise<std::string> received;
  loopback_server server([&](loopback_connection& client) {
    received.set_value(client.receive());
    client.answer("");
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address() + "/api"}};
    co_await session.post("items?x=1", {.headers = {{"X-A", "b"}, {"X-Empty", ""}}, .body = "body"});
  });
  const std::string host = server.address().substr(7);
  EXPECT_EQ(received.get_future().get().substr(0, 54 + host.size()), "POST /api/items?x=1 HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: weft");
}

// --- back-pressure and aborts ----------------------------------------------------------------------------------------

TEST_F(ClientSessionOnTheWire, ASlowReaderOfAnEndlessBodyHoldsUpTheSender) {
  std::promise<std::size_t> sent;
  loopback_server server([&](loopback_connection& client) {
    client.receive();
    client.send("HTTP/1.1 200 OK\r\n\r\n");
    const std::string piece(1 << 16, 'x');
    while (client.send(piece)) {
    }
    sent.set_value(client.sent());
  });
  std::size_t read = 0;
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    auto answer = co_await session.get("/");
    auto chunks = answer.chunks();
    for (int i = 0; i < 20; ++i) {
      const auto chunk = co_await chunks.next();
      if (!chunk) co_return;
      EXPECT_LE(chunk->size(), 1u << 17);
      read += chunk->size();
      co_await weft::sleep(5ms);
    }
  });
  // What the server could get rid of besides is in the two sockets' buffers: some megabytes where there was time for gigabytes.
  EXPECT_LT(sent.get_future().get(), read + (32u << 20));
}

TEST_F(ClientSessionOnTheWire, TheServerSeesEveryKindOfAbort) {
  std::atomic<int> ended = 0;
  loopback_server server([&](loopback_connection& client) {
    if (contains(client.receive(), "/body")) client.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome");
    client.wait_for_end();
    ++ended;
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    const auto all_ended = [&](int count) -> coroutine<> {
      while (ended < count) co_await weft::sleep(1ms);
    };
    auto task = weft::create_task(session.get("/"));
    while (server.connections() < 1) co_await weft::sleep(1ms);
    task.cancel();
    co_await all_ended(1);

    { auto destroyed = co_await session.get("/body"); }
    co_await all_ended(2);

    auto half_read = co_await session.get("/body");
    {
      auto chunks = half_read.chunks();
      co_await chunks.next();
    }
    co_await all_ended(3);

    auto answer = co_await session.get("/body");
    auto reading = weft::create_task(answer.text());
    co_await weft::yield_now();
    reading.cancel();
    co_await all_ended(4);

    EXPECT_THROW(co_await session.get("/", {.timeout = 10ms}), weft::timeout_error);
    co_await all_ended(5);
  });
}

TEST_F(ClientSessionOnTheWire, ALoopThatEndsLeavesNothingUnderWay) {
  std::promise<void> ended;
  loopback_server server([&](loopback_connection& client) {
    client.receive();
    client.wait_for_end();
    ended.set_value();
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    auto task = weft::create_task(session.get("/"));
    while (server.connections() < 1) co_await weft::sleep(1ms);
  });
  ended.get_future().get();
}

TEST_F(ClientSessionOnTheWire, AConnectionThatTheServerClosedMeanwhileIsReplaced) {
  loopback_server server([](loopback_connection& client) {
    client.receive();
    client.answer("once");  // and closes, although it did not say so
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(co_await fetch(session, "/"), "once");
  });
  EXPECT_EQ(server.connections(), 3);
}

// --- broken answers --------------------------------------------------------------------------------------------------

TEST_F(ClientSessionBrokenServer, ABodyThatBreaksOffIsAnHttpError) {
  loopback_server server([](loopback_connection& client) {
    client.receive();
    client.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    auto answer = co_await session.get("/");
    EXPECT_EQ(answer.status, 200);
    auto chunks = answer.chunks();
    EXPECT_EQ((co_await chunks.next())->size(), 9u) << "what came is delivered first";
    EXPECT_THROW(co_await chunks.next(), weft::http_error);
    auto other = co_await session.get("/");
    EXPECT_TRUE(contains(co_await http_error_of(other.text()), server.address()));
    EXPECT_NE(co_await http_error_of(other.text()), "") << "and again";
  });
}

TEST_F(ClientSessionBrokenServer, AChunkedBodyThatBreaksOffIsAnHttpError) {
  loopback_server server([](loopback_connection& client) {
    client.receive();
    client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\nnonsense\r\n");
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    EXPECT_NE(co_await http_error_of(fetch(session, "/")), "");
  });
}

TEST_F(ClientSessionBrokenServer, NoAnswerAndNoHttpAreHttpErrors) {
  for (const std::string_view answer : {"", "nonsense\r\n\r\n", "HTTP/1.1 \r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno field\r\n\r\n", "SSH-2.0-OpenSSH\r\n"}) {
    loopback_server server([&](loopback_connection& client) {
      client.receive();
      client.send(answer);
    });
    run([&]() -> coroutine<> {
      client_session session{{.base_url = server.address()}};
      EXPECT_NE(co_await http_error_of(fetch(session, "/")), "") << answer;
    });
  }
}

TEST_F(ClientSessionBrokenServer, OddHeaderLinesDoNoHarm) {
  loopback_server server([](loopback_connection& client) {
    client.receive();
    client.send(
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Folded: one\r\n  two\r\n: nameless\r\nX Space: y\r\nX-Empty:\r\n"
        "X-Tabs:\t a \t\r\nX-Twice: 1\r\nx-twice: 2\r\nX-Colons: a:b: c\r\n\r\nok");
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    auto answer = co_await session.get("/");
    EXPECT_EQ(answer.headers.get("x-folded"), "one two");
    EXPECT_EQ(answer.headers.get("x-empty"), "");
    EXPECT_EQ(answer.headers.get("x-tabs"), "a");
    EXPECT_EQ(answer.headers.get("x-twice"), "1") << "the first one";
    EXPECT_EQ(std::ranges::count(answer.headers, "x-twice", &weft::http_headers::field::first), 2);
    EXPECT_EQ(answer.headers.get("x-colons"), "a:b: c");
    EXPECT_EQ(answer.headers.get("x space"), std::nullopt);
    EXPECT_EQ(co_await answer.text(), "ok");
  });
}

TEST_F(ClientSessionBrokenServer, AnAnswerWithoutALengthEndsWithTheConnection) {
  loopback_server server([](loopback_connection& client) {
    client.receive();
    client.send("HTTP/1.0 200 OK\r\n\r\nthat is all");
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    EXPECT_EQ(co_await fetch(session, "/"), "that is all");
  });
}

TEST_F(ClientSessionBrokenServer, RedirectsThatLeadAwayFromHttpOrInCirclesAreHttpErrors) {
  loopback_server server([](loopback_connection& client) {
    for (std::string request; !(request = client.receive()).empty();) {
      const std::string where = contains(request, "/file") ? "file:///etc/passwd" : "/circle";
      client.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + where + "\r\n\r\n");
    }
  });
  run([&]() -> coroutine<> {
    client_session session{{.base_url = server.address()}};
    EXPECT_NE(co_await http_error_of(session.get("/file")), "");
    EXPECT_NE(co_await http_error_of(session.get("/circle")), "");
  });
}

TEST_F(ClientSessionBrokenServer, ARelativeAddressWithoutAnythingToBeRelativeToSaysSo) {
  const char* const given = std::getenv("WEFT_BASE_URL");
  const std::optional<std::string> before = given == nullptr ? std::nullopt : std::optional<std::string>(given);
  ::unsetenv("WEFT_BASE_URL");
  run([&]() -> coroutine<> {
    client_session session;
    EXPECT_TRUE(contains(co_await http_error_of(session.get("/x")), "base_url"));
    EXPECT_TRUE(contains(co_await http_error_of(session.get("")), "base_url"));
  });
  if (before) ::setenv("WEFT_BASE_URL", before->c_str(), 1);
}

}  // namespace

#endif

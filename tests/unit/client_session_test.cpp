// client_session against the site's own httpbin, over a real network: natively a server that npm test starts and names in
// WEFT_BASE_URL, in a browser the one that the page comes from. What needs a misbehaving server is in
// client_session_native_test.cpp.
#include "frame_balance.hpp"
#include "trace.hpp"

#include <weft/client_session.hpp>
#include <weft/errors.hpp>
#include <weft/event_loop.hpp>
#include <weft/gather.hpp>
#include <weft/run.hpp>
#include <weft/sleep.hpp>
#include <weft/task.hpp>
#include <weft/trace.hpp>
#include <weft/wait_for.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using weft::client_session;
using weft::coroutine;
using weft::response;

class ClientSession : public frame_balance {
 protected:
  void SetUp() override {
#ifndef __EMSCRIPTEN__
    if (std::getenv("WEFT_BASE_URL") == nullptr) GTEST_SKIP() << "no server: run by node tests/support/httpbin.mjs (npm test does)";
#endif
    frame_balance::SetUp();
  }

  trace log;
};
class ClientSessionBody : public ClientSession {};
class ClientSessionLimit : public ClientSession {};
class ClientSessionTimeout : public ClientSession {};
class ClientSessionMisuse : public ClientSession {};

/// Runs a lambda that is a coroutine; the lambda lives as long.
template <class F>
  requires std::invocable<F&>
auto run(F&& main) {
  return weft::run(main());
}

/// The text of the `Exception` that awaiting `c` throws; "" where it throws none.
template <class Exception, class T>
coroutine<std::string> thrown_by(coroutine<T> c) {
  std::string text;
  try {
    co_await std::move(c);
  } catch (const Exception& exception) {
    text = exception.what();
  }
  co_return text;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string as_text(const std::vector<std::byte>& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

coroutine<std::size_t> count_chunks(response& answer) {
  std::size_t size = 0;
  auto chunks = answer.chunks();
  while (const auto chunk = co_await chunks.next()) size += chunk->size();
  co_return size;
}

// --- requests and answers --------------------------------------------------------------------------------------------

TEST_F(ClientSession, GetsAnAnswerWithItsHeadAndBody) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/get?a=1");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.ok());
    EXPECT_TRUE(answer.url.ends_with("/httpbin/get?a=1")) << answer.url;
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json");
    EXPECT_EQ(answer.headers.get("no-such-field"), std::nullopt);
    EXPECT_TRUE(contains(co_await answer.text(), "\"a\": \"1\""));
  });
}

TEST_F(ClientSession, SendsBodiesWithEachMethod) {
  run([&]() -> coroutine<> {
    client_session session;
    const weft::request_options sent{.headers = {{"Content-Type", "text/plain"}}, .body = "ten bytes!"};
    auto post = co_await session.post("/httpbin/post", sent);
    EXPECT_TRUE(contains(co_await post.text(), "\"data\": \"ten bytes!\""));
    auto put = co_await session.put("/httpbin/put", sent);
    EXPECT_TRUE(contains(co_await put.text(), "\"data\": \"ten bytes!\""));
    auto patch = co_await session.patch("/httpbin/patch", sent);
    EXPECT_TRUE(contains(co_await patch.text(), "\"data\": \"ten bytes!\""));
    auto gone = co_await session.delete_("/httpbin/delete");
    EXPECT_EQ(gone.status, 200);
    EXPECT_EQ((co_await session.request("patch", "/httpbin/patch")).status, 200) << "methods are sent in upper case";
    EXPECT_EQ((co_await session.get("/httpbin/post")).status, 405);
  });
}

TEST_F(ClientSession, ABodyWithoutATypeIsSentWithoutOne) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.post("/httpbin/post", {.body = "a=b"});
    const std::string text = co_await answer.text();
    EXPECT_TRUE(contains(text, "\"data\": \"a=b\"")) << text;
    EXPECT_FALSE(contains(text, "Content-Type")) << text;
  });
}

TEST_F(ClientSession, HeadHasNoBody) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.head("/httpbin/bytes/1000");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("content-length"), "1000");
    EXPECT_EQ(co_await answer.text(), "");
  });
}

TEST_F(ClientSession, AnyStatusIsAnAnswer) {
  run([&]() -> coroutine<> {
    client_session session;
    for (const int status : {204, 404, 500}) {
      auto answer = co_await session.get("/httpbin/status/" + std::to_string(status));
      EXPECT_EQ(answer.status, status);
      EXPECT_EQ(answer.ok(), status == 204);
      EXPECT_EQ(co_await answer.text(), "");
    }
  });
}

TEST_F(ClientSession, FollowsRedirectsAndTellsWhereTheyEnded) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/redirect/3");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.url.ends_with("/httpbin/get")) << answer.url;
    // As with fetch, what follows a POST and 302 is a GET; httpbin/get takes nothing else.
    EXPECT_EQ((co_await session.post("/httpbin/redirect/1", {.body = "x"})).status, 200);
    EXPECT_EQ((co_await session.put("/httpbin/status/303", {.body = "x"})).status, 200);
    EXPECT_EQ((co_await session.put("/httpbin/redirect/1", {.body = "x"})).status, 405) << "a PUT stays one after 302";
    EXPECT_NE(co_await thrown_by<weft::http_error>(session.get("/httpbin/redirect/30")), "") << "more than 20";
  });
}

TEST_F(ClientSession, SendsItsOwnFieldsAndThoseOfTheRequestInTheirPlace) {
  run([&]() -> coroutine<> {
    client_session session{{.headers = {{"X-Both", "session"}, {"X-Session", "yes"}}}};
    auto answer = co_await session.get("/httpbin/headers", {.headers = {{"x-both", "request"}, {"X-Empty", ""}}});
    const std::string text = co_await answer.text();
    EXPECT_TRUE(contains(text, "\"X-Both\": \"request\"")) << text;
    EXPECT_TRUE(contains(text, "\"X-Session\": \"yes\"")) << text;
    EXPECT_TRUE(contains(text, "\"X-Empty\": \"\"")) << text;
  });
}

TEST_F(ClientSession, FieldsCarryBytesThatAreNoAscii) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/headers", {.headers = {{"X-Greeting", "안녕"}}});
    // Header fields are bytes; JavaScript, and so httpbin, shows each as one character: "안" is EC 95 88 in UTF-8.
    EXPECT_TRUE(contains(co_await answer.text(), "\"X-Greeting\": \"\u00ec\u0095\u0088\u00eb\u0085\u0095\""));
  });
}

TEST_F(ClientSession, EncodesWhatMayNotStandInAnAddress) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/get?q=a b&이름=값#part");
    EXPECT_TRUE(contains(co_await answer.text(), "\"이름\": \"값\""));
    EXPECT_TRUE(answer.url.ends_with("/httpbin/get?q=a%20b&%EC%9D%B4%EB%A6%84=%EA%B0%92")) << answer.url;
  });
}

TEST_F(ClientSession, RelativeAddressesAreInTheFolderOfTheBase) {
  run([&]() -> coroutine<> {
    const std::string site = [&](std::string url) { return url.substr(0, url.find("/httpbin/")); }((co_await client_session().get("/httpbin/get")).url);
    client_session session{{.base_url = site + "/httpbin"}};
    EXPECT_EQ((co_await session.get("get?x")).url, site + "/httpbin/get?x");
    EXPECT_EQ((co_await session.get("bytes/../get")).url, site + "/httpbin/get");
    EXPECT_EQ((co_await session.get("/httpbin/headers")).url, site + "/httpbin/headers");
    EXPECT_EQ((co_await session.get(site + "/httpbin/status/200")).url, site + "/httpbin/status/200");
  });
}

TEST_F(ClientSession, NoAnswerIsAnHttpError) {
  run([&]() -> coroutine<> {
    client_session session;
    EXPECT_NE(co_await thrown_by<weft::http_error>(session.get("http://127.0.0.1:1/")), "");
    EXPECT_NE(co_await thrown_by<weft::http_error>(session.get("nonsense://host/")), "");
    EXPECT_NE(co_await thrown_by<weft::http_error>(session.get("http://")), "");
  });
}

TEST_F(ClientSession, ManyRequestsAtOnceAllGetTheirOwnAnswers) {
  run([&]() -> coroutine<> {
    client_session session;
    std::vector<coroutine<std::string>> all;
    const auto number = [&](int i) -> coroutine<std::string> {
      auto answer = co_await session.get("/httpbin/get?number=" + std::to_string(i));
      co_return co_await answer.text();
    };
    for (int i = 0; i < 40; ++i) all.push_back(number(i));
    const auto texts = co_await weft::gather(std::move(all));
    for (int i = 0; i < 40; ++i) EXPECT_TRUE(contains(texts[i], "\"number\": \"" + std::to_string(i) + "\""));
  });
}

// --- bodies ----------------------------------------------------------------------------------------------------------

TEST_F(ClientSessionBody, CanBeHadAgainAsTextAndAsBytes) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/get");
    const std::string text = co_await answer.text();
    EXPECT_NE(text, "");
    EXPECT_EQ(co_await answer.text(), text);
    EXPECT_EQ(as_text(co_await answer.bytes()), text);
    auto chunks = answer.chunks();
    const auto piece = co_await chunks.next();
    EXPECT_TRUE(piece && piece->size() == text.size());
    EXPECT_FALSE(co_await chunks.next());
  });
}

TEST_F(ClientSessionBody, OfAResponseThatIsAboutToGo) {
  run([&]() -> coroutine<> {
    client_session session;
    EXPECT_EQ((co_await (co_await session.get("/httpbin/bytes/100")).bytes()).size(), 100u);
    auto answer = co_await session.get("/httpbin/bytes/100");
    EXPECT_EQ((co_await std::move(answer).text()).size(), 100u);
    EXPECT_NE(co_await thrown_by<weft::invalid_state_error>(answer.text()), "");
  });
}

TEST_F(ClientSessionBody, ComesInPieces) {
  run([&]() -> coroutine<> {
    client_session session;
    auto whole = co_await session.get("/httpbin/bytes/3000000?seed=7");
    const std::vector<std::byte> expected = co_await whole.bytes();
    auto answer = co_await session.get("/httpbin/bytes/3000000?seed=7");
    auto chunks = answer.chunks();
    std::vector<std::byte> bytes;
    int pieces = 0;
    while (const auto chunk = co_await chunks.next()) {
      EXPECT_FALSE(chunk->empty());
      bytes.insert(bytes.end(), chunk->begin(), chunk->end());
      ++pieces;
    }
    EXPECT_EQ(bytes, expected);
    EXPECT_GT(pieces, 1);
    EXPECT_FALSE(co_await chunks.next()) << "and stays ended";
    EXPECT_EQ(co_await thrown_by<weft::invalid_state_error>(answer.text()), "the body of this response has been read already");
  });
}

TEST_F(ClientSessionBody, PiecesComeAsTheyAreSent) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/stream/3?interval=0.03");
    auto chunks = answer.chunks();
    const auto began = weft::event_loop::current().time();
    std::string text;
    std::optional<weft::time_point> first;
    while (const auto chunk = co_await chunks.next()) {
      if (!first) first = weft::event_loop::current().time();
      text.append(reinterpret_cast<const char*>(chunk->data()), chunk->size());
    }
    EXPECT_TRUE(contains(text, "\"id\":0") && contains(text, "\"id\":2")) << text;
    EXPECT_GE(weft::event_loop::current().time() - *first, 40ms) << "the first one did not wait for the last one";
    EXPECT_GE(weft::event_loop::current().time() - began, 40ms);
  });
}

TEST_F(ClientSessionBody, IsReadByOneTaskAtATime) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/drip?duration=0.05&numbytes=5&delay=0");
    auto first = weft::create_task(answer.text());
    co_await weft::yield_now();
    EXPECT_EQ(co_await thrown_by<weft::invalid_state_error>(answer.text()), "the body of this response is being read already");
    EXPECT_EQ(co_await thrown_by<weft::invalid_state_error>(count_chunks(answer)), "the body of this response is being read already");
    EXPECT_EQ(co_await first, "*****");
  });
}

TEST_F(ClientSessionBody, NeedsNeitherItsSessionNorItsResponseWhileItIsRead) {
  run([&]() -> coroutine<> {
    std::optional<client_session> session(std::in_place);
    std::optional<response> answer = co_await session->get("/httpbin/drip?duration=0.05&numbytes=5&delay=0");
    session.reset();
    auto text = weft::create_task(answer->text());
    co_await weft::yield_now();
    answer.reset();
    EXPECT_EQ(co_await text, "*****");
  });
}

TEST_F(ClientSessionBody, IsLostWhenItsReaderIsCancelled) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/drip?duration=10&numbytes=10&delay=0");
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(weft::wait_for(answer.text(), 20ms)), "");
    EXPECT_TRUE(contains(co_await thrown_by<weft::http_error>(answer.text()), "aborted"));
  });
}

TEST_F(ClientSessionBody, IsGivenUpWhenItsPiecesAre) {
  run([&]() -> coroutine<> {
    client_session session;
    auto answer = co_await session.get("/httpbin/bytes/1000000000");
    {
      auto chunks = answer.chunks();
      EXPECT_TRUE(co_await chunks.next());
      co_await chunks.close();
    }
    EXPECT_TRUE(contains(co_await thrown_by<weft::http_error>(answer.text()), "aborted"));
    auto other = co_await session.get("/httpbin/bytes/1000000000");
    {
      auto chunks = other.chunks();
      EXPECT_TRUE(co_await chunks.next());
    }
    EXPECT_TRUE(contains(co_await thrown_by<weft::http_error>(other.text()), "aborted"));
  });
}

TEST_F(ClientSessionBody, OfALoopThatHasGoneCannotBeRead) {
  std::optional<response> kept;
  run([&]() -> coroutine<> { kept = co_await client_session().get("/httpbin/bytes/1000000000"); });
  run([&]() -> coroutine<> { EXPECT_TRUE(contains(co_await thrown_by<weft::http_error>(kept->text()), "event loop")); });
}

TEST_F(ClientSessionBody, VirtualTimePassesWhileAResponseIsJustKept) {
  weft::run(
      [&]() -> coroutine<> {
        client_session session{{.timeout = std::nullopt}};
        auto answer = co_await session.get("/httpbin/bytes/1000000");
        co_await weft::sleep(1h);
        EXPECT_EQ((co_await answer.text()).size(), 1'000'000u);
      }(),
      {.clock = weft::clock::virtual_time});
}

// --- the limit -------------------------------------------------------------------------------------------------------

TEST_F(ClientSessionLimit, LetsSoManyThroughFirstComeFirstServed) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    const auto fetch = [&](std::string name) -> coroutine<> {
      auto answer = co_await session.get("/httpbin/get");
      log(name + " has its head");
      co_await answer.text();
      log(name + " has its body");
    };
    co_await weft::gather(fetch("a"), fetch("b"), fetch("c"));
    EXPECT_EQ(log.take(), (lines{"a has its head", "a has its body", "b has its head", "b has its body", "c has its head", "c has its body"}));
  });
}

TEST_F(ClientSessionLimit, CountsARequestUntilItsBodyIsReadOrGivenUp) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    std::optional<response> first = co_await session.get("/httpbin/bytes/300000");
    auto second = weft::create_task(session.get("/httpbin/get"));
    co_await weft::sleep(30ms);
    EXPECT_FALSE(second.done()) << "the body of the first is still to come";
    EXPECT_EQ((co_await first->bytes()).size(), 300'000u);
    EXPECT_EQ((co_await second).status, 200);

    std::optional<response> third = co_await session.get("/httpbin/bytes/300000");
    auto fourth = weft::create_task(session.get("/httpbin/get"));
    co_await weft::sleep(5ms);
    EXPECT_FALSE(fourth.done());
    third.reset();
    EXPECT_EQ((co_await fourth).status, 200);
  });
}

TEST_F(ClientSessionLimit, AWaiterThatIsCancelledLosesNobodysTurn) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    std::optional<response> holder = co_await session.get("/httpbin/bytes/300000");
    auto cancelled = weft::create_task(session.get("/httpbin/get"));
    auto next = weft::create_task(session.get("/httpbin/get"));
    co_await weft::yield_now();
    // Its turn comes, and in the same step it is cancelled.
    holder.reset();
    cancelled.cancel();
    EXPECT_EQ((co_await next).status, 200);
    EXPECT_TRUE(cancelled.cancelled());
    EXPECT_EQ((co_await session.get("/httpbin/get")).status, 200) << "and no slot has gone missing";
  });
}

TEST_F(ClientSessionLimit, AFailedOrCancelledRequestFreesItsSlot) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    EXPECT_NE(co_await thrown_by<weft::http_error>(session.get("http://127.0.0.1:1/")), "");
    auto slow = weft::create_task(session.get("/httpbin/delay/10"));
    co_await weft::yield_now();
    auto next = weft::create_task(session.get("/httpbin/get"));
    co_await weft::yield_now();
    slow.cancel();
    EXPECT_EQ((co_await next).status, 200);
  });
}

TEST_F(ClientSessionLimit, AResponseThatIsKeptWhileItsTaskWaitsForAnotherIsADeadlock) {
  const std::string text = what_of<weft::deadlock_error>([&] {
    run([&]() -> coroutine<> {
      client_session session{{.limit = 1, .timeout = std::nullopt}};
      auto kept = co_await session.get("/httpbin/bytes/300000");
      auto never = co_await session.get("/httpbin/get");
    });
  });
  EXPECT_TRUE(contains(text, "its turn among the session's requests")) << text;
}

TEST_F(ClientSessionLimit, IsSharedByCopies) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    client_session copy = session;
    std::optional<response> holder = co_await session.get("/httpbin/bytes/300000");
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(copy.get("/httpbin/get", {.timeout = 10ms})), "");
    holder.reset();
    EXPECT_EQ((co_await copy.get("/httpbin/get")).status, 200);
  });
}

// --- the timeout -----------------------------------------------------------------------------------------------------

TEST_F(ClientSessionTimeout, EndsARequestThatTakesTooLong) {
  run([&]() -> coroutine<> {
    client_session session{{.timeout = 30ms}};
    EXPECT_EQ(co_await thrown_by<weft::timeout_error>(session.get("/httpbin/delay/10")), "the request took longer than its timeout");
    EXPECT_EQ((co_await session.get("/httpbin/delay/0.04", {.timeout = 5s})).status, 200) << "a request may have its own";
    EXPECT_EQ((co_await session.get("/httpbin/delay/0.04", {.timeout = 0s})).status, 200) << "or none";
  });
}

TEST_F(ClientSessionTimeout, IncludesTheBody) {
  run([&]() -> coroutine<> {
    client_session session{{.timeout = 60ms}};
    auto answer = co_await session.get("/httpbin/drip?duration=10&numbytes=10&delay=0");
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(answer.text()), "");
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(answer.text()), "") << "and says so again";
  });
}

TEST_F(ClientSessionTimeout, IncludesTheWaitForASlot) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    auto holder = co_await session.get("/httpbin/bytes/300000");
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(session.get("/httpbin/get", {.timeout = 20ms})), "");
    EXPECT_EQ((co_await holder.bytes()).size(), 300'000u);
  });
}

TEST_F(ClientSessionTimeout, FreesTheSlotOfAResponseThatIsJustKept) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1, .timeout = 40ms}};
    auto kept = co_await session.get("/httpbin/bytes/1000000000");
    EXPECT_EQ((co_await session.get("/httpbin/get", {.timeout = 5s})).status, 200);
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(count_chunks(kept)), "");
  });
}

TEST_F(ClientSessionTimeout, CancellingTheTaskIsNoTimeout) {
  run([&]() -> coroutine<> {
    client_session session;
    auto task = weft::create_task(session.get("/httpbin/delay/10"));
    co_await weft::sleep(5ms);
    task.cancel("enough");
    EXPECT_EQ(co_await thrown_by<weft::cancelled_error>([](auto t) -> coroutine<> { co_await t; }(task)), "enough");
  });
}

// --- traced ----------------------------------------------------------------------------------------------------------

TEST_F(ClientSession, ATraceTellsTheBeginningTheHeadAndTheEndOfEachRequest) {
  weft::trace::start();
  run([&]() -> coroutine<> {
    client_session session;
    EXPECT_EQ((co_await (co_await session.get("/httpbin/bytes/5")).bytes()).size(), 5u);
    EXPECT_NE(co_await thrown_by<weft::http_error>(session.get("http://127.0.0.1:1/nobody")), "");
    EXPECT_NE(co_await thrown_by<weft::timeout_error>(session.get("/httpbin/delay/10", {.timeout = 20ms})), "");
    auto task = weft::create_task(session.post("/httpbin/delay/11"));
    co_await weft::sleep(5ms);
    task.cancel();
    EXPECT_NE(co_await thrown_by<weft::cancelled_error>([](auto t) -> coroutine<> { co_await t; }(task)), "");
  });
  weft::trace::stop();
  const std::string json = weft::trace::export_chrome_json();
  // The events of the request to `address`: each its phase and, where it is the end, how it ended.
  const auto events = [&](std::string_view address) {
    std::string all;
    for (std::size_t at = 0, end = 0; end != std::string::npos; at = end + 1) {
      end = json.find('\n', at);
      const std::string_view event = std::string_view(json).substr(at, end == std::string::npos ? end : end - at);
      if (!contains(event, "\"cat\":\"request\"") || !contains(event, address)) continue;
      for (const std::string_view part : {"\"ph\":\"b\"", "\"ph\":\"n\"", "\"ph\":\"e\"", "complete", "failed", "timed out", "aborted"}) {
        if (contains(event, part)) all += (all.empty() ? "" : " ") + std::string(part);
      }
    }
    return all;
  };
  EXPECT_EQ(events("/httpbin/bytes/5\""), "\"ph\":\"b\" \"ph\":\"n\" \"ph\":\"e\" complete") << json;
  EXPECT_EQ(events("GET http://127.0.0.1:1/nobody"), "\"ph\":\"b\" \"ph\":\"e\" failed") << json;
  EXPECT_EQ(events("/httpbin/delay/10\""), "\"ph\":\"b\" \"ph\":\"e\" timed out") << json;
  EXPECT_EQ(events("/httpbin/delay/11\""), "\"ph\":\"b\" \"ph\":\"e\" aborted") << json;
  EXPECT_TRUE(contains(json, "\"name\":\"POST ")) << json;
}

// --- misuse ----------------------------------------------------------------------------------------------------------

TEST_F(ClientSessionMisuse, WhatCanBeNoRequestIsRefusedBeforeItIsSent) {
  run([&]() -> coroutine<> {
    client_session session;
    const auto refused = [&](std::string method, weft::request_options options = {}) {
      return thrown_by<std::invalid_argument>(session.request(std::move(method), "/httpbin/get", std::move(options)));
    };
    EXPECT_EQ(co_await refused("GE T"), "\"GE T\" is no HTTP method");
    EXPECT_NE(co_await refused(""), "");
    EXPECT_NE(co_await refused("GET / HTTP/1.1\r\nX: y"), "");
    EXPECT_NE(co_await refused("connect"), "");
    EXPECT_EQ(co_await refused("GET", {.body = "x"}), "a GET request has no body");
    EXPECT_NE(co_await refused("HEAD", {.body = "x"}), "");
    EXPECT_EQ(co_await refused("GET", {.headers = {{"X-A", "1\r\nX-B: 2"}}}),
              "the header field X-A has a line break or a null character in its value");
    EXPECT_NE(co_await refused("GET", {.headers = {{"X-A", "1\nX-B: 2"}}}), "");
    EXPECT_NE(co_await refused("GET", {.headers = {{"X-A", std::string("1\0", 2)}}}), "");
    EXPECT_EQ(co_await refused("GET", {.headers = {{"X A", "1"}}}), "\"X A\" is no name of a header field");
    EXPECT_NE(co_await refused("GET", {.headers = {{"", "1"}}}), "");
    EXPECT_NE(co_await refused("GET", {.headers = {{"X-A: 1\r\nX-B", "1"}}}), "");
    client_session careless{{.headers = {{"X-A", "1\n2"}}}};
    EXPECT_NE(co_await thrown_by<std::invalid_argument>(careless.get("/httpbin/get")), "");
    EXPECT_EQ(co_await thrown_by<weft::http_error>(session.get("/httpbin/get HTTP/1.1\r\nX: y")),
              "the address \"/httpbin/get HTTP/1.1\?\?X: y\" has a control character in it");
  });
}

TEST_F(ClientSessionMisuse, ASessionThatWasMovedFromSaysSo) {
  run([&]() -> coroutine<> {
    client_session session;
    client_session moved = std::move(session);
    EXPECT_NE(co_await thrown_by<weft::invalid_state_error>(session.get("/httpbin/get")), "");
    EXPECT_EQ((co_await moved.get("/httpbin/get")).status, 200);
  });
}

TEST_F(ClientSessionMisuse, ARequestThatIsNeverAwaitedIsNeverMade) {
  run([&]() -> coroutine<> {
    client_session session{{.limit = 1}};
    { auto never = session.get("/httpbin/get"); }
    EXPECT_EQ((co_await session.get("/httpbin/get")).status, 200);
  });
}

}  // namespace

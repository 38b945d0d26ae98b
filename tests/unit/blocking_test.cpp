// blocking::get() and post(), natively against a server of the test's own. In a browser the end-to-end tests make requests.
#ifndef __EMSCRIPTEN__

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <latch>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "frame_balance.hpp"

namespace {

class Blocking : public frame_balance {};

/// Answers each connection once, with what `answer` makes of the request's text; on a thread of its own each.
class server {
 public:
  explicit server(std::string (*answer)(const std::string& request, std::latch& all), int connections) : all_(connections) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 128) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no server");
    }
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this, answer, connections] {
      std::vector<std::thread> serving;
      for (int i = 0; i < connections; ++i) {
        const int connection = accept(listener_, nullptr, nullptr);
        serving.emplace_back([this, answer, connection] {
          std::string request;
          char piece[4096];
          while (request.find("\r\n\r\n") == std::string::npos || request.find("expected") != std::string::npos) {
            const ssize_t got = read(connection, piece, sizeof piece);
            if (got <= 0) break;
            request.append(piece, static_cast<std::size_t>(got));
            if (request.ends_with("the whole body")) break;
          }
          const std::string text = answer(request, all_);
          EXPECT_EQ(write(connection, text.data(), text.size()), static_cast<ssize_t>(text.size()));
          close(connection);
        });
      }
      for (std::thread& each : serving) each.join();
    });
  }
  ~server() {
    accepting_.join();
    close(listener_);
  }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }

 private:
  std::latch all_;
  int listener_;
  int port_ = 0;
  std::thread accepting_;
};

TEST_F(Blocking, GivesTheWholeAnswer) {
  const server web(
      [](const std::string& request, std::latch&) {
        EXPECT_TRUE(request.starts_with("GET /page HTTP/1.1\r\n")) << request;
        EXPECT_NE(request.find("X-Mine: yes\r\n"), std::string::npos) << request;
        return std::string("HTTP/1.1 404 Not Found\r\nX-Theirs: no\r\nContent-Length: 4\r\n\r\ngone");
      },
      1);
  const auto answer = weft::blocking::get(web.url("/page"), {.headers = {{"X-Mine", "yes"}}});
  EXPECT_EQ(answer.status, 404);
  EXPECT_FALSE(answer.ok());
  EXPECT_EQ(answer.url, web.url("/page"));
  EXPECT_EQ(answer.headers.get("x-theirs"), "no");
  EXPECT_EQ(answer.text(), "gone");
}

TEST_F(Blocking, PostsABody) {
  const server web(
      [](const std::string& request, std::latch&) {
        EXPECT_TRUE(request.starts_with("POST /form HTTP/1.1\r\n")) << request;
        EXPECT_TRUE(request.ends_with("\r\n\r\nexpected: the whole body")) << request;
        return std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      },
      1);
  EXPECT_TRUE(weft::blocking::post(web.url("/form"), {.body = "expected: the whole body"}).ok());
}

TEST_F(Blocking, IsAnErrorWithoutAnAnswer) {
  EXPECT_THROW(weft::blocking::get("http://127.0.0.1:1/"), weft::http_error);
  EXPECT_THROW(weft::blocking::get("http://no address"), weft::http_error);
}

TEST_F(Blocking, AHundredThreadsBlockAtOnce) {
  // The server answers nobody before all hundred have asked.
  const server web(
      [](const std::string&, std::latch& all) {
        all.arrive_and_wait();
        return std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      },
      100);
  weft::thread_pool_executor pool(100);
  const auto bodies =
      pool.map([&](int) { return weft::blocking::get(web.url("/")).text(); }, std::vector<int>(100));
  EXPECT_EQ(bodies, std::vector<std::string>(100, "ok"));
}

}  // namespace

#endif

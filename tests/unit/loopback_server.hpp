// A server on this machine that does to a client what no well-behaved server would: breaks bodies off, sends for ever,
// answers nonsense, and counts connections and bytes. For everything else the tests use the site's own httpbin.
#ifndef WEFT_TESTS_UNIT_LOOPBACK_SERVER_HPP
#define WEFT_TESTS_UNIT_LOOPBACK_SERVER_HPP

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <functional>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

/// One client's connection, on a thread of its own.
class loopback_connection {
 public:
  explicit loopback_connection(int socket) : socket_(socket) {}

  /// The next request, head and body (of the length that it says it has); "" when the client has gone.
  std::string receive() {
    std::size_t head = std::string::npos;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return {};
    }
    std::size_t size = head + 4;
    if (const std::size_t field = buffer_.find("Content-Length: "); field < head) size += std::stoul(buffer_.substr(field + 16));
    while (buffer_.size() < size) {
      if (!fill()) return {};
    }
    std::string request = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return request;
  }

  /// Sends all of it, as fast as the client takes it. False when the client has gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      sent_ += static_cast<std::size_t>(sent);
    }
    return true;
  }
  bool answer(std::string_view body, std::string_view fields = {}) {
    return send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(fields) + "\r\n" + std::string(body));
  }
  /// Waits for the client to go away.
  void wait_for_end() {
    while (fill()) {
    }
  }
  std::size_t sent() const { return sent_; }

 private:
  bool fill() {
    char bytes[4096];
    const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  std::string buffer_;
  std::size_t sent_ = 0;
};

/// Calls `serve` for every connection, on a thread for each; closes it when that returns. The destructor shuts all down and
/// waits for the threads.
class loopback_server {
 public:
  explicit loopback_server(std::function<void(loopback_connection&)> serve) : serve_(std::move(serve)) {
    listener_ = check(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::bind(listener_, reinterpret_cast<sockaddr*>(&here), sizeof here));
    check(::listen(listener_, 128));
    socklen_t size = sizeof here;
    check(::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size));
    address_ = "http://127.0.0.1:" + std::to_string(ntohs(here.sin_port));
    accepting_ = std::thread([this] { accept_all(); });
  }
  loopback_server(const loopback_server&) = delete;
  loopback_server& operator=(const loopback_server&) = delete;
  ~loopback_server() {
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    ::close(listener_);
    {
      const std::scoped_lock lock(mutex_);
      for (const client& each : clients_) {
        if (each.socket >= 0) ::shutdown(each.socket, SHUT_RDWR);
      }
    }
    for (client& each : clients_) each.thread.join();
  }

  /// "http://127.0.0.1:port", without a slash.
  const std::string& address() const { return address_; }
  int connections() const { return connections_; }

 private:
  struct client {
    int socket;
    std::thread thread;
  };

  static int check(int result) {
    if (result < 0) throw std::system_error(errno, std::generic_category());
    return result;
  }

  void accept_all() {
    for (;;) {
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) return;
      ++connections_;
      const std::scoped_lock lock(mutex_);
      client& made = clients_.emplace_back(socket, std::thread());
      made.thread = std::thread([this, &made, socket] {
        loopback_connection connection(socket);
        serve_(connection);
        const std::scoped_lock inner(mutex_);
        ::close(socket);
        made.socket = -1;
      });
    }
  }

  std::function<void(loopback_connection&)> serve_;
  std::string address_;
  int listener_ = -1;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::list<client> clients_;
  std::thread accepting_;
};

#endif

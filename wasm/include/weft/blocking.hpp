// Requests that block: Python's requests.get(). What a program does that knows nothing of event loops, and what a thread
// of a pool does.
//
//     auto answer = weft::blocking::get("/httpbin/delay/1");   // a second later
//     weft::println("{} {}", answer.status, answer.text());
#ifndef WEFT_BLOCKING_HPP
#define WEFT_BLOCKING_HPP

#include <string>
#include <utility>

#include "client_session.hpp"

namespace weft::blocking {

/// A whole answer.
class response {
 public:
  int status = 0;
  /// Where the answer came from, after redirects.
  std::string url;
  http_headers headers;
  /// The body, as bytes.
  std::string body;

  /// Whether the status is 200 to 299.
  bool ok() const noexcept { return status >= 200 && status < 300; }
  /// The body; for a text in UTF-8, the text.
  const std::string& text() const& noexcept { return body; }
  std::string text() && noexcept { return std::move(body); }
};

/// Makes a request and blocks the calling thread, and no other, until the whole answer is there. An answer of any status is
/// a success; throws http_error when there is none, and std::invalid_argument for what client_session does not send either.
/// The options' timeout has no effect: nothing can interrupt a thread that is blocked.
///
/// On the thread of an event loop it holds up every task of that loop, as requests.get() does in Python: there, use
/// client_session. In a browser the request is a fetch of the page's, as every request is; a browser that cannot block C++
/// on the main thread (one without JSPI) makes it http_error there, and works on other threads.
response request(std::string method, std::string url, request_options options = {});
response get(std::string url, request_options options = {});
response post(std::string url, request_options options = {});

}  // namespace weft::blocking

#endif

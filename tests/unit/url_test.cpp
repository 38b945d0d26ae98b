// Addresses as client_session resolves them: RFC 3986's own examples, and where this is more lenient than that.
#include "trace.hpp"

#include <weft/errors.hpp>

#include "src/url.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>

namespace {

using weft::detail::resolve_url;

TEST(Url, ResolvesTheExamplesOfTheStandard) {
  // RFC 3986, 5.4, with the base given as a folder, as bases are here.
  for (const auto& [address, resolved] : {
           std::pair<std::string_view, std::string_view>{"g", "http://a/b/c/g"},
           {"./g", "http://a/b/c/g"},
           {"g/", "http://a/b/c/g/"},
           {"/g", "http://a/g"},
           {"//g", "http://g/"},
           {"g?y", "http://a/b/c/g?y"},
           {"g?y#s", "http://a/b/c/g?y"},
           {"#s", "http://a/b/c/"},
           {".", "http://a/b/c/"},
           {"..", "http://a/b/"},
           {"../g", "http://a/b/g"},
           {"../..", "http://a/"},
           {"../../../../g", "http://a/g"},
           {"/./g", "http://a/g"},
           {"/../g", "http://a/g"},
           {"g.", "http://a/b/c/g."},
           {"..g", "http://a/b/c/..g"},
           {"./../g", "http://a/b/g"},
           {"g/./h", "http://a/b/c/g/h"},
           {"g/../h", "http://a/b/c/h"},
           {"g?y/../x", "http://a/b/c/g?y/../x"},
       }) {
    EXPECT_EQ(resolve_url("http://a/b/c/", address), resolved) << address;
  }
}

TEST(Url, ABaseIsAFolderHoweverItIsWritten) {
  EXPECT_EQ(resolve_url("https://host/api", "items"), "https://host/api/items");
  EXPECT_EQ(resolve_url("https://host/api/", "items"), "https://host/api/items");
  EXPECT_EQ(resolve_url("https://host", "items"), "https://host/items");
  EXPECT_EQ(resolve_url("https://host?key=1", "items"), "https://host/items");
  EXPECT_EQ(resolve_url("https://host/api?key=1", ""), "https://host/api?key=1");
  EXPECT_EQ(resolve_url("/weft", "httpbin/get"), "/weft/httpbin/get");
}

TEST(Url, WholeAddressesNeedNoBase) {
  EXPECT_EQ(resolve_url("https://host/api", "http://other:8080"), "http://other:8080/");
  EXPECT_EQ(resolve_url("https://host/api", "HTTP://other/a/../b"), "HTTP://other/b");
  EXPECT_EQ(resolve_url("", "data:text/plain,a b"), "data:text/plain,a%20b");
  EXPECT_EQ(resolve_url("", "/httpbin/get"), "/httpbin/get") << "the host knows what this is relative to";
  EXPECT_EQ(resolve_url("", "a:b"), "a:b");
  EXPECT_EQ(resolve_url("", "1:b"), "1:b");
  EXPECT_EQ(resolve_url("", ""), "");
}

TEST(Url, EncodesWhatMayNotStandInAnAddressOnce) {
  EXPECT_EQ(resolve_url("", " http://h/a b?c d "), "http://h/a%20b?c%20d");
  EXPECT_EQ(resolve_url("", "http://h/값"), "http://h/%EA%B0%92");
  EXPECT_EQ(resolve_url("", "http://h/%20%zz\"<>\\^`{|}"), "http://h/%20%zz%22%3C%3E%5C%5E%60%7B%7C%7D");
  EXPECT_EQ(resolve_url("", "/.//host/x"), "/.//host/x") << "not //host/x, which would be another server";
}

TEST(Url, RefusesControlCharacters) {
  EXPECT_EQ(what_of<weft::http_error>([] { resolve_url("", "http://h/\r\nX: y"); }),
            "the address \"http://h/\?\?X: y\" has a control character in it");
  EXPECT_NE(what_of<weft::http_error>([] { resolve_url("http://h\n/", "x"); }), "");
  EXPECT_NE(what_of<weft::http_error>([] { resolve_url("", std::string_view("a\0b", 3)); }), "");
}

}  // namespace

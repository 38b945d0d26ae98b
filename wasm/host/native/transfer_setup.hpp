// What a request is to libcurl, whoever drives the transfer: a loop (native_backend.cpp) or a thread that blocks
// (blocking_request.cpp).
#ifndef WEFT_HOST_NATIVE_TRANSFER_SETUP_HPP
#define WEFT_HOST_NATIVE_TRANSFER_SETUP_HPP

#include <string_view>
#include <vector>

#include <curl/curl.h>

#include "../host.hpp"

namespace weft::host {

/// Readies libcurl once for the process; throws when it cannot be used.
void require_curl();

/// Tells `handle` what to ask for. `what.body` is not copied. The list that is returned is freed after the transfer.
curl_slist* describe_request(CURL* handle, const request& what);

/// Takes in one line of an answer's head; a status line (of a redirect, or the final one) begins anew.
void add_header_line(CURL* handle, std::vector<header>& headers, std::string_view line);

}  // namespace weft::host

#endif

// A request as somebody asks for it, made into one that a host can make.
#ifndef WEFT_SRC_PREPARE_REQUEST_HPP
#define WEFT_SRC_PREPARE_REQUEST_HPP

#include <string>
#include <string_view>

#include <weft/client_session.hpp>

#include "../host/host.hpp"

namespace weft::detail {

/// Checks it, throwing std::invalid_argument: the two hosts would complain of different things, and of some not at all.
/// Takes the body out of `options`.
host::request prepare_request(const session_options& session, std::string method, std::string_view url, request_options& options);

}  // namespace weft::detail

#endif

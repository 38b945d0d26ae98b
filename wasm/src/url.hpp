// Addresses: what a program wrote, made into what a host can ask for. RFC 3986 with fetch's leniency.
#ifndef WEFT_SRC_URL_HPP
#define WEFT_SRC_URL_HPP

#include <string>
#include <string_view>

namespace weft::detail {

/// `address` as seen from the folder `base` ("https://host/api" and "https://host/api/" are the same folder). Spaces and
/// whatever else may not stand in an address are percent-encoded, `.` and `..` are followed, a fragment is dropped: servers
/// never see one. A relative address without a base stays relative: it is for the host to say what to.
/// Throws http_error for an address with a control character in it: it could say something else to the server than to us.
std::string resolve_url(std::string_view base, std::string_view address);

}  // namespace weft::detail

#endif

// The error for an address that cannot be listened on.
#pragma once
#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::mock {

[[nodiscard]] Error cannot_listen(std::string_view kind, std::string_view address, std::uint16_t port,
                                  const boost::system::error_code& error);

}  // namespace rtpe::mock

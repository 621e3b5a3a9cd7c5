// The flags string of a function of Kamailio's module that makes a given NG request.
#pragma once
#include <string>

#include "client/bencode/reader.hpp"

namespace rtpe::capture {

/// Of a request's dictionary: "replace-origin ICE=remove". What a function adds by itself (call-id, tags, sdp,
/// received-from) is left out. behaviour.md section 4.
[[nodiscard]] std::string flags_of(const bencode::View& request);

}  // namespace rtpe::capture

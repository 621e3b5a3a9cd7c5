// What a subscribe request with the flag SIPREC adds to its reply.
#pragma once
#include <string_view>
#include <vector>

#include "client/bencode/writer.hpp"
#include "mock_engine/calls/call.hpp"

namespace rtpe::mock {

/// `tag-medias` and `media-labels`: every media of the sources with the a=label it has in `sdp`, in order.
void write_siprec(const Call& call, const std::vector<LegId>& sources, std::string_view sdp, bencode::Writer& reply);

}  // namespace rtpe::mock

// What a subscribe request with the flag SIPREC adds to its reply.
#pragma once
#include <vector>

#include "client/bencode/writer.hpp"
#include "mock_engine/calls/call.hpp"

namespace rtpe::mock {

/// `tag-medias` and `media-labels`: every media of the sources, with the label that stands for it in SIPREC.
void write_siprec(const Call& call, const std::vector<LegId>& sources, bencode::Writer& reply);

}  // namespace rtpe::mock

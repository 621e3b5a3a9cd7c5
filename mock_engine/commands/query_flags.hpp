// Flags of medias and streams as query replies print them: a list of words in a fixed order (protocol.md 9).
#pragma once
#include "client/bencode/writer.hpp"
#include "mock_engine/calls/media.hpp"
#include "mock_engine/personality.hpp"

namespace rtpe::mock {

void write_flags(const Media& media, const Personality& personality, bencode::Writer& writer);
void write_flags(const StreamFlags& flags, bencode::Writer& writer);

}  // namespace rtpe::mock

// Elements of the list-valued keys, and the aliases they have inside `flags` (protocol.md 6).
#pragma once
#include <string_view>

#include "mock_engine/rewrite/options.hpp"

namespace rtpe::mock {

/// Each takes one element; unknown ones are ignored. Blanks count as hyphens.
void read_flag(Options& options, std::string_view text);
void read_replace(Options& options, std::string_view text);
void read_rtcp_mux(Options& options, std::string_view text);
void read_sdes(Options& options, std::string_view text);
void read_osrtp(Options& options, std::string_view text);
void read_t38(Options& options, std::string_view text);
/// `list`: strip, offer, ...; unknown lists are ignored.
void add_codec_wish(Options& options, std::string_view list, std::string_view codec);

}  // namespace rtpe::mock

// Elements of the list-valued keys, and the aliases they have inside `flags` (protocol.md 6; every spelling tried at
// 10.5.3.5).
#pragma once
#include <string_view>

#include "mock_engine/rewrite/options.hpp"

namespace rtpe::mock {

/// Each takes one element. Blanks count as hyphens. Unknown elements are reported and have no effect.
void read_flag(Options& options, std::string_view text);
void read_replace(Options& options, std::string_view text);
void read_rtcp_mux(Options& options, std::string_view text);
void read_sdes_option(Options& options, std::string_view text);
void read_osrtp(Options& options, std::string_view text);
void read_t38(Options& options, std::string_view text);
/// Nothing of it shows in signalling.
void read_endpoint_learning(Options& options, std::string_view text);
/// `list`: strip, offer, ...
void read_codec_list(Options& options, std::string_view list, bencode::View codecs);

/// Adds to Options::unknown. `key`: what the text is an element or the value of; empty: of `flags`.
void report_unknown(Options& options, std::string_view key, std::string_view text);

template <class Use>
void for_each_string(bencode::View list, Use use) {
  if (!list || list.kind() != bencode::Kind::list) return;
  for (const bencode::View element : list)
    if (const auto text = element.string()) use(*text);
}

}  // namespace rtpe::mock

// What an NG message says in front of the place where the capture, or its sender, cut it.
#pragma once
#include <string_view>

#include "pcap/ng/ng_message.hpp"

namespace rtpe::capture {

/// Takes whole strings of the outermost dictionary and sets the kind as far as keys show it.
void scan_cut_bencode(NgMessage& message, std::string_view dictionary);
/// The same for JSON; finds the command alone.
void scan_cut_json(NgMessage& message, std::string_view text);

}  // namespace rtpe::capture

// Judges a capture: everything that its call book proves to be wrong.
#pragma once
#include <vector>

#include "pcap/call/call_book.hpp"
#include "pcap/check/finding.hpp"

namespace rtpe::capture {

struct CheckInput {
  const CallBook& book;  ///< joined, with SDP
  Time end;              ///< of the capture
  std::uint64_t fragments_given_up = 0;
  Thresholds thresholds = {};
};

/// By time.
[[nodiscard]] std::vector<Finding> check_capture(const CheckInput& input);

/// The parts of it.
void check_commands(const CheckInput& input, std::vector<Finding>& out);
void check_calls(const CheckInput& input, std::vector<Finding>& out);
void check_media(const CheckInput& input, std::vector<Finding>& out);
void check_handshakes(const CheckInput& input, std::vector<Finding>& out);
void check_nodes(const CheckInput& input, std::vector<Finding>& out);

}  // namespace rtpe::capture

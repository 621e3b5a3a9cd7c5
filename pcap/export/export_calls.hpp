// Writes chosen calls of a capture into a new one, as they are or anonymised.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "pcap/call/call_book.hpp"
#include "pcap/traffic.hpp"

namespace rtpe::capture {

struct ExportOptions {
  std::vector<std::string> files;  ///< read three times: no pipes
  std::vector<std::string> calls;  ///< parts of Call-IDs; empty: all calls
  std::vector<std::string> leg_headers = {"X-CID"};
  std::string output;
  /// Set: names, numbers, addresses, hosts and keys are replaced (Anonymiser), media is masked, every message becomes a
  /// frame of its own: fragments are joined, tunnels and HEP opened, TCP segments and WebSocket frames made anew.
  std::optional<std::uint64_t> anonymiser_seed;
};

struct ExportSummary {
  std::vector<std::string> call_ids;  ///< of the calls that were written
  std::size_t calls = 0;              ///< over all their legs
  std::uint64_t frames = 0;           ///< written
  std::array<std::uint64_t, contents> by_content{};
  std::uint64_t icmp_errors = 0, parts = 0;  ///< parts: fragments and segments in front of the one that completed it
  std::vector<std::string> originals;        ///< anonymised: what is not in the result any more
  std::optional<Error> damage;               ///< what ended the reading early
};

/// Errors: no such call; the output cannot be written; a file cannot be read.
Expected<ExportSummary> export_calls(const ExportOptions& options);

}  // namespace rtpe::capture

// NG commands of a capture with all their bytes, as a replay needs them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// A command that was answered. The payloads are what follows the cookie.
struct RecordedExchange {
  std::uint64_t frame = 0;
  Time sent;
  Endpoint client, node;
  std::string cookie, command, call_id;
  std::string request, reply;
};

struct RecordedExchanges {
  std::vector<RecordedExchange> exchanges;  ///< by time
  std::uint64_t unanswered = 0;             ///< commands without a reply: there is nothing to compare with
  std::uint64_t unreadable = 0;             ///< cut, or not bencode
  std::optional<Error> damage;              ///< what ended the reading before the end of a file
};

/// Of whole captures, several merged by time; retransmissions count once. At most 200,000 are kept.
Expected<RecordedExchanges> recorded_exchanges(const std::vector<std::string>& paths);

}  // namespace rtpe::capture

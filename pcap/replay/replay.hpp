// pcap replay: the NG commands of a capture once more, to an engine that is there, and both replies side by side.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "pcap/replay/recorded_exchanges.hpp"
#include "pcap/replay/reply_lines.hpp"

namespace rtpe::capture {

struct ReplayedExchange {
  const RecordedExchange* recorded = nullptr;
  bool was_answered = false;
  std::vector<LineDifference> differences;  ///< of an answered one
  /// What the captured reply says of media that came, where this replay sends none: no differences.
  std::vector<LineDifference> without_media;
  [[nodiscard]] bool is_equal() const { return was_answered && differences.empty(); }
};

struct ReplayEnds {
  /// Sends a datagram and waits for the reply with the same cookie; nullopt: none came. Error: it cannot be sent.
  std::function<Expected<std::optional<std::string>>(std::string_view cookie, std::string_view datagram)> ask;
  /// Called before each command with its time since the first one. False: no more.
  std::function<bool(Duration since_first)> wait;
  std::function<void(const ReplayedExchange&)> told;  ///< each, in order
  /// May be empty: told the SDP of a captured reply and that of today's.
  std::function<void(std::string_view captured_sdp, std::string_view replayed_sdp)> negotiated = {};
  enum class Media : std::uint8_t { sent, none };
  Media media = Media::sent;  ///< the capture's media
};

struct ReplayTotals {
  std::size_t sent = 0, equal = 0, different = 0, unanswered = 0;
  std::size_t without_media = 0;  ///< of the equal ones: those that say nothing of media, as none was sent
};

/// `suffix` makes Call-IDs, tags and cookies new. Commands go one after the other, each when the one before is
/// answered.
Expected<ReplayTotals> replay(const RecordedExchanges& recorded, const std::string& suffix, const ReplayEnds& ends);

}  // namespace rtpe::capture

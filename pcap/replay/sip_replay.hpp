// pcap replay of SIP: all dialogs of a capture once more, through a proxy that is there.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "pcap/replay/dialog_replay.hpp"

namespace rtpe::capture {

struct SipReplayOptions {
  Endpoint proxy;
  /// Where those who begin calls are, and all others. Empty: where the capture has them. Port 0: the capture's.
  std::optional<Endpoint> callers, callees;
  DialogOptions dialog;
  bool one_by_one = false;  ///< each dialog when the one before is over, without pauses
};

struct SipReplayEnds {
  std::function<void(const RecordedDialog&, const ReplayedMessage&)> told;
  std::function<bool()> goes_on;  ///< false: stop
};

struct SipReplayTotals {
  std::size_t dialogs = 0, equal = 0, messages = 0, different = 0;  ///< messages that parties got
};

inline constexpr std::size_t dialogs_at_once = 1000;

/// Error: an address of a party is not here. `media` may be null.
Expected<SipReplayTotals> replay_sip(const RecordedDialogs& recorded, MediaReplay* media, ReplayNetwork& network,
                                     const SipReplayOptions& options, const SipReplayEnds& ends);

}  // namespace rtpe::capture

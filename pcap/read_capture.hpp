// Reads a whole capture through dissector and matcher.
#pragma once
#include <string>

#include "base/error.hpp"
#include "pcap/dissector.hpp"
#include "pcap/exchange_matcher.hpp"

namespace rtpe::capture {

struct CaptureSummary {
  Time first, last;  ///< of the frames; the epoch when there is none
  DissectorCounters frames;
  MatcherCounters messages;
  /// What ended the reading before the end of the file; everything before it was given out.
  std::optional<Error> damage;
};

/// `capture_start`: time of the first frame.
using ExchangeReceiver = std::function<void(const WireExchange& exchange, Time capture_start)>;

/// Gives every exchange of the file to `receiver`, in the order of their first packets. Error: the file cannot be
/// opened, is no capture, or has a link type that cannot be read.
Expected<CaptureSummary> read_capture(const std::string& path, const ExchangeReceiver& receiver);

}  // namespace rtpe::capture

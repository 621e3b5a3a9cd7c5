// Reads whole captures through dissector and matcher.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "pcap/capture_clock.hpp"
#include "pcap/dissector.hpp"
#include "pcap/file/byte_source.hpp"
#include "pcap/traffic.hpp"

namespace rtpe::capture {

struct CaptureSummary {
  CaptureClock clock;  ///< of the frames; first() and newest() are the epoch when there is none
  DissectorCounters frames;
  MatcherCounters messages;
  TrafficCounters traffic;
  /// What ended the reading before the end of the file; everything before it was given out.
  std::optional<Error> damage;
};

/// `clock`: of the frames read so far.
using ExchangeReceiver = std::function<void(const WireExchange& exchange, const CaptureClock& clock)>;

struct ReadOptions {
  ExchangeMatcher::Options matcher = {};
  TrafficListener* listener = nullptr;  ///< also told of SIP, media and ICMP errors
  PacketHandler* beside = nullptr;      ///< also gets every packet, before everybody else
  Idle idle = {};                       ///< called now and then while a pipe gives nothing
  std::function<bool()> wanted = {};    ///< false: no more frames, for who watches and has seen enough
};

/// The frames of these files ("-": standard input), by time where there are several. Errors: one cannot be opened, is
/// no capture, or has a link type that cannot be read.
Expected<std::unique_ptr<FrameSource>> open_captures(const std::vector<std::string>& paths,
                                                     const ReadOptions& options = {});

/// Frames through the dissector until the source ends, `wanted` says false, or the file is damaged: everything before
/// was given out then, and the damage is returned.
std::optional<Error> dissect_frames(FrameSource& source, Dissector& dissector, CaptureClock& clock,
                                    const std::function<bool()>& wanted = {});

/// Gives every exchange to `receiver`, in the order of their first packets.
CaptureSummary read_frames(FrameSource& source, const ExchangeReceiver& receiver, const ReadOptions& options = {});

/// Both for one file.
Expected<CaptureSummary> read_capture(const std::string& path, const ExchangeReceiver& receiver,
                                      const ReadOptions& options = {});

}  // namespace rtpe::capture

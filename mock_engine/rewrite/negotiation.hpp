// What the steps of a negotiation share.
#pragma once
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "mock_engine/calls/call.hpp"
#include "mock_engine/calls/interfaces.hpp"
#include "mock_engine/config.hpp"
#include "mock_engine/random.hpp"
#include "mock_engine/rewrite/identity.hpp"
#include "mock_engine/rewrite/options.hpp"
#include "mock_engine/rewrite/session.hpp"

namespace rtpe::mock {

class CodecCache;
class ConversionBook;

/// What a negotiation needs of its engine.
struct Negotiator {
  const Interfaces& interfaces;
  const Identity& identity;
  const EngineConfig& config;
  Random& random;
  CodecLists& codec_lists;
  CodecCache* codec_cache = nullptr;      ///< may be null
  ConversionBook* conversions = nullptr;  ///< may be null
};

/// Whose ports a negotiation opens.
enum class Sides : std::uint8_t { both, receiver, none };

/// One offer or answer: `from` wrote the SDP, `to` gets the new one.
struct Negotiation {
  const Negotiator& engine;
  const Options& options;
  const Session& session;
  Leg& from;
  Leg& to;
  Time now;
  Sides opens = Sides::both;
  /// A media so far has RTCP multiplexing in use: all further ones get it, and those that do it are written with one
  /// port.
  mutable bool multiplexes = false;
  const Call* call = nullptr;  ///< of offers and answers
  [[nodiscard]] bool is_offer() const { return options.mode != OperationMode::answer; }
};

/// One m= line of a negotiation, and what `to` is shown of it but need not be remembered.
struct MediaNegotiation {
  const Negotiation& negotiation;
  const MediaPart& part;
  Media& from;
  Media& to;
  std::vector<Codec> codecs = {};
  std::uint16_t ptime = 0;            ///< ms; 0: none
  bool kept_gateway = false;          ///< of T.38: there was one before this negotiation already
  bool was_fax = false;               ///< the sender was an image over T.38 before this negotiation
  bool has_new_streams = false;       ///< the sender got streams that never had a port
  bool has_lost_certificate = false;  ///< the sender showed one until now
};

}  // namespace rtpe::mock

// Which payload types of which calls are converted, and to what. Kept beside the calls: few of them need it.
#pragma once
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "mock_engine/rewrite/negotiation.hpp"
#include "mock_engine/statistics/conversion_counts.hpp"

namespace rtpe::mock {

class ConversionBook {
 public:
  /// After an offer or answer. A payload type is converted anew whenever an offer promises it to the party, or an
  /// answer settles it for both; one that the media has no longer stays as it is until the call ends (observed
  /// at 10.5.3.5).
  void note(const Call& call, const Negotiation& negotiation);
  void forget(const Call& call);
  [[nodiscard]] bool knows(const Call& call) const { return calls_.contains(&call); }
  /// What a codec of the writer's media is converted to, spelled as when that began; null: it begins now.
  [[nodiscard]] const Codec* target_of(const MediaNegotiation& media, const Codec& sent, const Codec& wanted) const;
  [[nodiscard]] const ConversionCounts& counts() const { return counts_; }

 private:
  struct Direction {
    LegId sender = 0, receiver = 0;
    std::uint16_t media = 0;
    bool operator==(const Direction&) const = default;
  };
  struct Conversion {
    Codec sent, wanted;
    std::array<std::uint8_t, 2> companions;  ///< numbers that the receiver has for events and comfort noise of its rate
  };
  struct Entry {
    Direction direction;
    std::uint8_t payload_type = 0;
    std::uint16_t number = 0;  ///< of its count
    Conversion conversion;
  };
  using Entries = std::vector<Entry>;
  static Conversion conversion_of(const Codec& sent, const Codec& wanted, std::span<const Codec> receiver);
  static bool is_same(const Conversion& one, const Conversion& other);

  void note(Entries& entries, const Direction& direction, const Media& sender, const Media& receiver);

  ConversionCounts counts_;
  boost::unordered_flat_map<const Call*, Entries> calls_;
};

}  // namespace rtpe::mock

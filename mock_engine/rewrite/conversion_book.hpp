// Which payload types of which calls are converted, and to what. Kept beside the calls: few of them need it.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
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
  [[nodiscard]] const ConversionCounts& counts() const { return counts_; }

 private:
  struct Direction {
    LegId sender = 0, receiver = 0;
    std::uint16_t media = 0;
    bool operator==(const Direction&) const = default;
  };
  struct Entry {
    Direction direction;
    std::uint8_t payload_type = 0;
    std::uint16_t number = 0;  ///< of its count
  };
  using Entries = std::vector<Entry>;

  void note(Entries& entries, const Direction& direction, const Media& sender, const Media& receiver);

  ConversionCounts counts_;
  boost::unordered_flat_map<const Call*, Entries> calls_;
};

}  // namespace rtpe::mock

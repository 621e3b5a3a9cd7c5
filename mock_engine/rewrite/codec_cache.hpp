// Codec negotiations that come again have the same outcome: those of plain calls are remembered.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// For bodies that SessionCache keeps, between two RTP parties, when the request has no wishes about codecs and ptime
/// and none was touched before. Everything else is negotiated as ever.
class CodecCache {
 public:
  static constexpr std::size_t places = 64;

  /// As negotiate_codecs().
  void negotiate(MediaNegotiation& media);

 private:
  /// All that a plain negotiation reads and writes of a party's media.
  struct Side {
    CodecList codecs;
    FlagSet<MediaFlag> flags;
    Protocol protocol = Protocol::unknown;
    std::uint16_t ptime = 0;
    Text type;
    [[nodiscard]] static Side of(const Media& media);
    [[nodiscard]] bool is_of(const Media& media) const;
    void give_to(Media& media) const;
  };
  /// All that it goes by.
  struct Question {
    std::uint64_t session = 0;  ///< 0: nothing is remembered
    std::ptrdiff_t part = 0;
    OperationMode mode = OperationMode::other;
    FlagSet<Flag> flags;
    bool operator==(const Question&) const = default;
  };
  struct Place {
    Question question;
    Side from, to;  ///< before
    Side new_from, new_to;
    std::vector<Codec> shown;
    std::uint16_t ptime = 0;
  };
  [[nodiscard]] Place& place_of(const Question& question, const MediaNegotiation& media);

  std::vector<Place> places_ = std::vector<Place>(places);
};

}  // namespace rtpe::mock

// SDP bodies that come again are read once: virtual runs and load tests send the same few all the time.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "mock_engine/config.hpp"
#include "mock_engine/rewrite/ng_error.hpp"
#include "mock_engine/rewrite/options.hpp"
#include "mock_engine/rewrite/session.hpp"

namespace rtpe::mock {

/// A body is kept when it comes twice in a row at its place, so that bodies that never come again cost a hash and push
/// nobody out. Bounded by the number of places and the longest body that is kept.
class SessionCache {
 public:
  static constexpr std::size_t places = 64, longest_bytes = 8192;

  /// As read_session(). The session is valid until the next call, and as long as `sdp`.
  [[nodiscard]] std::expected<const Session*, NgError> read(std::string_view sdp, const Options& options,
                                                            const EngineConfig& config);

 private:
  /// All that read_session() goes by beside the text.
  struct Circumstances {
    bool source_address = false, empty_line_is_refused = false;
    std::optional<Address> received_from;
    bool operator==(const Circumstances&) const = default;
  };
  struct Place {
    std::size_t last_hash = 0;  ///< of the last body that was not found here
    Circumstances as;
    Session session;  ///< number 0: none is kept
  };
  [[nodiscard]] std::expected<const Session*, NgError> keep(Place& place, std::string_view sdp, const Options& options,
                                                            const EngineConfig& config);

  std::vector<Place> places_ = std::vector<Place>(places);
  Session unkept_;  ///< for its memory
  std::uint64_t numbers_ = 0;
};

}  // namespace rtpe::mock

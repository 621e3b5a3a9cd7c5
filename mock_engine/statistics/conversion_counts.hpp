// What the medias of an engine are converted from and to, as the `transcoders` of `statistics` count it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::mock {

struct ConversionCount {
  std::string chain;      ///< "PCMA/8000 -> PCMU/8000"
  std::uint64_t now = 0;  ///< payload types of medias that are converted so at the moment
};

class ConversionCounts {
 public:
  /// Further ones are not counted: the names and clock rates are the parties'.
  static constexpr std::size_t most = 1000;

  /// One more of them. Its number, which stays; nothing when there are too many.
  std::optional<std::uint16_t> begin(std::string_view chain);
  void end(std::uint16_t number) { --counts_[number]; }
  /// In the daemon's order, also those that are used no more.
  [[nodiscard]] std::vector<ConversionCount> all() const;

 private:
  std::vector<std::string> chains_;  ///< in the order of their first use
  std::vector<std::uint64_t> counts_;
};

}  // namespace rtpe::mock

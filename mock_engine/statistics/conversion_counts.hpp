// What the medias of an engine are converted from and to, as the `transcoders` of `statistics` count it.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::mock {

struct ConversionCount {
  std::string chain;      ///< "PCMA/8000 -> PCMU/8000"
  std::uint64_t now = 0;  ///< codecs of medias that are converted so at the moment
};

class ConversionCounts {
 public:
  /// Further ones are not counted: the names and clock rates are the parties'.
  static constexpr std::size_t most = 1000;

  /// Its number, which stays; nothing when there are too many.
  [[nodiscard]] std::optional<std::uint16_t> number_of(std::string_view chain);
  void begin(std::span<const std::uint16_t> numbers);
  void end(std::span<const std::uint16_t> numbers);
  /// In the order of their first use, also those that are used no more.
  [[nodiscard]] const std::vector<ConversionCount>& all() const { return counts_; }

 private:
  std::vector<ConversionCount> counts_;
};

}  // namespace rtpe::mock

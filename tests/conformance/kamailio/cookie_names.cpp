#include "tests/conformance/kamailio/cookie_names.hpp"

#include <fmt/format.h>

namespace rtpe::lane {
namespace {

/// Commands to closed engines are not seen, so numbers are left out; two processes begin far from each other.
constexpr std::uint32_t most_unseen = 5000;

}  // namespace

std::string CookieNames::of_process(char process, std::uint32_t number) {
  const auto [known, is_new] = letters_.try_emplace(process, processes_.size());
  if (is_new) processes_.push_back({.first = number, .last = number});
  return fmt::format("p{}.{}", known->second, number - processes_[known->second].first);
}

std::string CookieNames::of_neighbour(std::uint32_t number) {
  std::size_t index = 0;
  while (index < processes_.size() && number - processes_[index].last > most_unseen) ++index;
  if (index == processes_.size()) processes_.push_back({.first = number, .last = number});
  processes_[index].last = number;
  return fmt::format("p{}.{}", index, number - processes_[index].first);
}

}  // namespace rtpe::lane

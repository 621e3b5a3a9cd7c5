#include "scenarios/upgrade/release_change.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/nearest.hpp"
#include "base/problems.hpp"

namespace rtpe::scenario::upgrade {
namespace {

/// Releases that people run and that no personality plays (docs/releases.md).
constexpr std::array<std::string_view, 1> releases_without_personality{"rtpengine-26.0"};

std::vector<std::string_view> names_of(Part part) {
  std::vector<std::string_view> names;
  if (part == Part::proxy)
    for (const Personality& known : personalities()) names.push_back(known.name);
  else
    for (const mock::Personality& known : mock::personalities()) names.push_back(known.name);
  return names;
}

/// The numbers of "rtpengine-12.5.1"; empty: there are none.
std::vector<int> version_of(std::string_view text) {
  std::vector<int> numbers;
  text.remove_prefix(std::min(text.find_first_of("0123456789"), text.size()));
  for (int number = 0; !text.empty();) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc()) break;
    numbers.push_back(number);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    text.remove_prefix(text.empty() ? 0 : 1);
  }
  return numbers;
}

/// The last one that is not later: "12.5.1" and "rtpengine-13" mean rtpengine-12.5. Without a number what is spelled
/// alike. `names` in the order of their versions.
std::string_view meant_release(std::string_view word, const std::vector<std::string_view>& names) {
  const auto version = version_of(word);
  if (version.empty()) return nearest(word, names);
  std::string_view meant = names.front();
  for (const std::string_view name : names)
    if (version_of(name) <= version) meant = name;
  return meant;
}

Error unknown_release(std::string_view word, Part part, std::string_view option) {
  const auto names = names_of(part);
  Error error{
      .message = {}, .place = std::string(option), .remedy = fmt::format("the lab plays {}", fmt::join(names, ", "))};
  if (std::ranges::find(releases_without_personality, word) != releases_without_personality.end()) {
    error.message = fmt::format("{} is not played yet: there is no personality of that release", word);
    return error;
  }
  error.message = fmt::format("\"{}\" is no release {}", shown(word),
                              part == Part::proxy ? "of Kamailio's module" : "of rtpengine");
  if (const auto meant = meant_release(word, names); !meant.empty())
    error.remedy = fmt::format("did you mean {}? {}", meant, error.remedy);
  return error;
}

bool is_known(std::string_view word, Part part) {
  const auto names = names_of(part);
  return std::ranges::find(names, word) != names.end();
}

}  // namespace

Expected<ReleaseChange> read_change(std::string_view text, Part part) {
  const std::string_view option = part == Part::proxy ? "--proxy" : "--engine";
  ReleaseChange change;
  const auto dots = text.find("..");
  if (dots != std::string_view::npos) change.from = text.substr(0, dots);
  change.to = dots == std::string_view::npos ? text : text.substr(dots + 2);
  for (const std::string* name : {&change.from, &change.to}) {
    if (name == &change.from && name->empty()) continue;
    if (!is_known(*name, part)) return std::unexpected(unknown_release(*name, part, option));
  }
  if (change.from == change.to)
    return std::unexpected(Error{.message = fmt::format("from {} to {} nothing changes", change.from, change.to),
                                 .place = std::string(option)});
  return change;
}

Expected<Releases> read_releases(std::string_view text) {
  Releases releases;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (const Personality* proxy = find_personality(word))
      releases.proxies.push_back(proxy);
    else if (const mock::Personality* engine = mock::find_personality(word))
      releases.engines.push_back(engine);
    else
      return std::unexpected(
          unknown_release(word, word.starts_with("rtpengine") ? Part::engine : Part::proxy, "--for"));
  }
  if (releases.proxies.empty() && releases.engines.empty())
    return std::unexpected(Error{.message = "no release is named", .place = "--for", .remedy = "as kamailio-6.1"});
  return releases;
}

}  // namespace rtpe::scenario::upgrade

#include "mock_engine/rewrite/opus_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "client/sdp/values.hpp"

namespace rtpe::mock {
namespace {

enum class Kind : std::uint8_t { truth, number };
struct Parameter {
  std::string_view name;
  Kind kind;
};
constexpr std::array parameters = {
    Parameter{"stereo", Kind::truth},           Parameter{"sprop-stereo", Kind::truth},
    Parameter{"useinbandfec", Kind::truth},     Parameter{"cbr", Kind::truth},
    Parameter{"maxplaybackrate", Kind::number}, Parameter{"maxaveragebitrate", Kind::number},
    Parameter{"minptime", Kind::number}};
constexpr std::size_t stereo = 0, sprop_stereo = 1;
using Values = std::array<std::optional<std::int64_t>, parameters.size()>;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The daemon takes one for the other.
std::string_view parameter_of(std::string_view name) { return name == "usedtx" ? "useinbandfec" : name; }

/// Of a parameter that stands twice the last one counts.
Values read(std::string_view text) {
  Values values{};
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    const std::string_view one = trimmed(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    const auto* const found = std::ranges::find(parameters, parameter_of(one.substr(0, equals)), &Parameter::name);
    if (found == parameters.end()) continue;
    std::string_view value = one.substr(equals + 1);
    auto& place = values[static_cast<std::size_t>(found - parameters.begin())];
    if (found->kind == Kind::truth) {
      if (value == "0" || value == "1") place = value == "1" ? 1 : 0;
    } else if (const auto number = sdp::read_leading_number(value); number && *number != 0) {
      place = *number;
    }
  }
  return values;
}

}  // namespace

std::string opus_format(std::string_view written) {
  const Values values = read(written);
  std::string out;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (values[i]) out += fmt::format("{}{}={}", out.empty() ? "" : "; ", parameters[i].name, *values[i]);
  return out;
}

std::string encoded_opus_format(std::string_view offered, unsigned channels) {
  const Values values = read(offered);
  std::string out = fmt::format("stereo={}", values[sprop_stereo].value_or(channels > 1 ? 1 : 0));
  if (values[stereo]) out += fmt::format("; sprop-stereo={}", *values[stereo]);
  return out + "; useinbandfec=1";
}

}  // namespace rtpe::mock

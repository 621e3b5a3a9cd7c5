#include "mock_engine/rewrite/opus_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "client/sdp/values.hpp"

namespace rtpe::mock {
namespace {

enum class OpusValue : std::uint8_t { truth, number };
struct OpusParameter {
  std::string_view name;
  OpusValue kind;
};
constexpr std::array opus_parameters = {
    OpusParameter{"stereo", OpusValue::truth},           OpusParameter{"sprop-stereo", OpusValue::truth},
    OpusParameter{"useinbandfec", OpusValue::truth},     OpusParameter{"cbr", OpusValue::truth},
    OpusParameter{"maxplaybackrate", OpusValue::number}, OpusParameter{"maxaveragebitrate", OpusValue::number},
    OpusParameter{"minptime", OpusValue::number}};
constexpr std::size_t stereo = 0, sprop_stereo = 1;
using OpusValues = std::array<std::optional<std::int64_t>, opus_parameters.size()>;

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The daemon takes one for the other.
std::string_view opus_parameter_of(std::string_view name) { return name == "usedtx" ? "useinbandfec" : name; }

/// Of a parameter that stands twice the last one counts.
OpusValues read_opus(std::string_view text) {
  OpusValues values{};
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    const std::string_view one = without_blanks(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    const auto* const found =
        std::ranges::find(opus_parameters, opus_parameter_of(one.substr(0, equals)), &OpusParameter::name);
    if (found == opus_parameters.end()) continue;
    std::string_view value = one.substr(equals + 1);
    auto& place = values[static_cast<std::size_t>(found - opus_parameters.begin())];
    if (found->kind == OpusValue::truth) {
      if (value == "0" || value == "1") place = value == "1" ? 1 : 0;
    } else if (const auto number = sdp::read_leading_number(value); number && *number != 0) {
      place = *number;
    }
  }
  return values;
}

}  // namespace

std::string opus_format(std::string_view written) {
  const OpusValues values = read_opus(written);
  std::string out;
  for (std::size_t i = 0; i < opus_parameters.size(); ++i)
    if (values[i]) out += fmt::format("{}{}={}", out.empty() ? "" : "; ", opus_parameters[i].name, *values[i]);
  return out;
}

std::string encoded_opus_format(std::string_view offered, unsigned channels) {
  const OpusValues values = read_opus(offered);
  std::string out = fmt::format("stereo={}", values[sprop_stereo].value_or(channels > 1 ? 1 : 0));
  if (values[stereo]) out += fmt::format("; sprop-stereo={}", *values[stereo]);
  return out + "; useinbandfec=1";
}

}  // namespace rtpe::mock

// Matching, encoders and companions (sdp-rewriting.md 10 and 16.3).
#include "mock_engine/rewrite/codec_wishes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "client/sdp/values.hpp"

namespace rtpe::mock {
namespace {

/// What the engine decodes. Payload type 255: dynamic; clock rate UINT32_MAX: it encodes none of that name.
struct Encoder {
  std::string_view name, format;
  std::uint32_t clock_rate;
  std::uint8_t channels, payload_type;
};
constexpr std::uint8_t dynamic = 255;
constexpr auto encoders = std::to_array<Encoder>({
    {"PCMU", "", 8000, 1, 0},
    {"GSM", "", 8000, 1, 3},
    {"G723", "", 8000, 1, 4},
    {"PCMA", "", 8000, 1, 8},
    {"G722", "", 8000, 1, 9},
    {"CN", "", 8000, 1, 13},
    {"G729", "annexb=no", 8000, 1, 18},
    {"G729a", "", 8000, 1, dynamic},
    {"opus", "", 48000, 2, dynamic},
    {"speex", "", 16000, 1, dynamic},
    {"telephone-event", "0-15", 8000, 1, dynamic},
    {"vorbis", "", UINT32_MAX, 1, dynamic},
    {"ac3", "", UINT32_MAX, 1, dynamic},
    {"eac3", "", UINT32_MAX, 1, dynamic},
    {"PCM-S16LE", "", UINT32_MAX, 1, dynamic},
    {"MP3", "", UINT32_MAX, 1, dynamic},
});

std::string_view take_part(std::string_view& text) {
  const std::size_t slash = text.find('/');
  const std::string_view part = text.substr(0, slash);
  text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
  return part;
}

std::uint32_t read_part(std::string_view& text) {
  std::string_view part = take_part(text);
  return static_cast<std::uint32_t>(sdp::read_leading_number(part).value_or(0));
}

/// A wish taken apart; 0: not given. The bit rate and the ptime show nowhere.
struct CodecWish {
  std::string_view name, format;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 0;
};
CodecWish read_wish(std::string_view text) {
  CodecWish wish;
  wish.name = take_part(text);
  wish.clock_rate = read_part(text);
  wish.channels = static_cast<std::uint8_t>(std::min<std::uint32_t>(read_part(text), UINT8_MAX));
  take_part(text);
  take_part(text);
  wish.format = take_part(text);
  return wish;
}

bool takes_off(std::string_view& text, std::uint32_t number) {
  if (!text.starts_with('/')) return false;
  std::array<char, 10> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  const std::string_view written(digits.data(), end);
  if (!text.substr(1).starts_with(written)) return false;
  text.remove_prefix(1 + written.size());
  return true;
}

const Encoder* find_encoder(std::string_view name) {
  const auto found =
      std::ranges::find_if(encoders, [=](const Encoder& encoder) { return equal_ignoring_case(encoder.name, name); });
  return found == encoders.end() ? nullptr : &*found;
}

}  // namespace

bool names(std::string_view wish, const Codec& codec) {
  const std::string_view name = wish.substr(0, wish.find('/'));
  if (!equal_ignoring_case(name, codec.name.view())) return false;
  wish.remove_prefix(name.size());
  if (wish.empty()) return true;
  if (!takes_off(wish, codec.clock_rate)) return false;
  if (codec.channels == 1 && wish.empty()) return true;
  return takes_off(wish, codec.channels) && wish.empty();
}

bool any_names(std::span<const std::string_view> wishes, const Codec& codec) {
  return std::ranges::any_of(wishes, [&](std::string_view wish) { return names(wish, codec); });
}

bool names_everything(std::string_view wish) { return wish == "all" || wish == "full"; }

bool is_of_kind(const Codec& codec, std::string_view kind) { return equal_ignoring_case(codec.name.view(), kind); }

bool is_supplemental(const Codec& codec) {
  return is_of_kind(codec, telephone_event) || is_of_kind(codec, comfort_noise);
}

bool is_convertible(const Codec& codec) { return find_encoder(codec.name.view()) != nullptr; }

bool same_encoding(const Codec& one, const Codec& other) {
  return equal_ignoring_case(one.name.view(), other.name.view()) && one.clock_rate == other.clock_rate &&
         one.channels == other.channels;
}

bool same_payload(const Codec& one, const Codec& other) {
  return one.payload_type == other.payload_type && same_encoding(one, other);
}

bool same_parameters(const Codec& one, const Codec& other) {
  if (!same_payload(one, other)) return false;
  const bool compares = is_convertible(other) && !is_supplemental(other) && !names("opus", other);
  return !compares || one.format == other.format;
}

bool differs_from_offered(const Codec& answered, const Codec& offered) {
  static constexpr std::array<std::string_view, 6> compared = {"PCMU", "PCMA", "GSM", "G723", "speex", "VORBIS"};
  if (answered.name.empty() != offered.name.empty()) return answered.name.empty();
  if (names("G729", answered) && names("G729", offered)) {
    const auto has_annexb = [](const Codec& codec) {
      return codec.format.view().find("annexb=yes") != std::string_view::npos;
    };
    return has_annexb(answered) != has_annexb(offered);
  }
  return std::ranges::any_of(compared,
                             [&](std::string_view name) { return equal_ignoring_case(name, offered.name); }) &&
         answered.format != offered.format;
}

std::optional<Codec> encoder_named(std::string_view text) {
  const CodecWish wish = read_wish(text);
  const Encoder* encoder = find_encoder(wish.name);
  if (encoder == nullptr || encoder->clock_rate == UINT32_MAX) return std::nullopt;
  Codec codec;
  codec.name = wish.name;
  codec.format = wish.format.empty() ? encoder->format : wish.format;
  codec.clock_rate = wish.clock_rate != 0 ? wish.clock_rate : encoder->clock_rate;
  if (encoder->name == "opus") codec.clock_rate = encoder->clock_rate;
  codec.channels = wish.channels != 0 ? wish.channels : wish.clock_rate != 0 ? 1 : encoder->channels;
  codec.transcoded = true;
  return codec;
}

std::uint32_t clock_rate_of(std::string_view name, std::uint32_t written) {
  if (written != 0 && !equal_ignoring_case(name, "opus")) return written;
  const Encoder* encoder = find_encoder(name);
  return encoder == nullptr ? written : encoder->clock_rate;
}

Codec companion_of(std::string_view kind, std::uint32_t clock_rate) {
  Codec codec = *encoder_named(kind);
  if (clock_rate != 0) codec.clock_rate = clock_rate;
  return codec;
}

std::optional<std::uint8_t> own_number(const Codec& codec) {
  const Encoder* encoder = find_encoder(codec.name.view());
  if (encoder == nullptr || encoder->payload_type == dynamic || codec.clock_rate != encoder->clock_rate ||
      codec.channels != encoder->channels)
    return std::nullopt;
  return encoder->payload_type;
}

}  // namespace rtpe::mock

// Matching, encoders and companions (sdp-rewriting.md 10 and 16.3).
#include "mock_engine/rewrite/codec_wishes.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "client/sdp/values.hpp"

namespace rtpe::mock {
namespace {

/// What the engine encodes. Payload type 255: dynamic.
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
    {"opus", "", 48000, 2, dynamic},
    {"speex", "", 16000, 1, dynamic},
    {"telephone-event", "0-15", 8000, 1, dynamic},
});

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) == std::tolower(static_cast<unsigned char>(right));
  });
}

std::string_view take_part(std::string_view& text) {
  const std::size_t slash = text.find('/');
  const std::string_view part = text.substr(0, slash);
  text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
  return part;
}

/// A wish taken apart; 0: not given.
struct Wish {
  std::string_view name;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 0;
};
Wish read_wish(std::string_view text) {
  Wish wish{.name = take_part(text)};
  wish.clock_rate =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(sdp::read_number(take_part(text)).value_or(0), UINT32_MAX));
  wish.channels =
      static_cast<std::uint8_t>(std::min<std::uint64_t>(sdp::read_number(take_part(text)).value_or(0), UINT8_MAX));
  return wish;
}

bool matches(const Wish& wish, const Codec& codec) {
  return equal_ignoring_case(wish.name, codec.name.view()) &&
         (wish.clock_rate == 0 || wish.clock_rate == codec.clock_rate) &&
         (wish.channels == 0 || wish.channels == codec.channels);
}

bool holds_payload_type(const std::vector<Codec>& list, std::uint8_t payload_type) {
  return std::ranges::any_of(list, [=](const Codec& codec) { return codec.payload_type == payload_type; });
}

/// The encoder's own number, else the first free dynamic one; nothing when all are taken.
std::optional<std::uint8_t> free_payload_type(const std::vector<Codec>& list, std::uint8_t preferred) {
  if (preferred != dynamic && !holds_payload_type(list, preferred)) return preferred;
  for (std::uint8_t number = 96; number < 128; ++number)
    if (!holds_payload_type(list, number)) return number;
  return std::nullopt;
}

/// In front of the first supplemental codec that the party itself named.
void insert_before_companions(std::vector<Codec>& list, Codec codec) {
  const auto place =
      std::ranges::find_if(list, [](const Codec& known) { return is_supplemental(known) && !known.transcoded; });
  list.insert(place, std::move(codec));
}

bool add(std::vector<Codec>& list, const Encoder& encoder, const Wish& wish) {
  Codec codec;
  codec.name = encoder.name;
  codec.format = encoder.format;
  codec.clock_rate = wish.clock_rate != 0 ? wish.clock_rate : encoder.clock_rate;
  codec.channels = wish.channels != 0 ? wish.channels : encoder.channels;
  codec.transcoded = true;
  const bool plain = codec.clock_rate == encoder.clock_rate && codec.channels == encoder.channels;
  const auto payload_type = free_payload_type(list, plain ? encoder.payload_type : dynamic);
  if (!payload_type) return false;
  codec.payload_type = *payload_type;
  insert_before_companions(list, std::move(codec));
  return true;
}

const Encoder* find_encoder(std::string_view name) {
  const auto found =
      std::ranges::find_if(encoders, [=](const Encoder& encoder) { return equal_ignoring_case(encoder.name, name); });
  return found == encoders.end() ? nullptr : &*found;
}

bool uses_clock_rate(std::span<const Codec> list, std::uint32_t clock_rate) {
  return std::ranges::any_of(
      list, [=](const Codec& codec) { return !is_supplemental(codec) && codec.clock_rate == clock_rate; });
}

}  // namespace

bool names(std::string_view wish, const Codec& codec) {
  return wish == "all" || wish == "full" || matches(read_wish(wish), codec);
}

bool any_names(std::span<const std::string_view> wishes, const Codec& codec) {
  return std::ranges::any_of(wishes, [&](std::string_view wish) { return names(wish, codec); });
}

bool is_supplemental(const Codec& codec) {
  return equal_ignoring_case(codec.name.view(), "telephone-event") || equal_ignoring_case(codec.name.view(), "CN");
}

bool is_convertible(const Codec& codec) { return find_encoder(codec.name.view()) != nullptr; }

bool same_encoding(const Codec& one, const Codec& other) {
  return equal_ignoring_case(one.name.view(), other.name.view()) && one.clock_rate == other.clock_rate &&
         one.channels == other.channels;
}

bool add_encoders(std::vector<Codec>& list, std::span<const std::string_view> wishes) {
  bool added = false;
  for (const std::string_view text : wishes) {
    const Wish wish = read_wish(text);
    const Encoder* encoder = find_encoder(wish.name);
    if (encoder == nullptr) continue;
    const Wish full{.name = encoder->name,
                    .clock_rate = wish.clock_rate != 0 ? wish.clock_rate : encoder->clock_rate,
                    .channels = wish.channels != 0 ? wish.channels : encoder->channels};
    if (std::ranges::any_of(list, [&](const Codec& codec) { return matches(full, codec); })) continue;
    added |= add(list, *encoder, full);
  }
  return added;
}

void add_companions(std::vector<Codec>& list) {
  for (const std::string_view kind : {std::string_view("CN"), std::string_view("telephone-event")}) {
    const auto is_kind = [=](const Codec& codec) { return equal_ignoring_case(codec.name.view(), kind); };
    if (std::ranges::none_of(list, is_kind)) continue;
    std::vector<std::uint32_t> clock_rates;
    for (const Codec& codec : list)
      if (!is_supplemental(codec) && std::ranges::find(clock_rates, codec.clock_rate) == clock_rates.end())
        clock_rates.push_back(codec.clock_rate);
    for (const std::uint32_t clock_rate : clock_rates) {
      const auto fits = [&](const Codec& codec) { return is_kind(codec) && codec.clock_rate == clock_rate; };
      if (std::ranges::none_of(list, fits))
        add(list, *find_encoder(kind), {.name = kind, .clock_rate = clock_rate, .channels = 1});
    }
  }
}

void drop_orphans(std::vector<Codec>& list, std::span<const Codec> before) {
  const std::vector<Codec> now(list);
  std::erase_if(list, [&](const Codec& codec) {
    return is_supplemental(codec) && !uses_clock_rate(now, codec.clock_rate) &&
           uses_clock_rate(before, codec.clock_rate);
  });
}

}  // namespace rtpe::mock

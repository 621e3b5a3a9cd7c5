#include "mock_engine/rewrite/codec_conversion.hpp"

#include <algorithm>

#include "mock_engine/rewrite/codec_wishes.hpp"

namespace rtpe::mock {
namespace {

bool is_main(const Codec& codec) { return is_convertible(codec) && !is_supplemental(codec); }
bool is_promised(const Codec& codec) { return codec.accepted || codec.transcoded; }

const Codec* find_companion(std::span<const Codec> list, std::string_view kind, std::uint32_t clock_rate) {
  const auto found = std::ranges::find_if(list, [=](const Codec& codec) {
    return is_of_kind(codec, kind) && codec.clock_rate == clock_rate && !codec.lost;
  });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

Conversion::Conversion(std::span<const Codec> sent, std::span<const Codec> wanted) : sent_(sent), wanted_(wanted) {
  for (const Codec& codec : wanted) {
    if (!is_main(codec)) continue;
    if (preferred_ == nullptr) {
      preferred_ = &codec;
      is_forced_ = is_promised(codec);
    }
    if (!codec.accepted) continue;
    preferred_ = &codec;
    is_forced_ = true;
    break;
  }
}

const Codec* Conversion::first_namesake_of(const Codec& codec) const {
  const auto found =
      std::ranges::find_if(wanted_, [&](const Codec& own) { return same_encoding(own, codec) && !own.lost; });
  return found == wanted_.end() ? nullptr : &*found;
}

const Codec* Conversion::namesake_of(const Codec& codec) const {
  const auto found =
      std::ranges::find_if(wanted_, [&](const Codec& own) { return same_payload(own, codec) && !own.lost; });
  return found == wanted_.end() ? first_namesake_of(codec) : &*found;
}

bool Conversion::passes(const Codec& codec) const {
  if (!is_convertible(codec)) return true;
  const Codec* namesake = namesake_of(codec);
  if (namesake == nullptr) return preferred_ == nullptr || same_payload(*preferred_, codec);
  if (namesake->payload_type != codec.payload_type) return false;
  return !is_forced_ || is_supplemental(codec) || namesake == preferred_;
}

const Codec& Conversion::target_of(const Codec& codec) const {
  const Codec* namesake = namesake_of(codec);
  return namesake != nullptr && (!is_forced_ || is_supplemental(codec)) ? *namesake : *preferred_;
}

bool Conversion::brings(const Codec& codec, std::string_view kind) const {
  if (is_supplemental(codec)) return is_of_kind(codec, kind);
  if (!is_convertible(codec)) return false;
  const Codec* sent = find_companion(sent_, kind, codec.clock_rate);
  // To a party that prefers nothing only what it has under that number.
  if (preferred_ == nullptr) return sent != nullptr && passes(*sent);
  if (sent != nullptr) return true;
  const Codec& target = passes(codec) ? codec : target_of(codec);
  const Codec* companion = find_companion(wanted_, kind, target.clock_rate);
  return companion != nullptr && companion->accepted;
}

bool Conversion::can_convert() const { return preferred_ != nullptr && std::ranges::any_of(sent_, is_main); }

bool Conversion::makes_up_companion(const Codec& codec) const {
  return preferred_ != nullptr && is_main(codec) && std::ranges::any_of(wanted_, [&](const Codec& companion) {
           return is_supplemental(companion) && is_promised(companion) && companion.clock_rate == codec.clock_rate &&
                  find_companion(sent_, companion.name.view(), codec.clock_rate) == nullptr;
         });
}

bool Conversion::converts() const {
  return std::ranges::any_of(sent_, [&](const Codec& codec) { return !passes(codec) || makes_up_companion(codec); });
}

}  // namespace rtpe::mock

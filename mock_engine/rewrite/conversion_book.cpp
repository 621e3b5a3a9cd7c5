#include "mock_engine/rewrite/conversion_book.hpp"

#include <algorithm>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {

void ConversionBook::note(const Call& call, const Negotiation& negotiation) {
  const Leg& from = negotiation.from;
  const Leg& to = negotiation.to;
  const auto is_converted = [](const Media& media) { return media.flags.has(MediaFlag::transcoding); };
  if (&from == &to) return;
  if (!calls_.contains(&call) && std::ranges::none_of(from.medias, is_converted) &&
      std::ranges::none_of(to.medias, is_converted))
    return;
  Entries& entries = calls_[&call];
  for (std::size_t i = 0; i < std::min({from.medias.size(), to.medias.size(), negotiation.session.medias.size()});
       ++i) {
    const auto media = static_cast<std::uint16_t>(i);
    note(entries, {.sender = to.id, .receiver = from.id, .media = media}, to.medias[i], from.medias[i]);
    if (negotiation.is_offer()) continue;
    note(entries, {.sender = from.id, .receiver = to.id, .media = media}, from.medias[i], to.medias[i]);
  }
}

void ConversionBook::note(Entries& entries, const Direction& direction, const Media& sender, const Media& receiver) {
  std::vector<Conversion> forgotten;
  const auto forget = [&](std::uint8_t payload_type) {
    std::erase_if(entries, [&](const Entry& entry) {
      const bool is_it = entry.direction == direction && entry.payload_type == payload_type;
      if (!is_it) return false;
      counts_.end(entry.number);
      forgotten.push_back(entry.conversion);
      return true;
    });
  };
  // The same conversion stays as it was spelled.
  const auto remembered = [&](const Codec& sent, const Codec& wanted) {
    Conversion now = conversion_of(sent, wanted, receiver.codecs.get());
    for (const Conversion& before : forgotten)
      if (is_same(before, now)) return before;
    return now;
  };
  for (const Codec& codec : sender.codecs) forget(codec.payload_type);
  if (!sender.flags.has(MediaFlag::transcoding)) return;
  std::string chain;
  for (const auto& [sent, wanted] : conversions_between(sender, receiver)) {
    const Conversion conversion = remembered(*sent, *wanted);
    chain.clear();
    append_encoding(*sent, chain);
    chain += " -> ";
    append_encoding(conversion.wanted, chain);
    forget(sent->payload_type);  // a number that stands twice
    if (const auto number = counts_.begin(chain))
      entries.push_back(
          {.direction = direction, .payload_type = sent->payload_type, .number = *number, .conversion = conversion});
  }
}

ConversionBook::Conversion ConversionBook::conversion_of(const Codec& sent, const Codec& wanted,
                                                         std::span<const Codec> receiver) {
  const auto number_of = [&](std::string_view kind) {
    const auto companion = std::ranges::find_if(
        receiver, [&](const Codec& codec) { return is_of_kind(codec, kind) && codec.clock_rate == wanted.clock_rate; });
    return companion == receiver.end() ? std::uint8_t{UINT8_MAX} : companion->payload_type;
  };
  return {.sent = sent, .wanted = wanted, .companions = {number_of(telephone_event), number_of(comfort_noise)}};
}

bool ConversionBook::is_same(const Conversion& one, const Conversion& other) {
  return same_parameters(one.sent, other.sent) && same_parameters(one.wanted, other.wanted) &&
         one.companions == other.companions;
}

const Codec* ConversionBook::target_of(const MediaNegotiation& media, const Codec& sent, const Codec& wanted) const {
  const Negotiation& negotiation = media.negotiation;
  const auto known = calls_.find(negotiation.call);
  if (known == calls_.end()) return nullptr;
  const Direction direction{.sender = negotiation.from.id,
                            .receiver = negotiation.to.id,
                            .media = static_cast<std::uint16_t>(media.from.index - 1)};
  const auto entry = std::ranges::find_if(known->second, [&](const Entry& one) {
    return one.direction == direction && one.payload_type == sent.payload_type;
  });
  if (entry == known->second.end() || !is_same(entry->conversion, conversion_of(sent, wanted, media.to.codecs.get())))
    return nullptr;
  return &entry->conversion.wanted;
}

void ConversionBook::forget(const Call& call) {
  const auto known = calls_.find(&call);
  if (known == calls_.end()) return;
  for (const Entry& entry : known->second) counts_.end(entry.number);
  calls_.erase(known);
}

}  // namespace rtpe::mock

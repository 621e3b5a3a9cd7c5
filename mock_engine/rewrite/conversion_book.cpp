#include "mock_engine/rewrite/conversion_book.hpp"

#include <algorithm>

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
  const auto forget = [&](std::uint8_t payload_type) {
    std::erase_if(entries, [&](const Entry& entry) {
      const bool is_it = entry.direction == direction && entry.payload_type == payload_type;
      if (is_it) counts_.end(entry.number);
      return is_it;
    });
  };
  for (const Codec& codec : sender.codecs) forget(codec.payload_type);
  if (!sender.flags.has(MediaFlag::transcoding)) return;
  std::string chain;
  for (const auto& [sent, wanted] : conversions_between(sender, receiver)) {
    chain.clear();
    append_encoding(*sent, chain);
    chain += " -> ";
    append_encoding(*wanted, chain);
    forget(sent->payload_type);  // a number that stands twice
    if (const auto number = counts_.begin(chain))
      entries.push_back({.direction = direction, .payload_type = sent->payload_type, .number = *number});
  }
}

void ConversionBook::forget(const Call& call) {
  const auto known = calls_.find(&call);
  if (known == calls_.end()) return;
  for (const Entry& entry : known->second) counts_.end(entry.number);
  calls_.erase(known);
}

}  // namespace rtpe::mock

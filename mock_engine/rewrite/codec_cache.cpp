#include "mock_engine/rewrite/codec_cache.hpp"

#include <boost/container_hash/hash.hpp>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/conversion_book.hpp"

namespace rtpe::mock {
namespace {

bool has_no_wishes(const Options& options) {
  const CodecWishes& codec = options.codec;
  for (const auto* list : {&codec.strip, &codec.offer, &codec.except, &codec.transcode, &codec.mask, &codec.set,
                           &codec.accept, &codec.consume})
    if (!list->empty()) return false;
  return options.ptime == 0 && options.ptime_reverse == 0;
}

/// Who had something converted is shown it as it was then.
bool has_conversions(const Negotiation& negotiation) {
  return negotiation.call != nullptr && negotiation.engine.conversions != nullptr &&
         negotiation.engine.conversions->knows(*negotiation.call);
}

bool is_plain(const MediaNegotiation& media) {
  return media.negotiation.session.number != 0 && &media.from != &media.to && is_rtp(media.from.protocol) &&
         is_rtp(media.to.protocol) && !media.from.touched && !media.to.touched && !media.kept_gateway &&
         has_no_wishes(media.negotiation.options) && !has_conversions(media.negotiation);
}

}  // namespace

CodecCache::Side CodecCache::Side::of(const Media& media) {
  return {.codecs = media.codecs,
          .flags = media.flags,
          .protocol = media.protocol,
          .ptime = media.ptime,
          .type = media.type};
}

bool CodecCache::Side::is_of(const Media& media) const {
  return codecs.is_shared_with(media.codecs) && flags == media.flags && protocol == media.protocol &&
         ptime == media.ptime && type == media.type;
}

void CodecCache::Side::give_to(Media& media) const {
  media.codecs = codecs;
  media.flags = flags;
  media.ptime = ptime;
}

CodecCache::Place& CodecCache::place_of(const Question& question, const MediaNegotiation& media) {
  std::size_t hash = question.session;
  boost::hash_combine(hash, question.part);
  boost::hash_combine(hash, static_cast<unsigned>(question.mode));
  boost::hash_combine(hash, media.to.codecs.size());
  return places_[hash % places];
}

void CodecCache::negotiate(MediaNegotiation& media) {
  if (!is_plain(media)) return negotiate_codecs(media);
  const Negotiation& negotiation = media.negotiation;
  const Question question{.session = negotiation.session.number,
                          .part = &media.part - negotiation.session.medias.data(),
                          .mode = negotiation.options.mode,
                          .flags = negotiation.options.flags};
  Place& place = place_of(question, media);
  if (place.question == question && place.from.is_of(media.from) && place.to.is_of(media.to)) {
    place.new_from.give_to(media.from);
    place.new_to.give_to(media.to);
    media.codecs = place.shown;
    media.ptime = place.ptime;
    return;
  }
  const Side from = Side::of(media.from), to = Side::of(media.to);
  negotiate_codecs(media);
  if (media.from.touched || media.to.touched) return;
  for (Media* side : {&media.from, &media.to}) negotiation.engine.codec_lists.share(side->codecs);
  place = {.question = question,
           .from = from,
           .to = to,
           .new_from = Side::of(media.from),
           .new_to = Side::of(media.to),
           .shown = media.codecs,
           .ptime = media.ptime};
}

}  // namespace rtpe::mock

#include "mock_engine/commands/siprec.hpp"

#include <string>

namespace rtpe::mock {
namespace {

std::string_view mode_of(const Media& media) {
  // As the engine's own direction towards the party (observed: the party that is only sent to is "sendonly").
  const bool sends = media.flags.has(MediaFlag::send), receives = media.flags.has(MediaFlag::recv);
  if (sends) return receives ? "sendrecv" : "sendonly";
  return receives ? "recvonly" : "inactive";
}

/// Empty for a media that nobody was offered with SIPREC.
std::string label_of(const Media& media) {
  return media.siprec_label == 0 ? std::string() : std::to_string(media.siprec_label - 1);
}

void list_media(const Media& media, bencode::Writer& reply) {
  reply.pair("index", media.index).pair("type", media.type.view());
}

}  // namespace

void write_siprec(const Call& call, const std::vector<LegId>& sources, bencode::Writer& reply) {
  reply.key("tag-medias").begin_list();
  for (const LegId id : sources) {
    const Leg& leg = call.legs[id];
    reply.begin_dictionary().pair("tag", leg.tag.view());
    if (!leg.label.empty()) reply.pair("label", leg.label.view());
    reply.key("medias").begin_list();
    for (const Media& media : leg.medias) {
      reply.begin_dictionary();
      list_media(media, reply);
      reply.pair("label", label_of(media)).pair("mode", mode_of(media)).end();
    }
    reply.end().end();
  }
  reply.end().key("media-labels").begin_dictionary();  // a label that two medias have stands there twice
  for (const LegId id : sources)
    for (const Media& media : call.legs[id].medias) {
      if (media.siprec_label == 0) continue;
      reply.key(label_of(media)).begin_dictionary().pair("tag", call.legs[id].tag.view());
      list_media(media, reply);
      if (!call.legs[id].label.empty()) reply.pair("label", call.legs[id].label.view());
      reply.pair("mode", mode_of(media)).end();
    }
  reply.end();
}

}  // namespace rtpe::mock

#include "mock_engine/commands/siprec.hpp"

#include <map>

namespace rtpe::mock {
namespace {

std::string_view mode_of(const Media& media) {
  // As the engine's own direction towards the party (observed: the party that is only sent to is "sendonly").
  const bool sends = media.flags.has(MediaFlag::send), receives = media.flags.has(MediaFlag::recv);
  if (sends) return receives ? "sendrecv" : "sendonly";
  return receives ? "recvonly" : "inactive";
}

void write_media(const Media& media, bencode::Writer& reply) {
  reply.pair("index", media.index).pair("type", media.type.view());
}

}  // namespace

void write_siprec(const Call& call, const std::vector<LegId>& sources, bencode::Writer& reply) {
  struct Labelled {
    const Leg* leg;
    const Media* media;
  };
  std::map<std::uint16_t, Labelled> last;  // a label that two medias have names the later one
  reply.key("tag-medias").begin_list();
  for (const LegId id : sources) {
    const Leg& leg = call.legs[id];
    reply.begin_dictionary().pair("tag", leg.tag.view()).key("medias").begin_list();
    for (const Media& media : leg.medias) {
      reply.begin_dictionary();
      write_media(media, reply);
      if (media.siprec_label != 0) {
        reply.pair("label", std::to_string(media.siprec_label - 1));
        last[media.siprec_label] = {.leg = &leg, .media = &media};
      }
      reply.pair("mode", mode_of(media)).end();
    }
    reply.end().end();
  }
  reply.end().key("media-labels").begin_dictionary();
  for (const LegId id : sources)
    for (const Media& media : call.legs[id].medias) {
      const auto labelled = last.extract(media.siprec_label);
      if (labelled.empty()) continue;
      reply.key(std::to_string(media.siprec_label - 1))
          .begin_dictionary()
          .pair("tag", labelled.mapped().leg->tag.view());
      write_media(*labelled.mapped().media, reply);
      reply.pair("mode", mode_of(*labelled.mapped().media)).end();
    }
  reply.end();
}

}  // namespace rtpe::mock

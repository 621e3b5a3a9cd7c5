#include "mock_engine/commands/siprec.hpp"

namespace rtpe::mock {
namespace {

/// The a=label values of an SDP in order.
std::vector<std::string_view> labels_of(std::string_view sdp) {
  constexpr std::string_view start = "\na=label:";
  std::vector<std::string_view> labels;
  for (std::size_t at = sdp.find(start); at != std::string_view::npos; at = sdp.find(start, at)) {
    at += start.size();
    labels.push_back(sdp.substr(at, sdp.find_first_of("\r\n", at) - at));
  }
  return labels;
}

std::string_view mode_of(const Media& media) {
  // What the party may send is what the engine receives from it.
  const bool sends = media.flags.has(MediaFlag::recv), receives = media.flags.has(MediaFlag::send);
  if (sends) return receives ? "sendrecv" : "sendonly";
  return receives ? "recvonly" : "inactive";
}

void write_media(const Media& media, bencode::Writer& reply) {
  reply.pair("index", media.index).pair("type", media.type.view());
}

}  // namespace

void write_siprec(const Call& call, const std::vector<LegId>& sources, std::string_view sdp, bencode::Writer& reply) {
  const std::vector<std::string_view> labels = labels_of(sdp);
  std::size_t next = 0;
  reply.key("tag-medias").begin_list();
  for (const LegId leg : sources) {
    reply.begin_dictionary().pair("tag", call.legs[leg].tag.view()).key("medias").begin_list();
    for (const Media& media : call.legs[leg].medias) {
      reply.begin_dictionary();
      write_media(media, reply);
      if (next < labels.size()) reply.pair("label", labels[next++]);
      reply.pair("mode", mode_of(media)).end();
    }
    reply.end().end();
  }
  reply.end().key("media-labels").begin_dictionary();
  next = 0;
  for (const LegId leg : sources)
    for (const Media& media : call.legs[leg].medias) {
      if (next == labels.size()) break;
      reply.key(labels[next++]).begin_dictionary().pair("tag", call.legs[leg].tag.view());
      write_media(media, reply);
      reply.pair("mode", mode_of(media)).end();
    }
  reply.end();
}

}  // namespace rtpe::mock

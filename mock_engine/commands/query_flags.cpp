#include "mock_engine/commands/query_flags.hpp"

#include <array>
#include <string_view>

namespace rtpe::mock {
namespace {

/// In the order of MediaFlag; flags behind the last name are not printed.
constexpr std::array<std::string_view, 18> media_words = {
    "initialized",      "asymmetric",        "send",           "recv",        "rtcp-mux",    "DTLS-SRTP",
    "DTLS role active", "DTLS role passive", "SDES",           "passthrough", "ICE",         "trickle ICE",
    "ICE controlling",  "ICE-lite peer",     "unidirectional", "loop check",  "transcoding", "generator/sink"};
static_assert(media_words.size() == static_cast<std::size_t>(MediaFlag::generator) + 1);

/// In the order of StreamFlag.
constexpr std::array<std::string_view, 11> stream_words = {"RTP",
                                                           "RTCP",
                                                           "fallback RTCP",
                                                           "filled",
                                                           "confirmed",
                                                           "kernelized",
                                                           "no kernel support",
                                                           "DTLS fingerprint verified",
                                                           "strict source address",
                                                           "media handover",
                                                           "ICE"};
static_assert(stream_words.size() == static_cast<std::size_t>(StreamFlag::ice) + 1);

template <class Flag, class Bits, std::size_t count>
void write(const FlagSet<Flag, Bits>& flags, const std::array<std::string_view, count>& words,
           bencode::Writer& writer) {
  for (std::size_t i = 0; i < count; ++i)
    if (flags.has(static_cast<Flag>(i))) writer.string(words[i]);
}

/// In the order of MediaWish.
constexpr std::array<std::string_view, 4> wish_words = {"RTCP feedback", "RTCP generator", "blackhole", "echo"};
static_assert(wish_words.size() == static_cast<std::size_t>(MediaWish::echo) + 1);

void write_with_wishes(const Media& media, bencode::Writer& writer) {
  FlagSet<MediaFlag> flags = media.flags;
  flags.clear(MediaFlag::transcoding);
  write(flags, media_words, writer);
  if (media.flags.has(MediaFlag::fixed_ptime)) writer.string("ptime-override");
  if (media.flags.has(MediaFlag::ice_lite)) writer.string("ICE-lite self");
  write(media.wishes, wish_words, writer);
  if (media.flags.has(MediaFlag::transcoding)) writer.string("transcoding");
}

}  // namespace

void write_flags(const Media& media, const Personality& personality, bencode::Writer& writer) {
  if (personality.told_media_wishes)
    write_with_wishes(media, writer);
  else
    write(media.flags, media_words, writer);
}
void write_flags(const StreamFlags& flags, bencode::Writer& writer) { write(flags, stream_words, writer); }

}  // namespace rtpe::mock

// The course of an offer or answer.
#include "mock_engine/rewrite/negotiate.hpp"

#include "mock_engine/calls/associate.hpp"
#include "mock_engine/rewrite/codec_cache.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/conversion_book.hpp"
#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {

void add_medias(Call& call, Leg& leg, std::size_t count) {
  leg.medias.reserve(count);
  while (leg.medias.size() < count) {
    Media& media = leg.medias.emplace_back();
    media.index = static_cast<std::uint16_t>(leg.medias.size());
    media.label = call.next_media_label++;
  }
}

void add_medias(Call& call, Leg& from, Leg& to, std::size_t count) {
  from.medias.reserve(count);
  to.medias.reserve(count);
  for (std::size_t i = 1; i <= count; ++i)
    for (Leg* leg : {&to, &from}) add_medias(call, *leg, i);
}

namespace {

/// Injected events were asked for by a party, not for a media of it.
void recall_injection(MediaNegotiation& media) {
  if (media.negotiation.from.injects_dtmf) media.from.flags.set(MediaFlag::inject_dtmf);
  if (media.negotiation.to.injects_dtmf) media.to.flags.set(MediaFlag::inject_dtmf);
}

void agree_on_codecs(MediaNegotiation& media) {
  recall_injection(media);
  const bool injected = media.from.flags.has(MediaFlag::inject_dtmf);
  if (CodecCache* cache = media.negotiation.engine.codec_cache; cache != nullptr)
    cache->negotiate(media);
  else
    negotiate_codecs(media);
  if (!injected && media.from.flags.has(MediaFlag::inject_dtmf)) media.negotiation.from.injects_dtmf = true;
}

/// Where a media is reached: of its first stream.
struct LocalPlace {
  const LocalAddress* local = nullptr;
  std::uint16_t port = 0;
  static LocalPlace of(const Media& media) {
    return media.streams.empty() ? LocalPlace{}
                                 : LocalPlace{media.streams.front().local, media.streams.front().local_port};
  }
  [[nodiscard]] bool is_left_by(const Media& media) const {
    const LocalPlace now = of(media);
    return now.local != nullptr && (now.local != local || now.port != port);
  }
};

}  // namespace

bool negotiate_media(MediaNegotiation& media) {
  if (media.negotiation.is_offer() && media.negotiation.options.flags.has(Flag::reset))
    for (Media* side : {&media.from, &media.to}) {
      side->flags.clear(MediaFlag::initialized);
      forget_credentials(*side);
    }
  const bool rejected = media.part.line.port == 0;  // its multiplexing is not looked at
  negotiate_transport(media);
  negotiate_security(media);
  if (!rejected) {
    negotiate_rtcp_mux(media);
    for (Media* side : {&media.from, &media.to}) note_coverage(*side);
  }
  choose_interfaces(media);
  negotiate_ice(media);
  negotiate_direction(media);
  agree_on_codecs(media);
  const LocalPlace from = LocalPlace::of(media.from), to = LocalPlace::of(media.to);
  if (rejected && media.negotiation.engine.config.personality->rejected_streams_stay) {
    leave_streams(media);
    media.from.flags.set(MediaFlag::initialized);
    return true;
  }
  update_streams(media);
  if (!open_ports(media)) return false;
  if (from.is_left_by(media.from)) show_suites_of_new_ports(media.from);
  if (to.is_left_by(media.to)) show_suites_of_new_ports(media.to);
  follow_handshakes(media);
  media.from.flags.set(MediaFlag::initialized);
  for (Media* side : {&media.from, &media.to}) media.negotiation.engine.codec_lists.share(side->codecs);
  return true;
}

namespace {

std::expected<void, NgError> negotiate(Call& call, const Negotiation& negotiation, std::string& out) {
  const Session& session = negotiation.session;
  if (session.number != 0)
    negotiation.from.last_sdp = session.body;
  else
    negotiation.from.last_sdp = negotiation.options.sdp;
  negotiation.from.said_family = negotiation.options.address_family;
  negotiation.from.said_inject_dtmf = negotiation.options.flags.has(Flag::inject_dtmf);
  negotiation.from.in_dialogue = true;
  add_medias(call, negotiation.from, negotiation.to, session.medias.size());
  CompactList<MediaNegotiation, 2> medias;
  medias.reserve(session.medias.size());
  for (std::size_t i = 0; i < session.medias.size(); ++i) {
    MediaNegotiation& media =
        medias.emplace_back(negotiation, session.medias[i], negotiation.from.medias[i], negotiation.to.medias[i]);
    if (!negotiate_media(media)) return std::unexpected(out_of_ports);
  }
  if (negotiation.engine.conversions != nullptr) negotiation.engine.conversions->note(call, negotiation);
  note_session_name(negotiation);
  const auto done = write_sdp(negotiation, {medias.data(), medias.size()}, out);
  if (done && negotiation.to.first_shown.empty()) negotiation.to.first_shown = negotiation.from.last_sdp;
  return done;
}

std::expected<void, NgError> negotiate_pair(const Negotiator& engine, Call& call, const Options& options,
                                            const Session& session, const Pair& pair, Time now, std::string& out) {
  if (!options.label.empty()) pair.from.label = options.label;
  return negotiate(call,
                   {.engine = engine,
                    .options = options,
                    .session = session,
                    .from = pair.from,
                    .to = pair.to,
                    .now = now,
                    .call = &call},
                   out);
}

}  // namespace

bool is_loop(const Session& session, const Options& options, const Identity& identity) {
  if (!options.flags.has(Flag::loop_protect)) return false;
  for (const SessionPart& part : session.sessions)
    for (std::uint32_t i = part.lines.first; i < part.lines.last; ++i) {
      const sdp::Line& line = session.document.lines()[i];
      if (line.attribute == sdp::Attribute::rtpengine && line.value == identity.loop_id) return true;
    }
  return false;
}

namespace {

/// Association::by_tags.
std::expected<Pair, NgError> pair_by_tags(Call& call, const Options& options, const Session& session, Time now) {
  const bool is_offer = options.mode == OperationMode::offer;
  WriterTags tags{.writer = options.from_tag, .other = options.to_tag, .via_branch = options.via_branch};
  if (!is_offer) std::swap(tags.writer, tags.other);
  if (tags.writer == tags.other) {
    if (!is_offer) return std::unexpected(no_dialogue);
    tags.other = {};
  }
  const auto pair = associate_by_tags(call, tags, now);
  if (!pair) return std::unexpected(no_dialogue);
  if (!session.medias.empty() && call.partner_of(pair->from) != &pair->to) call.pair(pair->from, pair->to);
  return *pair;
}

std::expected<Pair, NgError> dialogue_parties(const Negotiator& engine, Call& call, const Options& options,
                                              const Session& session, Time now) {
  if (engine.config.personality->association == Association::by_tags) return pair_by_tags(call, options, session, now);
  const Dialogue dialogue{options.from_tag, options.to_tag, options.via_branch, options.has_to_tag};
  return options.mode == OperationMode::offer ? associate_offer(call, dialogue, now)
                                              : associate_answer(call, dialogue, now);
}

}  // namespace

std::expected<void, NgError> offer(const Negotiator& engine, Call& call, const Options& options, const Session& session,
                                   Time now, std::string& out) {
  out.clear();
  if (options.flags.has(Flag::fragment)) return {};
  call.last_signal = now;
  const auto pair = dialogue_parties(engine, call, options, session, now);
  if (!pair) return std::unexpected(pair.error());
  return negotiate_pair(engine, call, options, session, *pair, now, out);
}

std::expected<void, NgError> answer(const Negotiator& engine, Call& call, const Options& options,
                                    const Session& session, Time now, std::string& out) {
  call.last_signal = now;
  const auto pair = dialogue_parties(engine, call, options, session, now);
  if (!pair) return std::unexpected(pair.error());
  return negotiate_pair(engine, call, options, session, *pair, now, out);
}

}  // namespace rtpe::mock

// Origin, connection and session attributes (sdp-rewriting.md 3).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/media_attributes.hpp"
#include "mock_engine/rewrite/sdes.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

using sdp::Attribute;

/// On session level keys that are in order stay; lines that are complete but useless go.
bool is_dropped_crypto(std::string_view value) {
  const auto crypto = read_crypto(value);
  return !crypto && crypto.error() == CryptoFault::unusable;
}

bool replaces_connection(const Negotiation& negotiation, const SessionPart& part) {
  if (relays_only(negotiation.options)) return false;
  if (negotiation.options.replace.has(Replace::session_connection)) return true;
  if (negotiation.engine.config.personality->replaces_every_connection) return true;
  for (std::uint32_t i = part.first_media; i < part.last_media; ++i)
    if (!negotiation.session.medias[i].connection) return true;
  return false;
}

bool is_removed(const Negotiation& negotiation, const SessionPart& part, const sdp::Line& line) {
  if (negotiation.to.medias[part.first_media].flags.has(MediaFlag::passthrough)) return false;
  switch (line.attribute) {
    case Attribute::ice_ufrag:
    case Attribute::ice_pwd:
    case Attribute::ice_options:
    case Attribute::ice_lite:
    case Attribute::ice_mismatch:
    case Attribute::remote_candidates:
    case Attribute::candidate:
      return !keeps_party_lines(negotiation.options) && is_readable(line);
    case Attribute::fingerprint:
    case Attribute::setup:
      return is_readable(line);
    case Attribute::crypto:
      return is_dropped_crypto(line.value);
    case Attribute::rtcp:
      return !has_rtcp_port(line.value);
    case Attribute::sendrecv:
    case Attribute::sendonly:
    case Attribute::recvonly:
    case Attribute::inactive:
      return !negotiation.options.flags.has(Flag::original_sendrecv);
    case Attribute::tls_id:
      return negotiation.engine.config.personality->tls_id;
    case Attribute::group:
      return line.value.starts_with("BUNDLE ");
    case Attribute::extmap:
      return negotiation.options.flags.has(Flag::strip_extmap);
    default:
      return false;
  }
}

/// All are rejected, and the receiver has no other one.
bool is_without_media(const Negotiation& negotiation) {
  return !negotiation.session.medias.empty() && std::ranges::none_of(negotiation.to.medias, [](const Media& media) {
    return !media.streams.empty() && media.streams.front().local != nullptr;
  });
}

}  // namespace

PrintedAddress printed_address(const Options& options, const LocalAddress& local) {
  if (!options.media_address) return {sdp_name(local.address.family), local.advertised};
  return {sdp_name(options.media_address->family), options.media_address_text};
}

PrintedAddress printed_connection(const Negotiation& negotiation, const Media& to, const Media* from,
                                  const Media& first) {
  const LocalAddress& local = *local_address(to);
  const bool known = from != nullptr && !from->streams.empty();
  const Endpoint party = known ? advertised_endpoint(*from, from->streams.front()) : Endpoint{};
  const bool told_later = known && from->flags.has(MediaFlag::trickle_ice) && party.port == 9;
  const bool zero = party.address.is_unspecified() && !told_later;
  const bool is_subscription = negotiation.is_offer() && negotiation.opens == Sides::receiver;  // heeds no such wish
  const bool is_replaced = negotiation.options.replace.has(Replace::zero_address) && !is_subscription;
  if (!zero || first.flags.has(MediaFlag::ice) || negotiation.options.media_address || is_replaced)
    return printed_address(negotiation.options, local);
  return {sdp_name(local.address.family), local.address.family == Family::ipv4 ? "0.0.0.0" : "::"};
}

namespace {

/// The media whose address the session has; with Personality::rejected_streams_stay no rejected one.
std::uint32_t first_speaking(const Negotiation& negotiation, const SessionPart& part) {
  if (negotiation.engine.config.personality->rejected_streams_stay)
    for (std::uint32_t i = part.first_media; i < part.last_media; ++i)
      if (negotiation.session.medias[i].line.port != 0) return i;
  return part.first_media;
}

}  // namespace

void write_session(const Negotiation& negotiation, const SessionPart& part, sdp::Editor& editor) {
  const auto& lines = negotiation.session.document.lines();
  const Media& first = negotiation.to.medias[part.first_media];
  const auto& written = negotiation.from.medias;
  const Media* const from = part.first_media < written.size() ? &written[part.first_media] : nullptr;
  const LocalAddress* local = local_address(first);
  const std::uint32_t speaking = first_speaking(negotiation, part);
  for (std::uint32_t i = part.lines.first; i < part.lines.last; ++i) {
    const sdp::Line& line = lines[i];
    if (line.letter == 'o') {
      write_origin(negotiation, line, local, editor);
    } else if (line.letter == 's') {
      write_session_name(negotiation, line, editor);
    } else if ((line.letter == 'c' || line.letter == 'b') && shows_source(negotiation)) {
      editor.drop(line);
    } else if (line.letter == 'c' && local != nullptr && replaces_connection(negotiation, part)) {
      write_address(editor, part.connection->address_type, part.connection->address,
                    printed_connection(negotiation, negotiation.to.medias[speaking],
                                       from == nullptr ? nullptr : &written[speaking], first));
    } else if (line.letter == 'a' && is_removed(negotiation, part, line)) {
      editor.drop(line);
    }
  }
  editor.keep(lines[part.lines.last - 1]);
  if (negotiation.options.flags.has(Flag::loop_protect))
    editor.output().append("a=rtpengine:").append(negotiation.engine.identity.loop_id).append("\r\n");
  if (first.flags.has(MediaFlag::ice) && first.flags.has(MediaFlag::ice_lite)) editor.output() += "a=ice-lite\r\n";
}

std::expected<void, NgError> write_sdp(const Negotiation& negotiation, std::span<const MediaNegotiation> medias,
                                       std::string& out) {
  const Session& session = negotiation.session;
  out.clear();
  if (session.document.lines().empty()) {
    if (negotiation.options.sdp.size() == 1) out = negotiation.options.sdp;
    return {};
  }
  // A session without m= lines of its own is written as for the receiver's next media.
  const std::size_t known = negotiation.to.medias.size();
  if (std::ranges::any_of(session.sessions, [=](const SessionPart& part) { return part.first_media >= known; }))
    return std::unexpected(sdp_not_rewritable);
  if (negotiation.engine.config.personality->refuses_no_media && is_without_media(negotiation))
    return std::unexpected(sdp_not_rewritable);
  if (!negotiation.engine.config.rewrites_bodies) {
    out = session.document.text();
    return {};
  }
  sdp::Editor editor(session.document.text(), out);
  out.reserve(session.document.text().size() + 512);
  for (const SessionPart& part : session.sessions) {
    write_session(negotiation, part, editor);
    for (std::uint32_t i = part.first_media; i < part.last_media; ++i) write_media(medias[i], editor);
  }
  editor.keep_until(static_cast<std::uint32_t>(session.document.text().size()));
  count_version(negotiation, out);
  return {};
}

namespace {

std::expected<void, NgError> write_own(const Negotiation& negotiation, std::string& out) {
  static const MediaPart nothing_said;
  out.clear();
  auto& medias = negotiation.to.medias;
  if (medias.empty()) return std::unexpected(sdp_not_created);
  const Media& first = medias.front();
  if (first.streams.empty() || first.streams.front().local == nullptr) return std::unexpected(sdp_not_created);
  const PrintedAddress printed = printed_address(negotiation.options, *first.streams.front().local);
  out += "v=0\r\n";
  if (negotiation.engine.config.personality->listeners_get_session) {
    write_source_origin(negotiation, printed, out);
  } else {
    const OwnOrigin origin = own_origin(negotiation);
    fmt::format_to(std::back_inserter(out), "o=- {} {} IN {} {}\r\ns={}\r\n", origin.id, origin.version, printed.family,
                   printed.address, software_id(negotiation.engine.config));
  }
  out += "t=0 0\r\n";
  for (Media& media : medias) {
    MediaNegotiation shown{negotiation, nothing_said, media, media};
    shown.codecs = media.codecs;
    shown.ptime = media.ptime;
    write_new_media(shown, out);
  }
  return {};
}

}  // namespace

std::expected<void, NgError> write_all_medias(const Negotiation& negotiation, std::string& out) {
  if (!negotiation.options.media_address) return write_own(negotiation, out);
  Options heeded = negotiation.options;
  heeded.media_address.reset();
  Negotiation own{.engine = negotiation.engine,
                  .options = heeded,
                  .session = negotiation.session,
                  .from = negotiation.from,
                  .to = negotiation.to,
                  .now = negotiation.now,
                  .opens = negotiation.opens,
                  .multiplexes = negotiation.multiplexes};
  return write_own(own, out);
}

}  // namespace rtpe::mock

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

bool replaces_connection(const Exchange& exchange, const SessionPart& part) {
  if (relays_only(exchange.options)) return false;
  if (exchange.options.replace.has(Replace::session_connection)) return true;
  for (std::uint32_t i = part.first_media; i < part.last_media; ++i)
    if (!exchange.session.medias[i].connection) return true;
  return false;
}

bool is_removed(const Exchange& exchange, const SessionPart& part, const sdp::Line& line) {
  if (exchange.to.medias[part.first_media].flags.has(MediaFlag::passthrough)) return false;
  switch (line.attribute) {
    case Attribute::ice_ufrag:
    case Attribute::ice_pwd:
    case Attribute::ice_options:
    case Attribute::ice_lite:
    case Attribute::ice_mismatch:
    case Attribute::remote_candidates:
    case Attribute::candidate:
      return !keeps_party_lines(exchange.options) && is_readable(line);
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
      return !exchange.options.flags.has(Flag::original_sendrecv);
    case Attribute::group:
      return line.value.starts_with("BUNDLE ");
    case Attribute::extmap:
      return exchange.options.flags.has(Flag::strip_extmap);
    default:
      return false;
  }
}

}  // namespace

PrintedAddress printed_address(const Options& options, const LocalAddress& local) {
  if (!options.media_address) return {sdp_name(local.address.family), local.advertised};
  return {sdp_name(options.media_address->family), options.media_address_text};
}

PrintedAddress printed_connection(const Exchange& exchange, const Media& to, const Media* from, const Media& first) {
  const LocalAddress& local = *local_address(to);
  const bool known = from != nullptr && !from->streams.empty();
  const Endpoint party = known ? advertised_endpoint(*from, from->streams.front()) : Endpoint{};
  const bool told_later = known && from->flags.has(MediaFlag::trickle_ice) && party.port == 9;
  const bool zero = party.address.is_unspecified() && !told_later;
  if (!zero || first.flags.has(MediaFlag::ice) || exchange.options.media_address ||
      exchange.options.replace.has(Replace::zero_address))
    return printed_address(exchange.options, local);
  return {sdp_name(local.address.family), local.address.family == Family::ipv4 ? "0.0.0.0" : "::"};
}

void write_session(const Exchange& exchange, const SessionPart& part, sdp::Editor& editor) {
  const auto& lines = exchange.session.document.lines();
  const Media& first = exchange.to.medias[part.first_media];
  const auto& written = exchange.from.medias;
  const Media* const from = part.first_media < written.size() ? &written[part.first_media] : nullptr;
  const LocalAddress* local = local_address(first);
  for (std::uint32_t i = part.lines.first; i < part.lines.last; ++i) {
    const sdp::Line& line = lines[i];
    if (line.letter == 'o') {
      write_origin(exchange, line, local, editor);
    } else if (line.letter == 's') {
      write_session_name(exchange, line, editor);
    } else if (line.letter == 'c' && local != nullptr && replaces_connection(exchange, part)) {
      write_address(editor, part.connection->address_type, part.connection->address,
                    printed_connection(exchange, first, from, first));
    } else if (line.letter == 'a' && is_removed(exchange, part, line)) {
      editor.drop(line);
    }
  }
  editor.keep(lines[part.lines.last - 1]);
  if (exchange.options.flags.has(Flag::loop_protect))
    editor.output().append("a=rtpengine:").append(exchange.engine.identity.loop_id).append("\r\n");
  if (first.flags.has(MediaFlag::ice) && first.flags.has(MediaFlag::ice_lite)) editor.output() += "a=ice-lite\r\n";
}

std::expected<void, NgError> write_sdp(const Exchange& exchange, std::span<const MediaExchange> medias,
                                       std::string& out) {
  const Session& session = exchange.session;
  out.clear();
  if (session.document.lines().empty()) {
    if (exchange.options.sdp.size() == 1) out = exchange.options.sdp;
    return {};
  }
  // A session without m= lines of its own is written as for the receiver's next media.
  const std::size_t known = exchange.to.medias.size();
  if (std::ranges::any_of(session.sessions, [=](const SessionPart& part) { return part.first_media >= known; }))
    return std::unexpected(sdp_not_rewritable);
  sdp::Editor editor(session.document.text(), out);
  out.reserve(session.document.text().size() + 512);
  for (const SessionPart& part : session.sessions) {
    write_session(exchange, part, editor);
    for (std::uint32_t i = part.first_media; i < part.last_media; ++i) write_media(medias[i], editor);
  }
  editor.keep_until(static_cast<std::uint32_t>(session.document.text().size()));
  count_version(exchange, out);
  return {};
}

std::expected<void, NgError> write_all_medias(const Exchange& exchange, std::string& out) {
  static const MediaPart nothing_said;
  out.clear();
  auto& medias = exchange.to.medias;
  if (medias.empty()) return std::unexpected(sdp_not_created);
  const Media& first = medias.front();
  if (first.streams.empty() || first.streams.front().local == nullptr) return std::unexpected(sdp_not_created);
  const PrintedAddress printed = printed_address(exchange.options, *first.streams.front().local);
  const OwnOrigin origin = own_origin(exchange);
  fmt::format_to(std::back_inserter(out), "v=0\r\no=- {} {} IN {} {}\r\ns={}\r\nt=0 0\r\n", origin.id, origin.version,
                 printed.family, printed.address, exchange.engine.config.software_id);
  for (Media& media : medias) {
    MediaExchange shown{exchange, nothing_said, media, media};
    shown.codecs = media.codecs;
    shown.ptime = media.ptime;
    write_new_media(shown, out);
  }
  return {};
}

}  // namespace rtpe::mock

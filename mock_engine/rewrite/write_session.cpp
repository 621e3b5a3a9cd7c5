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

/// The local address a session's first media is reached at.
const LocalAddress* session_address(const Exchange& exchange, const SessionPart& part) {
  for (std::uint32_t i = part.first_media; i < part.last_media; ++i) {
    const Media& media = exchange.to.medias[i];
    if (!media.streams.empty() && media.streams.front().local != nullptr) return media.streams.front().local;
    if (media.interface == nullptr) continue;
    LocalAddress* preferred = media.interface->first_of(media.family.value_or(Family::ipv4));
    return preferred != nullptr ? preferred : media.interface->addresses.front().get();
  }
  return nullptr;
}

/// On session level keys that are in order stay; lines that are complete but useless go.
bool is_dropped_crypto(std::string_view value) {
  const auto crypto = read_crypto(value);
  return !crypto && crypto.error() == CryptoFault::unusable;
}
bool is_dropped_rtcp(std::string_view value) {
  if (value.empty()) return false;
  const auto port = sdp::read_leading_number(value);
  return !port || *port <= 0 || *port > 65535;
}

bool replaces_connection(const Exchange& exchange, const SessionPart& part) {
  if (relays_only(exchange.options)) return false;
  if (exchange.options.replace.has(Replace::session_connection)) return true;
  for (std::uint32_t i = part.first_media; i < part.last_media; ++i)
    if (!exchange.session.medias[i].connection) return true;
  return false;
}

bool is_removed(const Exchange& exchange, const SessionPart& part, const sdp::Line& line) {
  const bool passthrough = exchange.to.medias[part.first_media].flags.has(MediaFlag::passthrough);
  switch (line.attribute) {
    case Attribute::ice_ufrag:
    case Attribute::ice_pwd:
    case Attribute::ice_options:
    case Attribute::ice_lite:
    case Attribute::ice_mismatch:
    case Attribute::remote_candidates:
    case Attribute::candidate:
      return !passthrough && !keeps_party_lines(exchange.options) && is_readable(line);
    case Attribute::fingerprint:
    case Attribute::setup:
      return !passthrough && is_readable(line);
    case Attribute::crypto:
      return is_dropped_crypto(line.value);
    case Attribute::rtcp:
      return is_dropped_rtcp(line.value);
    case Attribute::sendrecv:
    case Attribute::sendonly:
    case Attribute::recvonly:
    case Attribute::inactive:
      return !exchange.options.flags.has(Flag::original_sendrecv);
    case Attribute::group:
      return !passthrough && line.value.starts_with("BUNDLE ");
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

bool keeps_zero_address(const Exchange& exchange, const MediaPart& part, const Media& from) {
  return part.rtp.address.is_unspecified() && !from.flags.has(MediaFlag::ice) &&
         !exchange.options.replace.has(Replace::zero_address);
}

void write_session(const Exchange& exchange, const SessionPart& part, sdp::Editor& editor) {
  const auto& lines = exchange.session.document.lines();
  const LocalAddress* local = session_address(exchange, part);
  for (std::uint32_t i = part.lines.first; i < part.lines.last; ++i) {
    const sdp::Line& line = lines[i];
    if (line.letter == 'o') {
      write_origin(exchange, line, local, editor);
    } else if (line.letter == 's') {
      write_session_name(exchange, line, editor);
    } else if (line.letter == 'c' && local != nullptr && replaces_connection(exchange, part)) {
      const bool keep = keeps_zero_address(exchange, exchange.session.medias[part.first_media],
                                           exchange.from.medias[part.first_media]);
      if (!keep)
        write_address(editor, part.connection->address_type, part.connection->address,
                      printed_address(exchange.options, *local));
    } else if (line.letter == 'a' && is_removed(exchange, part, line)) {
      editor.drop(line);
    }
  }
  editor.keep(lines[part.lines.last - 1]);
  if (exchange.options.flags.has(Flag::loop_protect))
    editor.output().append("a=rtpengine:").append(exchange.engine.identity.loop_id).append("\r\n");
  const FlagSet<MediaFlag>& first = exchange.to.medias[part.first_media].flags;
  if (first.has(MediaFlag::ice) && first.has(MediaFlag::ice_lite)) editor.output() += "a=ice-lite\r\n";
}

std::expected<void, NgError> write_sdp(const Exchange& exchange, std::span<const MediaExchange> medias,
                                       std::string& out) {
  const Session& session = exchange.session;
  out.clear();
  if (session.document.lines().empty()) {
    out = exchange.options.sdp;
    return {};
  }
  if (std::ranges::any_of(session.sessions,
                          [](const SessionPart& part) { return part.first_media == part.last_media; }))
    return std::unexpected(sdp_not_rewritable);
  sdp::Editor editor(session.document.text(), out);
  out.reserve(session.document.text().size() + 512);
  for (const SessionPart& part : session.sessions) {
    write_session(exchange, part, editor);
    for (std::uint32_t i = part.first_media; i < part.last_media; ++i) write_media(medias[i], editor);
  }
  if (exchange.options.replace.has(Replace::sdp_version)) count_version(exchange, out);
  return {};
}

std::expected<void, NgError> write_new_sdp(const Exchange& exchange, std::span<const MediaExchange> medias,
                                           std::string& out) {
  out.clear();
  if (medias.empty()) return std::unexpected(sdp_not_created);
  const Media& first = medias.front().to;
  if (first.streams.empty() || first.streams.front().local == nullptr) return std::unexpected(sdp_not_created);
  const PrintedAddress printed = printed_address(exchange.options, *first.streams.front().local);
  const OwnOrigin origin = own_origin(exchange);
  fmt::format_to(std::back_inserter(out), "v=0\r\no=- {} {} IN {} {}\r\ns={}\r\nt=0 0\r\n", origin.id, origin.version,
                 printed.family, printed.address, exchange.engine.config.software_id);
  for (const MediaExchange& media : medias) write_new_media(media, out);
  return {};
}

}  // namespace rtpe::mock

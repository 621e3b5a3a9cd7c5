// Reads attribute lines as the daemon does: what does not parse is left alone.
#include "mock_engine/rewrite/media_attributes.hpp"

#include <algorithm>
#include <cctype>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/sdes.hpp"

namespace rtpe::mock {
namespace {

using sdp::Attribute;

struct RtpMap {
  std::int64_t payload_type = 0;  ///< also those that no codec can have
  std::string_view name;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
};

/// The number in front of the first blank, which is taken off; what follows the digits is not looked at.
std::optional<std::int64_t> take_payload_type(std::string_view& text) {
  const std::size_t blank = text.find(' ');
  std::string_view token = text.substr(0, blank);
  text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
  return sdp::read_leading_number(token);
}

/// "<payload type> <name>/<clock rate>[/<channels>]"
std::optional<RtpMap> read_rtpmap(std::string_view value) {
  RtpMap map;
  const auto payload_type = take_payload_type(value);
  if (!payload_type) return std::nullopt;
  map.payload_type = *payload_type;
  value = value.substr(0, value.find(' '));
  const std::size_t slash = value.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  map.name = value.substr(0, slash);
  value.remove_prefix(slash + 1);
  const auto clock_rate = sdp::read_leading_number(value);
  if (!clock_rate || !(value.empty() || value.front() == '/')) return std::nullopt;
  map.clock_rate = clock_rate_of(map.name, static_cast<std::uint32_t>(*clock_rate));
  if (!value.starts_with('/')) return map;
  value.remove_prefix(1);
  const auto channels = sdp::read_leading_number(value);
  if (channels && value.empty() && *channels > 0 && *channels < 256)
    map.channels = static_cast<std::uint8_t>(*channels);
  return map;
}

/// A field that is a number. The daemon reads on from where it begins, beyond its end if it is empty.
std::optional<std::int64_t> take_number(std::string_view& rest) {
  std::string_view text = rest;
  if (!sdp::take_field(rest)) return std::nullopt;
  return sdp::read_leading_number(text);
}

enum class CandidateFault : std::uint8_t {
  unreadable,  ///< the line stays in the SDP
  unusable,    ///< not UDP, no literal address, unknown type: read, but of no use
};

/// " raddr <address> rport <port>"
std::expected<void, CandidateFault> read_related(std::string_view value) {
  if (sdp::take_field(value) != "raddr") return std::unexpected(CandidateFault::unreadable);
  const auto address = sdp::take_field(value);
  const auto word = sdp::take_field(value);
  if (!word || value.empty()) return std::unexpected(CandidateFault::unreadable);
  if (!Address::parse(*address)) return std::unexpected(CandidateFault::unusable);
  if (word != "rport" || !take_number(value)) return std::unexpected(CandidateFault::unreadable);
  return {};
}

/// "foundation component transport priority address port typ type ..."; what is of no use is not read to its end.
std::expected<CandidateLine, CandidateFault> read_candidate(std::string_view value) {
  CandidateLine candidate;
  std::string_view rest = value;
  for (std::size_t field = 0; field < 8; ++field)
    if (!sdp::take_field(rest)) return std::unexpected(CandidateFault::unreadable);
  sdp::take_field(value);
  const auto component = take_number(value);
  if (!component) return std::unexpected(CandidateFault::unreadable);
  const auto transport = sdp::take_field(value);
  if (transport != "UDP" && transport != "udp") return std::unexpected(CandidateFault::unusable);
  const auto priority = take_number(value);
  if (!priority) return std::unexpected(CandidateFault::unreadable);
  if (!Address::parse(*sdp::take_field(value))) return std::unexpected(CandidateFault::unusable);
  if (!take_number(value)) return std::unexpected(CandidateFault::unreadable);
  if (sdp::take_field(value) != "typ") return std::unexpected(CandidateFault::unreadable);
  candidate.type = *sdp::take_field(value);
  if (candidate.type == "srflx" || candidate.type == "prflx" || candidate.type == "relay") {
    if (const auto related = read_related(value); !related) return std::unexpected(related.error());
  } else if (candidate.type != "host") {
    return std::unexpected(CandidateFault::unusable);
  }
  candidate.component = static_cast<std::uint32_t>(*component);
  candidate.priority = static_cast<std::uint32_t>(*priority);
  return candidate;
}

std::optional<std::uint32_t> read_ptime(std::string_view value) {
  const auto ptime = sdp::read_leading_number(value);
  if (!ptime || *ptime <= 0 || *ptime > UINT16_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*ptime);
}

/// "<hash> <as many hexadecimal pairs as the hash has bytes>"; what follows is not looked at.
bool is_fingerprint(std::string_view value) {
  const std::size_t bytes = digest_bytes(fingerprint_hash_of(sdp::take_token(value)));
  const std::string_view pairs = sdp::take_token(value);
  if (bytes == 0 || pairs.size() != bytes * 3 - 1) return false;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (i % 3 == 2 ? pairs[i] != ':' : std::isxdigit(static_cast<unsigned char>(pairs[i])) == 0) return false;
  return true;
}

/// Of several attributes of one name the first counts.
void take_first(std::string_view& known, std::string_view value) {
  if (known.empty()) known = value;
}

/// Attributes both levels share.
void read_security(const sdp::Line& line, SecurityLines& security) {
  switch (line.attribute) {
    case Attribute::ice_ufrag:
      security.ice = true;
      return take_first(security.ufrag, line.value);
    case Attribute::ice_pwd:
      return take_first(security.password, line.value);
    case Attribute::setup:
      return take_first(security.setup, line.value);
    case Attribute::tls_id:
      return take_first(security.tls_id, line.value);
    case Attribute::fingerprint:
      if (is_fingerprint(line.value)) take_first(security.fingerprint, line.value);
      break;
    default:
      break;
  }
}

void read_direction(Attribute attribute, Direction& direction) {
  if (attribute == Attribute::recvonly) direction = Direction::recvonly;
  if (attribute == Attribute::sendonly) direction = std::max(direction, Direction::sendonly);
  if (attribute == Attribute::inactive) direction = std::max(direction, Direction::inactive);
}

/// rtpmap, fmtp and rtcp-fb. Of a number that the m= line has twice the first codec gets the feedback.
void read_codec_line(const sdp::Line& line, MediaPart& media) {
  if (line.attribute == Attribute::rtpmap) {
    const auto map = read_rtpmap(line.value);
    for (CodecLine& codec : media.codecs) {
      if (!map || codec.payload_type != map->payload_type) continue;
      codec.name = map->name;
      codec.clock_rate = map->clock_rate;
      codec.channels = map->channels;
    }
    return;
  }
  std::string_view value = line.value;
  const auto payload_type = take_payload_type(value);
  for (CodecLine& codec : media.codecs) {
    if (codec.payload_type != payload_type) continue;
    if (line.attribute == Attribute::rtcp_fb) return codec.feedback.push_back(value);
    codec.format = value;
  }
}

/// "<port> [IN IP4 <address>]"
void read_rtcp(std::string_view value, MediaPart& media) {
  std::string_view digits = sdp::take_field(value).value_or("");
  const auto port = sdp::read_leading_number(digits);
  const auto connection = value.empty() ? std::nullopt : sdp::read_connection(value);
  if (!value.empty() && !connection) return;
  if (!port || *port < 0 || *port > 65535 || media.rtcp.port != 0) return;
  media.rtcp.port = static_cast<std::uint16_t>(*port);
  if (!connection) return;
  media.rtcp_address = Address::parse(connection->address);
  if (media.rtcp_address && media.rtcp_address->is_unspecified()) media.rtcp_address.reset();  // that of RTP
}

bool names_trickling(std::string_view ice_options) { return ice_options.find("trickle") != std::string_view::npos; }

void read_line(const sdp::Line& line, MediaPart& media) {
  switch (line.attribute) {
    case Attribute::rtpmap:
    case Attribute::fmtp:
    case Attribute::rtcp_fb:
      media.rtcp_feedback |= line.attribute == Attribute::rtcp_fb;
      read_codec_line(line, media);
      break;
    case Attribute::candidate:
      if (const auto candidate = read_candidate(line.value)) media.candidates.push_back(*candidate);
      break;
    case Attribute::crypto:
      if (const auto crypto = read_crypto(line.value)) media.crypto.push_back(*crypto);
      break;
    case Attribute::ice_options:
      media.trickle |= names_trickling(line.value);
      break;
    case Attribute::ice_lite:
      media.ice_lite = true;
      break;
    case Attribute::end_of_candidates:
      media.end_of_candidates = true;
      break;
    case Attribute::mid:
      take_first(media.mid, line.value);
      break;
    case Attribute::ptime:
      if (media.ptime == 0) media.ptime = read_ptime(line.value).value_or(0);
      break;
    case Attribute::maxptime:
      if (media.maxptime == 0) media.maxptime = read_ptime(line.value).value_or(0);
      break;
    case Attribute::rtcp:
      read_rtcp(line.value, media);
      break;
    case Attribute::rtcp_mux:
      media.rtcp_mux = true;
      break;
    default:
      read_security(line, media.security);
      read_direction(line.attribute, media.direction);
      break;
  }
}

}  // namespace

std::expected<void, NgError> read_formats(MediaPart& media) {
  std::string_view formats = media.line.formats;
  media.codecs.reserve(static_cast<std::size_t>(std::ranges::count(formats, ' ')) + 1);
  while (!formats.empty()) {
    // As the daemon counts: a token per blank, its number read on beyond an empty token.
    std::string_view rest = formats;
    const auto number = sdp::read_leading_number(rest);
    if (!number || *number < 0 || *number > 127) return std::unexpected(sdp_incomplete);
    CodecLine& codec = media.codecs.emplace_back();
    codec.payload_type = static_cast<std::uint8_t>(*number);
    const StaticCodec known = static_codec(codec.payload_type);
    codec.name = known.name;
    codec.clock_rate = known.clock_rate;
    codec.channels = known.channels;
    const std::size_t blank = formats.find(' ');
    formats = blank == std::string_view::npos ? std::string_view{} : formats.substr(blank + 1);
  }
  return {};
}

bool has_rtcp_port(std::string_view value) {
  const auto port = sdp::read_leading_number(value);
  return port && *port > 0 && *port <= 65535;
}

bool is_readable(const sdp::Line& line) {
  switch (line.attribute) {
    case Attribute::rtpmap:
      return read_rtpmap(line.value).has_value();
    case Attribute::fmtp:
    case Attribute::rtcp_fb: {
      std::string_view value = line.value;
      return take_payload_type(value).value_or(-1) >= 0;
    }
    case Attribute::candidate: {
      const auto candidate = read_candidate(line.value);
      return candidate || candidate.error() == CandidateFault::unusable;
    }
    case Attribute::crypto: {
      const auto crypto = read_crypto(line.value);
      return crypto || crypto.error() == CryptoFault::unusable;
    }
    case Attribute::fingerprint:
      return is_fingerprint(line.value);
    case Attribute::ptime:
      return read_ptime(line.value).has_value();
    case Attribute::rtcp: {
      std::string_view value = line.value;
      sdp::take_token(value);
      return value.empty() || sdp::read_connection(value);
    }
    default:
      return true;
  }
}

void read_attributes(const Session& session, const Personality& personality, SessionPart& part) {
  for (std::uint32_t i = part.lines.first; i < part.lines.last; ++i) {
    const sdp::Line& line = session.document.lines()[i];
    if (line.letter == 'c') {
      part.connection = sdp::read_connection(line.value);
      part.connection_line = line.text;
    }
    read_security(line, part.security);
    read_direction(line.attribute, part.direction);
    if (!personality.reads_session_ice) continue;
    part.trickle |= line.attribute == Attribute::ice_options && names_trickling(line.value);
    part.ice_lite |= line.attribute == Attribute::ice_lite;
  }
}

namespace {

/// What stands on session level counts where the media says nothing.
void complete(SecurityLines& media, const SecurityLines& session) {
  take_first(media.ufrag, session.ufrag);
  take_first(media.password, session.password);
  take_first(media.setup, session.setup);
  take_first(media.fingerprint, session.fingerprint);
  take_first(media.tls_id, session.tls_id);
  media.ice |= session.ice;
}

}  // namespace

std::expected<void, NgError> read_attributes(const Session& session, MediaPart& media) {
  const SessionPart& part = session.sessions[media.session];
  media.direction = part.direction;
  if (is_rtp(media.protocol))
    if (const auto fine = read_formats(media); !fine) return fine;
  for (std::uint32_t i = media.lines.first + 1; i < media.lines.last; ++i) {
    const sdp::Line& line = session.document.lines()[i];
    if (line.letter == 'c') media.connection = sdp::read_connection(line.value);
    if (line.letter == 'a') read_line(line, media);
  }
  complete(media.security, part.security);
  media.trickle |= part.trickle;
  media.ice_lite |= part.ice_lite;
  return {};
}

}  // namespace rtpe::mock

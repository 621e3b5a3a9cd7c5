// Finds the streams an SDP describes: addresses, ports, directions.
#include "mock_engine/rewrite/media_attributes.hpp"
#include "mock_engine/rewrite/negotiate.hpp"

namespace rtpe::mock {
namespace {

/// Where a party is reached: as its SDP says, or where its SIP messages come from.
enum class AddressSource : std::uint8_t { sdp, sip };

/// The address a section's RTP goes to.
std::expected<Address, NgError> stream_address(const Session& session, const MediaPart& media, const Options& options,
                                               AddressSource source) {
  if (source == AddressSource::sip) {
    if (!options.received_from) return std::unexpected(sdp_incomplete);
    return *options.received_from;
  }
  const auto& connection = media.connection ? media.connection : session.sessions[media.session].connection;
  if (!connection) return std::unexpected(sdp_incomplete);
  const auto written =
      Address::parse(connection->address, connection->address_type == "IP6" ? Family::ipv6 : Family::ipv4);
  if (!written) return std::unexpected(sdp_incomplete);
  return *written;
}

std::expected<void, NgError> locate_streams(const Session& session, MediaPart& media, const Options& options,
                                            AddressSource source) {
  const auto address = stream_address(session, media, options, source);
  if (!address) return std::unexpected(address.error());
  media.rtp = {.address = *address, .port = media.line.port};
  if (source == AddressSource::sip) media.rtcp_address.reset();
  if (media.line.port_count > 1) {  // then a=rtcp means nothing
    media.rtcp = {};
    media.rtcp_address.reset();
  }
  if (media.shares_port()) media.rtcp_mux = true;
  return {};
}

std::expected<void, NgError> read_media(Session& session, const Options& options, const Personality& personality) {
  AddressSource source = options.flags.has(Flag::sip_source_address) ? AddressSource::sip : AddressSource::sdp;
  for (MediaPart& media : session.medias) {
    media.protocol = protocol_of(media.line.protocol);
    media.is_message = media.line.type == "message";
    if (const auto fine = read_attributes(session, media); !fine) return fine;
    if (media.security.ice && personality.ice_needs_sdp_address)
      source = AddressSource::sdp;  // for all that follow, too
    if (const auto fine = locate_streams(session, media, options, source); !fine) return fine;
  }
  return {};
}

}  // namespace

std::expected<Session, NgError> read_session(std::string_view sdp, const Options& options, const EngineConfig& config) {
  Session session;
  if (const auto fine = read_session(sdp, options, config, session); !fine) return std::unexpected(fine.error());
  return session;
}

std::expected<void, NgError> read_session(std::string_view sdp, const Options& options, const EngineConfig& config,
                                          Session& session) {
  session.sessions.clear();
  session.medias.clear();
  const bool is_fragment = options.flags.has(Flag::fragment);  // no whole SDP, and nothing of it shows in replies
  if (sdp.size() < 2 || is_fragment) {
    static_cast<void>(session.document.read({}));
    return is_fragment && sdp.size() >= 2 ? check_fragment(sdp) : std::expected<void, NgError>{};
  }
  const auto empty_line = config.reject_invalid_sdp ? sdp::EmptyLine::is_refused : sdp::EmptyLine::ends_the_body;
  if (!session.document.read(sdp, {.empty_line = empty_line})) return std::unexpected(sdp_unparsable);
  session.sessions.reserve(1);
  session.medias.reserve(session.document.sections().size());
  for (const sdp::Section& section : session.document.sections()) {
    const sdp::Line& head = session.document.head(section);
    const auto medias = static_cast<std::uint32_t>(session.medias.size());
    if (head.letter == 'v') {
      SessionPart& part = session.sessions.emplace_back();
      part.lines = section;
      part.first_media = part.last_media = medias;
      read_attributes(session, *config.personality, part);
    } else {
      MediaPart& media = session.medias.emplace_back();
      media.lines = section;
      media.line = *sdp::read_media_line(head.value);
      media.session = static_cast<std::uint32_t>(session.sessions.size() - 1);
      session.sessions.back().last_media = medias + 1;
    }
  }
  return read_media(session, options, *config.personality);
}

}  // namespace rtpe::mock

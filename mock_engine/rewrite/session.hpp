// What an SDP says about streams: the document plus the typed facts negotiation needs.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "client/sdp/document.hpp"
#include "client/sdp/values.hpp"
#include "mock_engine/calls/media.hpp"
#include "mock_engine/rewrite/ng_error.hpp"

namespace rtpe::mock {

/// a=crypto as read; views of the text.
struct CryptoLine {
  std::uint8_t suite = 0;
  std::uint32_t tag = 0;
  std::string_view key;  ///< base64
  std::uint32_t master_key_id = 0;
  std::uint8_t master_key_id_bytes = 0;  ///< 0: none
  std::uint8_t parameters = 0;           ///< bits of sdes.hpp
};

/// A payload type as read; views of the text.
struct CodecLine {
  std::string_view name, format;
  std::vector<std::string_view> feedback;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
  std::uint8_t payload_type = 0;
};

/// a=candidate as read: UDP, with a literal address; a view of the text.
struct CandidateLine {
  std::string_view type;
  std::uint32_t component = 0;
  std::uint32_t priority = 0;
};

/// What a party asks for. Of several attributes, those of the session among them, the last one of this list counts,
/// wherever each stands.
enum class Direction : std::uint8_t { sendrecv, inactive, sendonly, recvonly };

/// Attributes that stand on session level as a default for every media, or in a media. Read lines are removed from the
/// output unless security is passed through; lines that could not be read stay.
struct SecurityLines {
  std::string_view ufrag, password, fingerprint, setup, tls_id;
  bool ice = false;  ///< a user name fragment is there
};

struct SessionPart {
  sdp::Section lines;
  std::optional<sdp::Connection> connection;
  std::string_view connection_line;               ///< "c=..." as it stands
  std::uint32_t first_media = 0, last_media = 0;  ///< its medias are [first_media, last_media)
  SecurityLines security;
  Direction direction = Direction::sendrecv;
  bool trickle = false, ice_lite = false;  ///< with Personality::reads_session_ice
};

struct MediaPart {
  sdp::Section lines;
  sdp::MediaLine line;
  std::uint32_t session = 0;  ///< index of its SessionPart
  Protocol protocol = Protocol::unknown;
  std::optional<sdp::Connection> connection;
  Endpoint rtp, rtcp;  ///< rtcp.port 0: none given
  std::optional<Address> rtcp_address;
  bool rtcp_mux = false;    ///< a=rtcp-mux, or a=rtcp with the RTP port
  bool is_message = false;  ///< not touched at all
  Direction direction = Direction::sendrecv;
  SecurityLines security;
  std::string_view mid;
  std::uint32_t ptime = 0, maxptime = 0;
  bool end_of_candidates = false;
  bool rtcp_feedback = false;  ///< some a=rtcp-fb
  bool trickle = false, ice_lite = false;
  std::vector<CodecLine> codecs;
  std::vector<CandidateLine> candidates;
  std::vector<CryptoLine> crypto;
  /// a=rtcp names the RTP port. 0.0.0.0:9, which stands for an endpoint that will be told later, counts as two.
  [[nodiscard]] bool shares_port() const {
    return rtcp.port != 0 && rtcp.port == rtp.port && !(rtp.address.is_unspecified() && rtp.port == 9);
  }
};

struct Session {
  std::uint64_t number = 0;  ///< of what SessionCache keeps: the same for the same body read the same way; 0: not kept
  Text body;                 ///< the text that is viewed, where SessionCache keeps it; legs that hold it share it
  sdp::Document document;
  std::vector<SessionPart> sessions;
  std::vector<MediaPart> medias;
};

}  // namespace rtpe::mock

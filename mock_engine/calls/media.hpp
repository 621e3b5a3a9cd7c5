// One m= line of one leg, as negotiated so far.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "mock_engine/calls/codec_list.hpp"
#include "mock_engine/calls/compact_list.hpp"
#include "mock_engine/calls/ports.hpp"
#include "mock_engine/calls/stream.hpp"
#include "mock_engine/calls/text.hpp"

namespace rtpe::mock {

/// Transport protocols the engine knows; others pass through by name.
enum class Protocol : std::uint8_t {
  unknown,
  rtp_avp,
  rtp_savp,
  rtp_avpf,
  rtp_savpf,
  udp_tls_rtp_savp,
  udp_tls_rtp_savpf,
  udptl,
};
/// "RTP/AVP", ...; empty for unknown.
[[nodiscard]] std::string_view name_of(Protocol protocol);
/// Case-insensitive.
[[nodiscard]] Protocol protocol_of(std::string_view name);
[[nodiscard]] bool is_rtp(Protocol protocol);
[[nodiscard]] bool is_srtp(Protocol protocol);

/// The first group in the order query replies print it (protocol.md 9).
enum class MediaFlag : std::uint8_t {
  initialized,
  asymmetric,
  send,  ///< the engine may send to this party
  recv,  ///< the engine expects media from this party
  rtcp_mux,
  dtls,  ///< printed "DTLS-SRTP"
  dtls_active,
  dtls_passive,
  sdes,
  passthrough,
  ice,
  trickle_ice,
  ice_controlling,
  ice_lite_peer,
  unidirectional,
  loop_check,
  transcoding,
  generator,  ///< printed "generator/sink"
  // not printed
  rtcp_mux_override,  ///< multiplexing is used whatever the peer says: one port is enough
  rtcp_mux_decided,   ///< its answers do not change what the other side is told
  ice_agent,          ///< ICE of our own was once spoken with the party
  ice_lite,           ///< we are lite towards this party
  legacy_osrtp,       ///< SRTP under the name of RTP/AVP or RTP/AVPF
  inject_dtmf,        ///< of events sent to this party, asked for by a request of its own; a listener's: by it
  listens,            ///< to a source, that is: not in an offer and its answer
  fixed_ptime,        ///< a request wished for one, on either side
  fax_end,            ///< of a gateway: the end that was T.38 when it was made
  dtls_rtp,           ///< DTLS covers RTP since an earlier message
  dtls_rtcp,          ///< and RTCP: it was not multiplexed then
  dtls_settled,       ///< DTLS covers it for longer than its first message
  sdes_answered,      ///< the keys of its last offer were answered
};

/// What requests asked for and 12.5 tells of (Personality::told_media_wishes).
enum class MediaWish : std::uint8_t { rtcp_feedback, rtcp_generator, blackhole, echo };

/// Hash functions of certificate fingerprints.
enum class FingerprintHash : std::uint8_t { none, sha_1, sha_224, sha_256, sha_384, sha_512 };

/// Error correction of T.38: a=T38FaxUdpEC of t38UDPRedundancy, t38UDPFEC, t38UDPNoEC.
enum class FaxCorrection : std::uint8_t { redundancy, fec, none };

/// One a=crypto line.
struct Crypto {
  std::uint8_t suite = 0;  ///< index into suites() of rewrite/sdes.hpp
  std::uint32_t tag = 0;
  Text key_and_salt;  ///< raw bytes
  std::uint32_t master_key_id = 0;
  std::uint8_t master_key_id_bytes = 0;  ///< 0: none
  std::uint8_t parameters = 0;           ///< bits of rewrite/sdes.hpp
};

/// What a=tls-id says towards a party (Personality::tls_id): of the port that it is shown, until a handshake begins
/// anew.
struct TlsIds {
  struct OfPort {
    const LocalAddress* local;
    std::uint16_t port;
    Text id;
  };
  std::vector<OfPort> shown;
  std::size_t certificate = 0;  ///< a hash of the party's; 0: none
  bool was_dtls = false, was_active = false;
};

/// ICE, DTLS and SDES of a media: most plain calls have none.
struct MediaSecurity {
  Text ufrag;                                                ///< the party's own
  Text local_ufrag, local_password;                          ///< ours towards the party
  const LogicalInterface* agent_interface = nullptr;         ///< where ICE is spoken with the party
  std::optional<Family> agent_family;                        ///< and which addresses came first
  FingerprintHash fingerprint_hash = FingerprintHash::none;  ///< of the party's certificate
  std::unique_ptr<TlsIds> tls_ids;                           ///< null: none is shown
  FingerprintHash shown_hash = FingerprintHash::none;        ///< of ours towards the party
  std::vector<Crypto> crypto_in, crypto_out;
  std::array<std::optional<std::uint8_t>, 2> suites;  ///< of SDES, as query replies name them: RTP, RTCP
  std::vector<Endpoint> advertised;                   ///< per stream, for those with StreamFlag::advertised_elsewhere
};

/// The ports of a media on one local address.
struct PortSet {
  LocalAddress* local = nullptr;
  CompactList<PortLease, 1> leases;  ///< one per pair of streams
};

/// Ports towards one remote endpoint; kept so that a detour A-B-A finds its first ports (protocol.md 7.3).
struct EndpointMap {
  std::optional<Endpoint> remote;  ///< empty: not known yet, matches any
  std::uint16_t ports = 0;         ///< on each address, that it was made for
  CompactList<PortSet, 1> sets;    ///< the first is the one printed in m= and c=
};

/// SRTP by protocol, or as OSRTP.
struct Media;
[[nodiscard]] bool is_srtp(const Media& media);

struct Media {
  std::uint16_t index = 1;    ///< from 1
  std::uint16_t ptime = 0;    ///< ms; 0: none
  std::uint16_t map = 0;      ///< the one of `maps` in use, when there is any
  std::uint16_t gateway = 0;  ///< T.38: label of the media at its other end, plus one; 0: no gateway was made
  std::uint32_t label = 0;    ///< running number in the call
  FlagSet<MediaFlag> flags;
  Protocol protocol = Protocol::unknown;
  std::uint8_t t38_version = 0;
  std::uint16_t siprec_label = 0;  ///< a=label once SIPREC asked for it, plus one: a running number; 0: none
  FaxCorrection t38_correction = FaxCorrection::redundancy;
  FlagSet<MediaWish, std::uint8_t> wishes;  ///< here there is room for a byte
  std::optional<Family> family;             ///< preferred towards the party; empty until known
  Text type;                                ///< "audio"
  Text protocol_text;                       ///< as written, when `protocol` is unknown
  Text formats;                             ///< format list of a media that is not RTP
  Text mid;
  LogicalInterface* interface = nullptr;
  CompactList<Stream, 2> streams;
  CodecList codecs;  ///< what is spoken with the party: as offered by it or to it, then as answered
  std::unique_ptr<TouchedRates> touched;  ///< of `codecs`; null: none
  CompactList<EndpointMap, 1> maps;
  std::unique_ptr<MediaSecurity> security;
};

/// What the SDP said last about a stream of this media; meaningful with StreamFlag::advertised.
[[nodiscard]] const Endpoint& advertised_endpoint(const Media& media, const Stream& stream);

}  // namespace rtpe::mock

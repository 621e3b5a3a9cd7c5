// The signalling options of a request dictionary (protocol.md 6), read once into plain values.
#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/bencode/reader.hpp"
#include "mock_engine/calls/address.hpp"
#include "mock_engine/calls/media.hpp"
#include "mock_engine/personality.hpp"
#include "mock_engine/rewrite/identity.hpp"

namespace rtpe::mock {

enum class IceMode : std::uint8_t { automatic, remove, force, optional, force_relay };
enum class IceLite : std::uint8_t { off, forward, backward, both };
enum class DtlsRole : std::uint8_t { automatic, passive, active };

/// Which side a request speaks for.
enum class OperationMode : std::uint8_t {
  offer,
  answer,
  other,    ///< publish, subscribe request
  control,  ///< all that show no SDP: flags about fax and transcoding are not known there
};

/// Bits of `flags` and of keys that are on or off.
enum class Flag : std::uint8_t {
  sip_source_address,  ///< unless `trust-address` follows
  asymmetric,
  unidirectional,
  strict_source,
  media_handover,
  reset,
  all,
  egress,
  siprec,
  rtcp_mirror,
  fragment,
  port_latching,
  no_port_latching,
  generate_mid,
  strip_extmap,
  record_call,
  no_record_call,
  no_rtcp_attribute,
  full_rtcp_attribute,
  generate_rtcp,
  trickle_ice,
  reject_ice,
  loop_protect,
  original_sendrecv,
  reuse_codecs,
  single_codec,
  allow_transcoding,
  inject_dtmf,
  detect_dtmf,
  passthrough,
  no_passthrough,
};

enum class Replace : std::uint8_t {
  origin,
  session_connection,
  session_name,
  username,
  sdp_version,
  zero_address,
  session_id,         ///< of `origin-full`
  force_sdp_version,  ///< also where the body is the same
};
enum class RtcpMux : std::uint8_t { offer, require, demux, accept, reject };
enum class Sdes : std::uint8_t {
  off,
  unencrypted_srtp,
  unencrypted_srtcp,
  unauthenticated_srtp,
  encrypted_srtp,
  encrypted_srtcp,
  authenticated_srtp,
  lifetime,
  pad,
  is_static,
  nonew,
};
enum class T38 : std::uint8_t { decode, force, stop, no_ecm, no_v17, no_v27ter, no_v29, no_v34, no_iaf, fec };
enum class Osrtp : std::uint8_t { offer, accept };

/// Names of the `codec` dictionary, in the order given, views of the request.
struct CodecWishes {
  std::vector<std::string_view> strip, offer, except, transcode, mask, set, accept, consume;
};

/// Where packets go instead of the other party: `media-echo`.
enum class MediaEcho : std::uint8_t { none, nowhere, forward, backwards, both };

inline constexpr std::size_t most_unknown = 64;

/// Views point into the request's bytes.
struct Options {
  OperationMode mode = OperationMode::other;
  bool later_flags = false;  ///< Personality::later_flags
  std::string_view call_id, from_tag, to_tag, via_branch, sdp;
  bool has_call_id = false, has_from_tag = false, has_to_tag = false, has_via_branch = false, has_sdp = false;
  FlagSet<Flag> flags;
  FlagSet<Replace> replace;
  FlagSet<RtcpMux> rtcp_mux;
  FlagSet<Sdes> sdes;
  FlagSet<T38> t38;
  FlagSet<Osrtp> osrtp;
  std::uint32_t suites_off = 0;  ///< bit per index of suites() in rewrite/sdes.hpp
  std::optional<std::uint32_t> suites_only;
  std::vector<std::uint8_t> suites_first;  ///< in that order
  std::uint8_t t38_version = 0;
  IceMode ice = IceMode::automatic;
  std::optional<IceLite> ice_lite;
  DtlsRole dtls = DtlsRole::automatic, dtls_reverse = DtlsRole::automatic;
  bool dtls_off = false;  ///< whatever role is wished beside
  FingerprintHash fingerprint = FingerprintHash::none;
  Protocol protocol = Protocol::unknown;
  bool protocol_accept = false;  ///< `transport-protocol: accept`
  std::string_view direction_from, direction_to;
  std::string_view interface;  ///< of publisher or listener
  std::optional<Address> received_from;
  std::optional<Address> media_address;
  std::string_view media_address_text;
  std::optional<Family> address_family;
  CodecWishes codec;
  std::uint32_t ptime = 0, ptime_reverse = 0;
  std::string_view label, set_label, to_label, address, metadata;
  std::vector<std::string_view> from_tags;
  bool supports_load_limit = false;
  std::optional<bool> generate_rtcp;
  MediaEcho media_echo = MediaEcho::none;
  /// What the daemon logs as unknown: "force-asymmetric" of `flags`, "ICE=foo" of other lists and words, "foo=bar" for
  /// a key (without value when that is no string). At most `most_unknown`.
  std::vector<std::string> unknown;
  std::list<std::string> owned;  ///< texts that had to be changed; views above may point here
};

/// Reads every key that is known; those that are not, and values of a wrong type, count as absent.
[[nodiscard]] Options parse_options(bencode::View request, OperationMode mode,
                                    const Personality& personality = default_personality());

}  // namespace rtpe::mock

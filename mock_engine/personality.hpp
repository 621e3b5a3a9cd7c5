// Releases of the daemon as data: what differs between them is a field here, never an `if (release)` elsewhere.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace rtpe::mock {

/// Whom `delete` looks for, and what its reply tells.
enum class DeleteRule : std::uint8_t {
  by_to_tag,    ///< to-tag first; told before anything is deleted; without tags nothing is told
  by_from_tag,  ///< from-tag first; told of what a deletion without delay leaves
};

/// Which two parties an offer or answer is about.
enum class Association : std::uint8_t {
  by_role,  ///< an offer's and an answer's tags are looked up each in its own way; older partners are still heard
  by_tags,  ///< writer and other party, whatever was written; one partner at a time
};

/// The observable switches of one release of rtpengine, as measured on the release that is named (docs/releases.md).
struct Personality {
  std::string_view name;         ///< "rtpengine-10.5"
  std::string_view release;      ///< release that was looked at, "10.5.3.5"
  std::string_view package;      ///< version of its Debian package
  std::string_view software_id;  ///< `--software-id` when it is not given

  // query, delete
  bool wide_query =
      false;  ///< keys of Redis, kernel, SSRC lists, `stats_out`, `VSC`, `recording`; no `SSRC` of a stream
  bool told_media_wishes = false;  ///< media flags of RTCP feedback, ptime, blackhole, echo; `transcoding` behind them
  DeleteRule delete_rule = DeleteRule::by_to_tag;

  // calls
  Association association = Association::by_role;
  bool first_answer_controls = true;      ///< towards who answers before it was offered anything, ICE is controlled
  bool ice_opens_every_address = true;    ///< a media that does ICE from now on leaves ports on fewer addresses
  bool injection_converts = true;         ///< who answers with `inject-DTMF` has the media flag `transcoding` set
  bool ice_needs_sdp_address = true;      ///< where ICE is, `SIP-source-address` counts no more
  bool gateways_convert = false;          ///< fax gateways have the media flag `transcoding`
  bool listeners_are_controlled = false;  ///< media flag `ICE controlling` of who only listens
  bool latched_ports_stay = false;        ///< port-latching, hold: whatever interface or family is asked for
  bool rejected_streams_stay = false;     ///< what a media with port 0 says of its streams is not read
  bool held_media_keeps_ports = false;    ///< a media on hold keeps its ports when its address changes
  bool refuses_no_media = false;          ///< an SDP of which every media has port 0 is an error

  bool flows_are_named = false;            ///< media commands with a to-tag want a listener of that tag
  bool unknown_party_is_fine = false;      ///< of commands about DTMF and forwarding
  bool pauses_recordings = false;          ///< `pause recording`
  bool tells_where_media_stopped = false;  ///< `stop media` tells the frame, and is fine after a play that failed
  std::string_view nobody_to_hear;         ///< why a subscription without source is refused

  // requests
  bool later_flags = false;  ///< flags and list elements that are new in 12.5

  // SDP
  bool tls_id = false;                      ///< `a=tls-id` beside certificates
  bool known_codecs_return = false;         ///< what the party knew before is put back too, where nothing is left
  bool answered_formats_count = false;      ///< an answer's codec with other parameters is not the one that was offered
  bool reused_codecs_keep_format = true;    ///< `reuse-codecs`: what a=fmtp said before, when it says nothing
  bool rebuilds_opus_format = false;        ///< a=fmtp of opus: known parameters only, in an order of its own
  bool unknown_behind_codecs = false;       ///< attributes that it does not know stand behind the codecs
  bool reads_session_ice = false;           ///< a=ice-options, a=ice-lite of the session count for its medias
  bool replaces_every_connection = false;   ///< the session's c= also where every media has its own
  bool keeps_foreign_certificates = false;  ///< a=setup, a=fingerprint of a media that is not RTP stay
  bool listeners_get_session = false;  ///< o=, s= of a source are shown to its listeners, c= in the medias; the last
                                       ///< party first with `all`; o= of a publisher is shown to itself
};

/// rtpengine-10.5 (default), rtpengine-12.5.
[[nodiscard]] std::span<const Personality> personalities();
/// By name; nullptr when unknown.
[[nodiscard]] const Personality* find_personality(std::string_view name);
/// rtpengine-10.5.
[[nodiscard]] const Personality& default_personality();

}  // namespace rtpe::mock

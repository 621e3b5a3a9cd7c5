#include "mock_engine/personality.hpp"

#include <algorithm>
#include <array>

namespace rtpe::mock {
namespace {

// Each release starts from the one before it.
constexpr Personality rtpengine_10_5 = {.name = "rtpengine-10.5",
                                        .release = "10.5.3.5",
                                        .package = "10.5.3.5-1+deb12u1",
                                        .software_id = "rtpengine-10-5-3-5-1-deb12u1",
                                        .nobody_to_hear = "No monologues matched"};

constexpr Personality rtpengine_12_5 = [] {
  Personality p = rtpengine_10_5;
  p.name = "rtpengine-12.5";
  p.release = "12.5.1.31";
  p.package = "12.5.1.31-1";
  p.software_id = "rtpengine-12-5-1-31-1";
  p.wide_query = true;
  p.told_media_wishes = true;
  p.delete_rule = DeleteRule::by_from_tag;
  p.association = Association::by_tags;
  p.first_answer_controls = false;
  p.ice_opens_every_address = false;
  p.latched_ports_stay = true;
  p.gateways_convert = true;
  p.listeners_are_controlled = true;
  p.rejected_streams_stay = true;
  p.known_codecs_return = true;
  p.answered_formats_count = true;
  p.flows_are_named = true;
  p.unknown_party_is_fine = true;
  p.pauses_recordings = true;
  p.tells_where_media_stopped = true;
  p.nobody_to_hear = "No medias found (no monologues matched)";
  p.later_flags = true;
  p.injection_converts = false;
  p.ice_needs_sdp_address = false;
  p.reused_codecs_keep_format = false;
  p.held_media_keeps_ports = true;
  p.refuses_no_media = true;
  p.tls_id = true;
  p.rebuilds_opus_format = true;
  p.unknown_behind_codecs = true;
  p.reads_session_ice = true;
  p.replaces_every_connection = true;
  p.keeps_foreign_certificates = true;
  p.listeners_get_session = true;
  return p;
}();

constexpr std::array all = {rtpengine_10_5, rtpengine_12_5};

}  // namespace

std::span<const Personality> personalities() { return all; }

const Personality* find_personality(std::string_view name) {
  const auto found = std::ranges::find(all, name, &Personality::name);
  return found == all.end() ? nullptr : &*found;
}

const Personality& default_personality() { return all.front(); }

}  // namespace rtpe::mock

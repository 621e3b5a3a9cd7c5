#include "client/personality.hpp"

#include <array>

namespace rtpe {
namespace {

// Each release starts from the one before it.
constexpr Personality kamailio_5_6 = {.name = "kamailio-5.6", .release = "5.6.3"};

constexpr Personality kamailio_5_7 = [] {
  Personality p = kamailio_5_6;
  p.name = "kamailio-5.7";
  p.release = "5.7.0";
  p.known_node_tried_once = true;
  p.to_tag_for_media_commands = true;
  p.received_from_flag = true;
  return p;
}();

constexpr Personality kamailio_5_8 = [] {
  Personality p = kamailio_5_7;
  p.name = "kamailio-5.8";
  p.release = "5.8.8";
  p.codec_accept_consume = true;
  p.rewrite_part_content_length = true;
  p.mos_integers_20_bytes = true;
  p.ping_mode_parameter = true;
  p.cookie = CookieKind::random_per_process;
  return p;
}();

constexpr Personality kamailio_6_0 = [] {
  Personality p = kamailio_5_8;
  p.name = "kamailio-6.0";
  p.release = "6.0.1";
  p.cookie = CookieKind::process_id;
  p.second_argument_via_branch = true;
  p.sip_message_type = true;
  p.fragment_needs_flags = true;
  p.read_sdp_pv_keeps_body = true;
  p.rpc_sockets_at_first_command = true;
  p.ping_timer = true;
  p.ping_timer_holds_lock = true;
  p.rpc_ping_enables = true;
  p.show_active = true;
  p.default_aggressive_redetection = 0;
  p.default_ping_interval_s = 60;
  return p;
}();

constexpr Personality kamailio_6_1 = [] {
  Personality p = kamailio_6_0;
  p.name = "kamailio-6.1";
  p.release = "6.1.5";
  p.cookie = CookieKind::random_per_command;
  p.flags_place = FlagsPlace::at_the_end;
  p.fragment_needs_flags = false;
  p.ping_timer_holds_lock = false;
  p.ping_timer_skips_permanent = true;
  p.legacy_hash_is_crc32 = true;
  p.table_dummy_head = false;
  p.subscribe_functions = true;
  p.directional_flag_sent = true;
  p.default_hash_algo = 2;
  return p;
}();

constexpr std::array all = {kamailio_5_6, kamailio_5_7, kamailio_5_8, kamailio_6_0, kamailio_6_1};

}  // namespace

std::span<const Personality> personalities() { return all; }

const Personality* find_personality(std::string_view name) {
  for (const Personality& personality : all)
    if (personality.name == name) return &personality;
  return nullptr;
}

}  // namespace rtpe

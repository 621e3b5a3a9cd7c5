#include "tests/conformance/kamailio/generate_configuration.hpp"

#include <fmt/format.h>

namespace rtpe::lane {
namespace {

std::string random_node(Dice& dice, Configuration& configuration) {
  // A name that does not resolve: an IPv4 address where IPv6 is wanted.
  std::string url = dice.percent(4) ? "udp6:127.0.0.1:2223"
                                    : fmt::format("{}:e{}", dice.percent(8) ? "UDP" : "udp",
                                                  dice.between<std::size_t>(0, configuration.engines - 1));
  configuration.urls.push_back(url);
  static constexpr const char* weights[] = {"", "", "=1", "=2", "=3", "=5", "=0", "=7", "=200", "=5=9", "=300", "=4"};
  return url + dice.one_of(weights);
}

void add_sets(Dice& dice, Configuration& configuration) {
  static constexpr std::int64_t ids[] = {0, 1, 2, 7, 100000};
  const auto count = dice.between(1, 3);
  for (int i = 0; i < count; ++i) {
    const std::int64_t id = dice.one_of(ids);
    configuration.sets.push_back(id);
    std::string sock = fmt::format("{} ==", id);
    for (auto nodes = dice.between(1, 4); nodes > 0; --nodes) sock += " " + random_node(dice, configuration);
    configuration.parameters.emplace_back("rtpengine_sock", sock);
  }
  // Now and then the default set does not exist.
  configuration.parameters.emplace_back("setid_default", dice.percent(97) ? configuration.sets.front() : 9);
}

}  // namespace

Configuration random_configuration(Dice& dice, const Personality& personality) {
  Configuration out;
  out.engines = dice.between<std::size_t>(1, 4);
  add_sets(dice, out);
  out.tout_ms = dice.between(8, 12) * 10;
  out.disable_tout_s = dice.between(1, 3);
  static constexpr std::int64_t retr[] = {1, 1, 2, 2, 2, 3, 3, 4}, limits[] = {30, 30, 3, 2, 1},
                                allow[] = {0, 0, 1, 2, 2, 5}, rows[] = {256, 256, 1, 2, 3, 0},
                                lifetimes[] = {3600, 3600, 1, 2, 3};
  auto& parameters = out.parameters;
  parameters.emplace_back("rtpengine_tout_ms", out.tout_ms);
  parameters.emplace_back("rtpengine_retr", dice.percent(98) ? dice.one_of(retr) : 0);
  parameters.emplace_back("rtpengine_disable_tout", out.disable_tout_s);
  parameters.emplace_back("aggressive_redetection", dice.between<std::int64_t>(0, 1));
  parameters.emplace_back("rtpengine_allow_op", dice.one_of(allow));
  parameters.emplace_back("hash_algo", dice.percent(97) ? dice.between<std::int64_t>(0, 2) : 3);
  parameters.emplace_back("queried_nodes_limit", dice.percent(98) ? dice.one_of(limits) : 0);
  parameters.emplace_back("hash_table_size", dice.one_of(rows));
  parameters.emplace_back("hash_table_tout", dice.one_of(lifetimes));
  parameters.emplace_back("extra_id_pv", "$avp(extra)");
  parameters.emplace_back("rtp_inst_pvar", "$avp(inst)");
  out.setid_avp = dice.percent(20);
  if (out.setid_avp) parameters.emplace_back("setid_avp", "$avp(setid)");
  if (!personality.ping_timer) return out;
  // The timer's first round is later than any sequence is long; what the selection does differs.
  parameters.emplace_back("ping_interval", std::int64_t{dice.percent(50) ? 0 : 60});
  for (const std::string_view name : {"hash_algo", "aggressive_redetection"})
    if (dice.percent(20)) std::erase_if(parameters, [&](const auto& given) { return given.first == name; });
  return out;
}

EngineState random_engine_state(Dice& dice, std::int64_t tout_ms) {
  EngineState state;
  const int kind = dice.between(1, 100);
  if (kind <= 12) {
    state.closed = true;
    return state;
  }
  const auto any = [&] { return static_cast<Behaviour>(dice.between(0, static_cast<int>(Behaviour::late_foreign))); };
  if (kind <= 52) return state;
  if (kind <= 64)
    state.commands = state.pings = Behaviour::silent;
  else
    state.commands = any();
  if (kind > 80) state.pings = dice.percent(50) ? state.commands : any();
  // Tenths of rtpengine_tout_ms: within the first wait, within a later one, after all of them.
  static constexpr std::int64_t tenths[] = {4, 7, 7, 14, 17, 24, 36};
  state.delay_ms = static_cast<std::uint32_t>(dice.one_of(tenths) * tout_ms / 10);
  return state;
}

}  // namespace rtpe::lane

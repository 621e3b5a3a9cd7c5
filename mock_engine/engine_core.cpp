#include "mock_engine/engine_core.hpp"

#include <algorithm>

#include "mock_engine/calls/append.hpp"

namespace rtpe::mock {

EngineCore::EngineCore(EngineConfig config_, Random random_, Interfaces interfaces_)
    : config(std::move(config_)),
      start_config(config),
      random(random_),
      interfaces(std::move(interfaces_)),
      identity(random) {}

Expected<EngineCore> EngineCore::create(EngineConfig config) {
  Random random(config.seed);
  auto interfaces = Interfaces::create(config, random);
  if (!interfaces) return std::unexpected(interfaces.error());
  return EngineCore(std::move(config), random, std::move(*interfaces));
}

void EngineCore::note_unknown(std::string_view call_id, std::string_view command, std::string_view flag, Time now) {
  if (observer != nullptr) observer->unknown_flag(now, call_id, command, flag);
  const auto known = std::ranges::find_if(
      unknown_flags, [&](const UnknownFlag& one) { return one.command == command && one.flag == flag; });
  if (known != unknown_flags.end())
    ++known->count;
  else if (unknown_flags.size() < most_unknown_flags)
    unknown_flags.push_back({.command = std::string(command),
                             .flag = std::string(flag),
                             .first_call_id = std::string(call_id),
                             .count = 1});
}

LiveCall& EngineCore::create_call(std::string_view call_id, Time now, const Peer& peer) {
  LiveCall& live = calls.create(call_id, now);
  const std::string_view last = last_client_;
  if (peer.port != last_client_port_ || last.rfind(':') != peer.address.size() || !last.starts_with(peer.address)) {
    client_.clear();
    append(client_, peer.address, ":", peer.port);
    last_client_ = std::string_view(client_);
    last_client_port_ = peer.port;
  }
  live.created_from = last_client_;
  ++summary.calls_created;
  summary.calls_now = calls.size();
  if (observer != nullptr) observer->call_created(now, call_id);
  return live;
}

void EngineCore::remove_call(LiveCall& live, EndCause cause, Time now) {
  count_streams(live);
  counters.count_call(cause, now - live.call.created);
  conversions.forget(live.call);
  const auto taken = calls.take(live);
  summary.calls_now = calls.size();
  if (observer != nullptr) observer->call_removed(now, taken->call.call_id, name_of(cause));
}

/// A call whose streams never got a packet counts as one without media, one that heard a single side as one-way.
void EngineCore::count_streams(const LiveCall& live) {
  std::size_t speaking = 0, parties = 0;
  for (const Leg& leg : live.call.legs) {
    if (leg.medias.empty()) continue;
    ++parties;
    if (live.media && live.media->has_heard(leg.id)) ++speaking;
  }
  if (parties == 0) return;
  if (speaking == 0) ++counters.totals.zero_way_streams;
  if (speaking == 1) ++counters.totals.one_way_streams;
}

namespace {

/// Those that have no other partner.
void end_partners(Call& call, const Leg& leg) {
  const auto end_partner = [&](LegId id) {
    Leg& partner = call.legs[id];
    if (!partner.ended && !call.has_other_partner(partner, leg.id)) call.end_leg(partner);
  };
  for (const auto* list : {&leg.subscribers, &leg.subscriptions})
    for (const Subscription& entry : *list)
      if (entry.type == SubscriptionType::offer_answer) end_partner(entry.leg);  // who only listened stays
  if (call.kept)
    for (const auto& [writer, listener] : *call.kept) {
      if (writer == leg.id) end_partner(listener);
      if (listener == leg.id) end_partner(writer);
    }
}

}  // namespace

void EngineCore::remove_leg(LiveCall& live, Leg& leg, Time now) {
  Call& call = live.call;
  call.end_leg(leg);
  if (config.personality->delete_rule == DeleteRule::by_to_tag) end_partners(call, leg);
  std::size_t tags = 0;
  bool branches = false;
  for (const Leg& other : call.legs) {
    if (other.ended) continue;
    tags += other.tag.empty() ? 0 : 1;
    branches = branches || !other.via_branch.empty();
  }
  if (tags < 2 && !branches) return remove_call(live, EndCause::deleted, now);
  calls.recount(live);
}

void EngineCore::run_timers(Time now) {
  while (LiveCall* live = calls.take_due(now)) {
    const Time due = live->check_at;  // what comes later has its own turn, so that the first one wins
    if (const auto deadline = deadline_of(live->call, config); deadline && deadline->at <= due) {
      remove_call(*live, deadline->cause, deadline->at);
      continue;
    }
    const Text call_id = live->call.call_id;
    for (Leg& leg : live->call.legs) {
      if (leg.ended || leg.delete_at == Time{} || leg.delete_at > due) continue;
      remove_leg(*live, leg, leg.delete_at);
      if (calls.find(call_id) == nullptr) break;
    }
    if (LiveCall* left = calls.find(call_id)) calls.schedule(*left, config);
  }
}

void EngineCore::renew(Time now) {
  config = start_config;
  counters = {};
  identity = Identity(random);
  for (const auto& interface : interfaces.all())
    for (const auto& local : interface->addresses) {
      local->foundation.clear();
      random.append_alphanumeric(local->foundation, 16);
    }
  started = now;
}

StatisticsSnapshot EngineCore::snapshot(Time now) const {
  StatisticsSnapshot result;
  result.sessions = calls.size();
  result.rate = counters.rate(now);
  result.totals = counters.totals;
  result.mos = counters.mos;
  result.proxies = counters.proxies;
  if (started)
    result.uptime_s = static_cast<std::uint64_t>(seconds_of(now) - std::min(seconds_of(*started), seconds_of(now)));
  result.transcoded_media = calls.transcoded_media();
  result.conversions = conversions.counts().all();
  result.sessions_ipv4 = calls.sessions(SessionKind::ipv4);
  result.sessions_ipv6 = calls.sessions(SessionKind::ipv6);
  result.sessions_mixed = calls.sessions(SessionKind::mixed);
  for (const auto& [interface, local] : interfaces.listed()) {
    const PortPool& ports_of = local->ports;
    const std::uint32_t total = ports_of.high() - ports_of.low() + 1U;
    result.interfaces.push_back({.name = interface->name,
                                 .address = local->local,
                                 .family = query_name(local->address.family),
                                 .port_min = ports_of.low(),
                                 .port_max = ports_of.high(),
                                 .used = total - ports_of.free_ports(),
                                 .last = ports_of.last()});
  }
  return result;
}

std::string_view EngineCore::limit_reached() const {
  if (config.max_sessions >= 0 && calls.size() >= static_cast<std::uint64_t>(config.max_sessions))
    return "Parallel session limit reached";
  if (config.max_cpu_percent > 0 && load.cpu_percent >= config.max_cpu_percent) return "CPU usage limit exceeded";
  if (config.max_load >= 0.01 && load.load_average >= config.max_load) return "Load limit exceeded";
  if (config.max_bandwidth > 0 && load.bandwidth >= config.max_bandwidth) return "Bandwidth limit exceeded";
  return {};
}

}  // namespace rtpe::mock

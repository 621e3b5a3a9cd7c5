// /observations: media that would have passed, from which the engine computes statistics and MOS.
#include <fmt/format.h>

#include "base/table_reader.hpp"
#include "base/toml.hpp"
#include "mock_engine/control/control_request.hpp"

namespace rtpe::mock {
namespace {

constexpr std::int64_t largest_json_integer = 1LL << 53;  // what JSON numbers carry exactly
constexpr std::size_t most_observations = 100'000;
constexpr std::array<std::string_view, 2> components{"rtp", "rtcp"};  // in the order of Component
constexpr std::int64_t most_32_bits = 0xFFFFFFFF;

/// The texts that a MediaOrigin points to.
struct Origin {
  std::string call_id, tag;
  std::uint16_t media_index = 1;
  Time at{};

  [[nodiscard]] MediaOrigin view() const { return {.call_id = call_id, .tag = tag, .media_index = media_index}; }
};

Origin read_origin(TableReader& reader, Time now) {
  Origin origin{.call_id = {}, .tag = {}, .at = now};
  reader.require("call-id");
  origin.call_id = reader.text("call-id").value_or("");
  origin.tag = reader.text("tag").value_or("");
  origin.media_index = static_cast<std::uint16_t>(reader.integer("media", 1, 1000).value_or(1));
  if (const auto at = reader.number("at", 0, 4e9))
    origin.at = Time(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*at)));
  return origin;
}

std::uint32_t read_32_bits(TableReader& reader, std::string_view key) {
  return static_cast<std::uint32_t>(reader.integer(key, 0, most_32_bits).value_or(0));
}

Expected<void> observe_packets(TableReader& reader, EngineServer& server) {
  const Origin origin = read_origin(reader, server.now());
  const auto component = static_cast<Component>(reader.word("component", components).value_or(0));
  const auto count = [&](std::string_view key) {
    return static_cast<std::uint64_t>(reader.integer(key, 0, largest_json_integer).value_or(0));
  };
  const PacketObservation packets{
      .from = origin.view(),
      .component = component,
      .at = origin.at,
      .packets = count("packets"),
      .octets = count("octets"),
      .errors = count("errors"),
      .ssrc = read_32_bits(reader, "ssrc"),
      .payload_type = static_cast<std::uint8_t>(reader.integer("payload-type", 0, 127).value_or(0))};
  reader.finish();
  if (reader.problems().any_errors()) return std::unexpected(reader.problems().errors().front());
  return server.engine().observe(packets);
}

Expected<void> observe_report(TableReader& reader, EngineServer& server) {
  const Origin origin = read_origin(reader, server.now());
  const ReportObservation report{
      .from = origin.view(),
      .at = origin.at,
      .reporter_ssrc = read_32_bits(reader, "reporter-ssrc"),
      .measured_ssrc = read_32_bits(reader, "measured-ssrc"),
      .fraction_lost = static_cast<std::uint8_t>(reader.integer("fraction-lost", 0, 255).value_or(0)),
      .cumulative_lost = static_cast<std::uint32_t>(reader.integer("cumulative-lost", 0, 0xFFFFFF).value_or(0)),
      .jitter = read_32_bits(reader, "jitter"),
      .round_trip_leg_us = read_32_bits(reader, "round-trip-leg-us")};
  reader.finish();
  if (reader.problems().any_errors()) return std::unexpected(reader.problems().errors().front());
  return server.engine().observe(report);
}

Expected<void> observe_dtmf(TableReader& reader, EngineServer& server) {
  const Origin origin = read_origin(reader, server.now());
  const DtmfObservation event{
      .from = origin.view(),
      .at = origin.at,
      .event = static_cast<std::uint32_t>(reader.integer("event", 0, 15).value_or(0)),
      .duration_ms = static_cast<std::uint32_t>(reader.integer("duration-ms", 0, 60'000).value_or(100)),
      .volume = static_cast<std::uint32_t>(reader.integer("volume", 0, 63).value_or(0))};
  reader.finish();
  if (reader.problems().any_errors()) return std::unexpected(reader.problems().errors().front());
  const auto notification = server.engine().dtmf_notification(event);
  if (!notification) return std::unexpected(notification.error());
  server.notify(*notification);
  return {};
}

}  // namespace

ControlReply on_observations(const ControlCall& call, EngineServer& server) {
  if (call.method != "POST" || call.path.size() > 1) return method_not_allowed("POST");
  Problems problems({}, {});
  const auto table = parse_json_object(call.body, problems);
  if (!table) return error_reply(problems.errors());
  TableReader reader(*table, "the request", problems);
  const auto tables = [&](std::string_view key) { return reader.tables(key, most_observations); };
  const auto packets = tables("packets"), reports = tables("reports"), events = tables("dtmf");
  reader.finish();
  if (problems.any_errors()) return error_reply(problems.errors());
  std::size_t done = 0;
  const auto each = [&](const auto& list, std::string_view name, auto observe) -> std::optional<ControlReply> {
    for (std::size_t i = 0; i < list.size(); ++i, ++done) {
      TableReader one(*list[i], fmt::format("{}[{}]", name, i), problems);
      if (const auto observed = observe(one, server); !observed)
        return error_reply(
            400, fmt::format("{}[{}]: {} ({} observations were taken)", name, i, observed.error().text(), done));
    }
    return std::nullopt;
  };
  if (const auto failed = each(packets, "packets", observe_packets)) return *failed;
  if (const auto failed = each(reports, "reports", observe_report)) return *failed;
  if (const auto failed = each(events, "dtmf", observe_dtmf)) return *failed;
  server.settle();
  return json_reply(boost::json::object{{"observations", done}});
}

}  // namespace rtpe::mock

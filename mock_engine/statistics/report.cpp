// The `statistics` reply and its JSON twin.
#include "mock_engine/statistics/report.hpp"

#include <fmt/format.h>

#include "client/bencode/value.hpp"

namespace rtpe::mock {
namespace {

/// Writes pairs whose fractions are strings.
class Pairs {
 public:
  explicit Pairs(bencode::Writer& writer) : writer_(writer) {}
  void number(std::string_view key, std::uint64_t value) { writer_.pair(key, static_cast<std::int64_t>(value)); }
  void text(std::string_view key, std::string_view value) { writer_.pair(key, value); }
  void fraction(std::string_view key, double value) { writer_.pair(key, fmt::format("{:.6f}", value)); }

 private:
  bencode::Writer& writer_;
};

void write_current(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  Pairs out(writer);
  writer.key("currentstatistics").begin_dictionary();
  out.number("sessionsown", snapshot.sessions);
  out.number("sessionsforeign", 0);  // there is no Redis here
  out.number("sessionstotal", snapshot.sessions);
  out.number("transcodedmedia", snapshot.transcoded_media);
  out.number("packetrate_user", snapshot.rate.packets);
  out.number("byterate_user", snapshot.rate.bytes);
  out.number("errorrate_user", snapshot.rate.errors);
  for (const char* key : {"packetrate_kernel", "byterate_kernel", "errorrate_kernel"}) out.number(key, 0);
  out.number("packetrate", snapshot.rate.packets);
  out.number("byterate", snapshot.rate.bytes);
  out.number("errorrate", snapshot.rate.errors);
  for (const char* key : {"media_userspace", "media_kernel", "media_mixed"}) out.number(key, 0);
  writer.end();
}

void write_totals(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  Pairs out(writer);
  const SessionTotals& totals = snapshot.totals;
  writer.key("totalstatistics").begin_dictionary();
  out.text("uptime", std::to_string(snapshot.uptime_s));
  out.number("managedsessions", totals.managed);
  out.number("rejectedsessions", totals.rejected);
  out.number("timeoutsessions", totals.timeout);
  out.number("silenttimeoutsessions", totals.silent_timeout);
  out.number("finaltimeoutsessions", totals.final_timeout);
  out.number("offertimeoutsessions", totals.offer_timeout);
  out.number("regularterminatedsessions", totals.regular_terminated);
  out.number("forcedterminatedsessions", totals.forced_terminated);
  out.number("relayedpackets_user", totals.relayed_packets);
  out.number("relayedpacketerrors_user", totals.relayed_errors);
  out.number("relayedbytes_user", totals.relayed_bytes);
  for (const char* key : {"relayedpackets_kernel", "relayedpacketerrors_kernel", "relayedbytes_kernel"})
    out.number(key, 0);
  out.number("relayedpackets", totals.relayed_packets);
  out.number("relayedpacketerrors", totals.relayed_errors);
  out.number("relayedbytes", totals.relayed_bytes);
  out.number("zerowaystreams", totals.zero_way_streams);
  out.number("onewaystreams", totals.one_way_streams);
  out.fraction("avgcallduration", snapshot.average_duration_s());
  out.fraction("totalcallsduration", static_cast<double>(totals.duration_us) / 1e6);
  out.fraction("totalcallsduration2", static_cast<double>(totals.duration_squared_ms) / 1e6);
  out.fraction("totalcallsduration_stddev", snapshot.duration_deviation_s());
  writer.end();
}

/// What the daemon last reported to Graphite. The lab has none, so these stay at zero, as in a daemon without one.
void write_interval(bencode::Writer& writer) {
  Pairs out(writer);
  writer.key("intervalstatistics").begin_dictionary();
  out.fraction("totalcallsduration", 0);
  out.number("minmanagedsessions", 0);
  out.number("maxmanagedsessions", 0);
  for (const char* unit : {"delay", "requestrate"})
    for (const CountedCommand& command : counted())
      for (const char* which : {"min", "max", "avg"})
        out.text(fmt::format("{}{}{}", which, wire_name(command.command), unit),
                 std::string_view(unit) == "delay" ? "0.000000" : "0");
  writer.end();
}

void write_mos(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  Pairs out(writer);
  writer.key("mos").begin_dictionary();
  out.fraction("mos_total", static_cast<double>(snapshot.mos.sum) / 10);
  out.fraction("mos2_total", static_cast<double>(snapshot.mos.sum_of_squares) / 100);
  out.number("mos_samples_total", snapshot.mos.samples);
  out.fraction("mos_average", snapshot.average_mos());
  out.fraction("mos_stddev", snapshot.mos_deviation());
  writer.end();
}

void write_control(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  Pairs out(writer);
  writer.key("controlstatistics").begin_dictionary().key("proxies").begin_list();
  for (const ProxyCounters& proxy : snapshot.proxies) {
    writer.begin_dictionary();
    out.text("proxy", proxy.address);
    for (std::size_t i = 0; i < counted_commands; ++i) {
      out.number(fmt::format("{}count", counted()[i].key), proxy.requests[i]);
      out.fraction(fmt::format("{}duration", counted()[i].key), static_cast<double>(proxy.duration_us[i]) / 1e6);
    }
    out.number("errorcount", proxy.errors);
    writer.end();
  }
  writer.end();
  for (std::size_t i = 0; i < counted_commands; ++i)
    out.number(fmt::format("total{}count", counted()[i].key), snapshot.requests(i));
  writer.end();
}

void write_interfaces(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  Pairs out(writer);
  writer.key("interfaces").begin_list();
  for (const InterfaceUsage& usage : snapshot.interfaces) {
    writer.begin_dictionary();
    out.text("name", usage.name);
    out.text("address", usage.address);
    writer.key("ports").begin_dictionary();
    out.number("min", usage.port_min);
    out.number("max", usage.port_max);
    out.number("used", usage.used);
    out.text("used_pct", fmt::format("{:.2f}", 100.0 * usage.used / usage.total()));
    out.number("free", usage.total() - usage.used);
    out.number("totals", usage.total());
    out.number("last", usage.last);
    writer.end().end();
  }
  writer.end();
}

/// No media passes, so nothing but what would be converted is counted.
void write_transcoders(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  Pairs out(writer);
  writer.key("transcoders").begin_list();
  for (const ConversionCount& conversion : snapshot.conversions) {
    writer.begin_dictionary();
    out.text("chain", conversion.chain);
    out.number("num", conversion.now);
    for (const char* key : {"packets", "bytes", "samples"}) out.number(key, 0);
    writer.end();
  }
  writer.end();
}

/// All strings but names are numbers and lose their quotes.
void write_json(const bencode::Value& value, std::string_view key, std::string& out) {
  const std::string* text = value.string();
  if (text != nullptr && key != "proxy" && key != "name" && key != "address" && key != "chain") {
    out += *text;
  } else if (text != nullptr || value.integer() != nullptr) {
    bencode::to_json(value, out);
  } else if (const auto* list = value.list()) {
    out += '[';
    for (const bencode::Value& item : *list) {
      if (out.back() != '[') out += ',';
      write_json(item, {}, out);
    }
    out += ']';
  } else {
    out += '{';
    for (const auto& [name, item] : *value.dictionary()) {
      if (out.back() != '{') out += ',';
      fmt::format_to(std::back_inserter(out), "\"{}\":", name);
      write_json(item, name, out);
    }
    out += '}';
  }
}

}  // namespace

void write_statistics(const StatisticsSnapshot& snapshot, bencode::Writer& writer) {
  writer.begin_dictionary();
  write_current(snapshot, writer);
  write_totals(snapshot, writer);
  write_interval(writer);
  write_mos(snapshot, writer);
  write_control(snapshot, writer);
  write_interfaces(snapshot, writer);
  write_transcoders(snapshot, writer);
  writer.end();
}

std::string statistics_json(const StatisticsSnapshot& snapshot) {
  std::string bytes, json;
  bencode::Writer writer(bytes);
  write_statistics(snapshot, writer);
  bencode::Reader reader;
  if (const auto view = reader.read(bytes)) write_json(bencode::to_value(*view), {}, json);
  return json;
}

}  // namespace rtpe::mock

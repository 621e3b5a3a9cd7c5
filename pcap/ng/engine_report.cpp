#include "pcap/ng/engine_report.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <exception>

#include "client/bencode/reader.hpp"
#include "client/bencode/writer.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t entries_at_most = 256;

std::uint32_t number32(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::uint64_t count(const bencode::View& of, std::string_view key) {
  return of ? static_cast<std::uint64_t>(of.find_integer(key).value_or(0)) : 0;
}

void add_stream(EngineReport& report, const bencode::View& stream) {
  EngineReport::Received one;
  one.ssrc = static_cast<std::uint32_t>(stream.find_integer("SSRC").value_or(0));
  one.local_port = static_cast<std::uint16_t>(stream.find_integer("local port").value_or(0));
  if (const auto endpoint = stream.find("endpoint")) {
    one.from.address = parse_address(endpoint.find_string("address").value_or("")).value_or(Address{});
    one.from.port = static_cast<std::uint16_t>(endpoint.find_integer("port").value_or(0));
  }
  const auto stats = stream.find("stats");
  one.packets = count(stats, "packets");
  one.bytes = count(stats, "bytes");
  one.errors = count(stats, "errors");
  if (report.received.size() < entries_at_most) report.received.push_back(one);
}

void add_tag(EngineReport& report, const bencode::View& tag) {
  const auto medias = tag.find("medias");
  if (!medias || medias.kind() != bencode::Kind::list) return;
  for (const auto media : medias) {
    const auto streams = media.find("streams");
    if (!streams || streams.kind() != bencode::Kind::list) continue;
    for (const auto stream : streams) add_stream(report, stream);
  }
}

/// The same value in bencode. JSON's depth is bounded by its parser.
void append_bencode(const boost::json::value& value, std::string& out) {
  bencode::Writer writer(out);
  if (const auto* const object = value.if_object()) {
    writer.begin_dictionary();
    for (const auto& row : *object) {
      bencode::Writer(out).key(row.key());
      append_bencode(row.value(), out);
    }
    bencode::Writer(out).end();
  } else if (const auto* const array = value.if_array()) {
    writer.begin_list();
    for (const auto& item : *array) append_bencode(item, out);
    bencode::Writer(out).end();
  } else if (const auto* const text = value.if_string()) {
    writer.string(*text);
  } else if (const auto* const number = value.if_int64()) {
    writer.integer(*number);
  } else if (const auto* const fraction = value.if_double(); fraction != nullptr && std::abs(*fraction) < 9e18) {
    writer.integer(static_cast<std::int64_t>(*fraction));
  } else {
    writer.integer(value.is_bool() && value.get_bool() ? 1 : 0);
  }
}

/// Empty: it cannot be read.
std::string in_bencode(std::string_view json) try {
  boost::json::error_code error;
  const auto root = boost::json::parse(json, error);
  std::string out;
  if (!error) append_bencode(root, out);
  return out;
} catch (const std::exception&) {  // out of memory inside Boost.JSON
  return {};
}

}  // namespace

std::optional<EngineReport> read_engine_report(std::string_view dictionary) {
  std::string transcribed;
  if (dictionary.starts_with('{')) dictionary = transcribed = in_bencode(dictionary);
  bencode::Reader reader;
  const auto root = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  if (!root) return std::nullopt;
  EngineReport report;
  if (const auto tags = root->find("tags"); tags && tags.kind() == bencode::Kind::dictionary)
    for (const auto tag : tags) add_tag(report, tag);
  const auto ssrcs = root->find("SSRC");
  if (ssrcs && ssrcs.kind() == bencode::Kind::dictionary) {
    const auto end = ssrcs.end();
    for (auto entry = ssrcs.begin(); entry != end && report.qualities.size() < entries_at_most; ++entry) {
      const auto average = (*entry).find("average MOS");
      if (!average) continue;
      const auto value = [&](std::string_view key) { return average.find_integer(key).value_or(0); };
      report.qualities.push_back({.reporter = number32(entry.key()),
                                  .mos_times_ten = value("MOS"),
                                  .jitter_ms = value("jitter"),
                                  .loss_percent = value("packet loss"),
                                  .round_trip_us = value("round-trip time"),
                                  .round_trip_leg_us = value("round-trip time leg"),
                                  .samples = value("samples"),
                                  .cumulative_lost = (*entry).find_integer("cumulative loss").value_or(0)});
    }
  }
  if (report.received.empty() && report.qualities.empty()) return std::nullopt;
  return report;
}

}  // namespace rtpe::capture

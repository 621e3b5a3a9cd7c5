#include "tests/support/transcript_media.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

namespace rtpe::test {
namespace {

using bencode::Value;

std::int64_t number_member(const Value& dictionary, std::string_view key) {
  const Value* value = dictionary.find(key);
  return value != nullptr && value->integer() != nullptr ? *value->integer() : 0;
}

Time at_second(std::int64_t second) { return Time(std::chrono::seconds(second)); }

/// Who sent on the stream: 10.5 names it itself, 12.5 in a list.
std::int64_t ssrc_of(const Value& stream) {
  const Value* list = stream.find("ingress SSRCs");
  if (list == nullptr) return number_member(stream, "SSRC");
  return list->list()->empty() ? 0 : number_member(list->list()->front(), "SSRC");
}

bool has_flag(const Value& stream, std::string_view flag) {
  for (const Value& item : *stream.find("flags")->list())
    if (*item.string() == flag) return true;
  return false;
}

}  // namespace

void RecordedMedia::feed(mock::Engine& engine, const std::string& call_id, const Value& reply) {
  if (reply.find("tags") == nullptr) return;
  feed_streams(engine, call_id, reply);
  feed_reports(engine, call_id, reply);
}

void RecordedMedia::feed_streams(mock::Engine& engine, const std::string& call_id, const Value& reply) {
  for (const auto& [tag, party] : *reply.find("tags")->dictionary())
    for (const Value& media : *party.find("medias")->list())
      for (const Value& stream : *media.find("streams")->list()) {
        const Value& stats = *stream.find("stats");
        const bool rtp = has_flag(stream, "RTP");
        const auto index = static_cast<std::uint16_t>(number_member(media, "index"));
        Fed& fed = streams_[call_id + "/" + tag + "/" + std::to_string(index) + (rtp ? "/RTP" : "/RTCP")];
        const std::int64_t packets = number_member(stats, "packets"), bytes = number_member(stats, "bytes");
        if (packets == fed.packets) continue;
        const auto fed_now = engine.observe(mock::PacketObservation{
            .from = {.call_id = call_id, .tag = *party.find("tag")->string(), .media_index = index},
            .component = rtp ? mock::Component::rtp : mock::Component::rtcp,
            .at = at_second(number_member(stream, "last packet")),
            .packets = static_cast<std::uint64_t>(packets - fed.packets),
            .octets = static_cast<std::uint64_t>(bytes - fed.bytes),
            .ssrc = static_cast<std::uint32_t>(ssrc_of(stream))});
        BOOST_CHECK_MESSAGE(fed_now.has_value(), tag << ": " << (fed_now ? "" : fed_now.error().text()));
        fed = {packets, bytes};
      }
}

void RecordedMedia::feed_reports(mock::Engine& engine, const std::string& call_id, const Value& reply) {
  struct Report {
    std::int64_t second;
    std::string ssrc;
    const Value* entry;
    std::int64_t cumulative;
  };
  std::vector<Report> reports;
  std::map<std::string, std::string> owners;  // SSRC -> tag
  for (const auto& [name, party] : *reply.find("tags")->dictionary())
    for (const Value& media : *party.find("medias")->list())
      for (const Value& stream : *media.find("streams")->list())
        if (const std::int64_t ssrc = ssrc_of(stream); has_flag(stream, "RTP") && ssrc != 0)
          owners[std::to_string(ssrc)] = *party.find("tag")->string();
  if (owners.size() != 2) return;
  for (const auto& [ssrc, quality] : *reply.find("SSRC")->dictionary()) {
    const auto& entries = *quality.find("MOS progression")->find("entries")->list();
    for (std::size_t i = reported_[ssrc]; i < entries.size(); ++i)
      reports.push_back(
          {number_member(entries[i], "reported at"), ssrc, &entries[i], number_member(quality, "cumulative loss")});
    reported_[ssrc] = entries.size();
  }
  std::ranges::stable_sort(reports, {}, &Report::second);
  for (const Report& report : reports) {
    const std::string& first = owners.begin()->first;
    const std::string& measured = report.ssrc == first ? owners.rbegin()->first : first;
    const std::string& tag = owners[report.ssrc];
    const std::int64_t loss = number_member(*report.entry, "packet loss"), clock_khz = 8;
    const auto fed = engine.observe(mock::ReportObservation{
        .from = {.call_id = call_id, .tag = tag},
        .at = at_second(report.second),
        .reporter_ssrc = static_cast<std::uint32_t>(std::stoul(report.ssrc)),
        .measured_ssrc = static_cast<std::uint32_t>(std::stoul(measured)),
        .fraction_lost = static_cast<std::uint8_t>((loss * 256 + 99) / 100),
        .cumulative_lost = static_cast<std::uint32_t>(report.cumulative),
        .jitter = static_cast<std::uint32_t>(number_member(*report.entry, "jitter") * clock_khz),
        .round_trip_leg_us = static_cast<std::uint32_t>(number_member(*report.entry, "round-trip time leg"))});
    BOOST_CHECK(fed.has_value());
  }
}

}  // namespace rtpe::test

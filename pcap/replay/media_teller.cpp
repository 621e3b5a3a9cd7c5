#include "pcap/replay/media_teller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <iterator>

#include "base/json_text.hpp"
#include "pcap/media/sdp_media.hpp"
#include "pcap/packet/byte_order.hpp"
#include "pcap/traffic.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t rtcp_header = 8, report_bytes = 24, sender_info = 20;
constexpr std::size_t answerable_at_most = 100'000;
constexpr std::chrono::seconds patience{5};

}  // namespace

Expected<MediaTeller> MediaTeller::at(std::string_view url, std::string suffix) {
  std::string_view rest = url;
  for (const std::string_view scheme : {"http://", "http:"})
    if (rest.starts_with(scheme)) {
      rest.remove_prefix(scheme.size());
      break;
    }
  const auto slash = std::min(rest.find('/'), rest.size());
  const std::string_view address = rest.substr(0, slash);
  std::string path(rest.substr(slash));
  while (path.ends_with('/')) path.pop_back();
  const auto colon = address.rfind(':');
  if (rest.size() == url.size() || colon == std::string_view::npos || colon == 0 || colon + 1 == address.size())
    return std::unexpected(Error{.message = fmt::format("'{}' is no control API", url),
                                 .remedy = "http:HOST:PORT as rtpe-lab mock --control has it"});
  std::string host(address.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return MediaTeller(std::move(host), std::string(address.substr(colon + 1)), std::move(path), std::move(suffix));
}

void MediaTeller::learn(const RecordedExchange& exchange) {
  const auto request = request_reader_.read(exchange.request, {.tolerance = bencode::Tolerance::peer});
  const auto reply = reply_reader_.read(exchange.reply, {.tolerance = bencode::Tolerance::peer});
  if (!request || !reply) return;
  const std::string call_id = std::string(request->find_string("call-id").value_or("")) + suffix_;
  if (exchange.command == "delete") {
    erase_if(parties_, [&](const auto& one) { return one.second.call_id == call_id; });
    std::erase_if(counts_, [&](const auto& one) { return std::get<Party>(one.first).call_id == call_id; });
    std::erase_if(reports_, [&](const Report& one) { return one.from.call_id == call_id; });
    return;
  }
  const auto today = [&](std::string_view key) {
    const auto tag = request->find_string(key);
    return tag ? std::string(*tag) + suffix_ : std::string();
  };
  const bool is_answer = exchange.command == "answer";
  const auto sdp = reply->find_string("sdp");
  if (!sdp || (!is_answer && exchange.command != "offer")) return;
  if (is_answer) name(call_id, today("to-tag"));
  Party party{.call_id = call_id, .tag = today(is_answer ? "from-tag" : "to-tag"), .media = 0};
  for (const SdpStream& stream : media_of_sdp(*sdp).streams) {
    ++party.media;
    if (stream.rtp.port == 0) continue;
    parties_[stream.rtp] = party;
    parties_[{.address = stream.rtp.address, .port = stream.rtcp}] = party;
  }
}

/// The party that the offer's ports are for has answered.
void MediaTeller::name(const std::string& call_id, const std::string& tag) {
  const auto give = [&](Party& party) {
    if (party.call_id == call_id && party.tag.empty()) party.tag = tag;
  };
  for (auto& [port, party] : parties_) give(party);
  for (Report& report : reports_) give(report.from);
  std::map<Stream, Count> counts;
  for (const auto& [stream, count] : counts_) {
    Stream named = stream;
    give(std::get<Party>(named));
    Count& sum = counts[named];
    sum.packets += count.packets;
    sum.octets += count.octets;
  }
  counts_ = std::move(counts);
}

bool MediaTeller::note(const Endpoint& port, std::string_view payload, Time captured) {
  const auto party = parties_.find(port);
  if (party == parties_.end()) return false;
  const Content content = media_content(payload);
  if (content == Content::rtcp) {
    note_reports(party->second, payload, captured);
    return true;
  }
  if (content != Content::rtp) return false;
  const auto type = static_cast<std::uint8_t>(byte_at(payload, 1) & 0x7fU);
  Count& count = counts_[{party->second, u32_at(payload, 8), type}];
  ++count.packets;
  count.octets += payload.size();
  return true;
}

/// From the engine, which passes a sender report on, to the party and back (RFC 3550 section 6.4.1).
std::uint64_t MediaTeller::round_trip_us(std::string_view block, Time captured) const {
  const auto sent = sender_reports_.find({u32_at(block, 0), u32_at(block, 16)});
  if (sent == sender_reports_.end()) return 0;
  const auto waited = std::chrono::microseconds(std::uint64_t{u32_at(block, 20)} * 1'000'000 / 65536);
  const auto trip = std::chrono::duration_cast<std::chrono::microseconds>(captured - sent->second) - waited;
  return trip.count() > 0 && trip < std::chrono::seconds(60) ? static_cast<std::uint64_t>(trip.count()) : 0;
}

void MediaTeller::note_reports(const Party& from, std::string_view payload, Time captured) {
  while (payload.size() >= rtcp_header) {
    const std::size_t length = std::min<std::size_t>((u16_at(payload, 2) + 1U) * 4U, payload.size());
    const auto type = byte_at(payload, 1);
    const std::uint32_t reporter = u32_at(payload, 4);
    std::size_t at = type == 200 ? rtcp_header + sender_info : rtcp_header;
    if (type == 200 && length >= at && sender_reports_.size() < answerable_at_most)
      sender_reports_[{reporter, u32_at(payload, 10)}] = captured;
    for (unsigned left = byte_at(payload, 0) & 0x1fU; (type == 200 || type == 201) && left > 0; --left) {
      if (at + report_bytes > length) break;
      reports_.push_back({.from = from,
                          .at = std::chrono::system_clock::now(),
                          .reporter = reporter,
                          .measured = u32_at(payload, at),
                          .fraction_lost = byte_at(payload, at + 4),
                          .lost = u32_at(payload, at + 4) & 0xffffffU,
                          .jitter = u32_at(payload, at + 12),
                          .round_trip_us = round_trip_us(payload.substr(at, report_bytes), captured)});
      at += report_bytes;
    }
    payload.remove_prefix(length);
  }
}

std::string MediaTeller::observations() const {
  const auto begin = [](std::string& out, const Party& party) {
    out += out.ends_with('[') ? "{\"call-id\":" : ",{\"call-id\":";
    append_json_string(out, party.call_id);
    out += ",\"tag\":";
    append_json_string(out, party.tag);
    out += fmt::format(",\"media\":{}", party.media);
  };
  std::string out = "{\"packets\":[";
  for (const auto& [stream, count] : counts_) {
    const auto& [party, ssrc, type] = stream;
    if (party.tag.empty()) continue;
    begin(out, party);
    out += fmt::format(R"(,"packets":{},"octets":{},"ssrc":{},"payload-type":{}}})", count.packets, count.octets, ssrc,
                       type);
  }
  out += "],\"reports\":[";
  for (const Report& one : reports_) {
    if (one.from.tag.empty()) continue;
    begin(out, one.from);
    out += fmt::format(
        R"(,"reporter-ssrc":{},"measured-ssrc":{},"fraction-lost":{},"cumulative-lost":{},"jitter":{},"round-trip-leg-us":{},"at":{:.6f}}})",
        one.reporter, one.measured, one.fraction_lost, one.lost, one.jitter, one.round_trip_us,
        std::chrono::duration<double>(one.at.time_since_epoch()).count());
  }
  return out + "]}";
}

Expected<void> MediaTeller::tell() {
  const auto is_named = [](const auto& one) { return !std::get<Party>(one.first).tag.empty(); };
  const auto is_whose = [](const Report& one) { return !one.from.tag.empty(); };
  if (std::ranges::none_of(counts_, is_named) && std::ranges::none_of(reports_, is_whose)) return {};
  auto posted = post(observations());
  std::erase_if(counts_, is_named);
  std::erase_if(reports_, is_whose);
  return posted;
}

Expected<void> MediaTeller::post(const std::string& body) const {
  const std::string place = fmt::format("http:{}:{}{}/observations", host_, port_, path_);
  const auto trouble = [&](std::string what) {
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::move(what), .place = place});
  };
  boost::asio::ip::tcp::iostream stream;
  stream.expires_after(patience);
  stream.connect(host_, port_);
  if (!stream) return trouble(fmt::format("media cannot be told there: {}", stream.error().message()));
  stream << "POST " << path_ << "/observations HTTP/1.1\r\nHost: " << host_ << "\r\nConnection: close\r\n"
         << "Content-Type: application/json\r\nContent-Length: " << body.size() << "\r\n\r\n"
         << body << std::flush;
  std::string version;
  unsigned status = 0;
  stream >> version >> status;
  if (!stream) return trouble("media cannot be told there: no reply of an HTTP server");
  if (status == 200) return {};
  const std::string reply{std::istreambuf_iterator<char>(stream), {}};
  const auto text = reply.find("\r\n\r\n");
  return trouble(fmt::format("media was refused with {}: {}", status,
                             text == std::string::npos ? std::string("no reason") : reply.substr(text + 4)));
}

}  // namespace rtpe::capture

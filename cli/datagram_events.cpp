#include "cli/datagram_events.hpp"

#include <fmt/format.h>

#include <charconv>

#include "client/bencode/reader.hpp"
#include "client/ng/cookie.hpp"

namespace rtpe::cli {
namespace {

std::string endpoint_text(std::string_view host, std::uint16_t port) {
  return host.contains(':') ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

/// The value of the Call-ID header; empty: there is none.
std::string_view sip_call_id(std::string_view text) {
  constexpr std::string_view name = "\r\nCall-ID: ";
  const auto at = text.find(name);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + name.size());
  return text.substr(0, text.find("\r\n"));
}

}  // namespace

void DatagramEvents::Memory::put(std::string_view text, const scenario::CallKey& key) {
  if (!calls_.insert_or_assign(std::string(text), key).second) return;
  texts_.emplace_back(text);
  if (texts_.size() <= remembered_at_most) return;
  calls_.erase(texts_.front());
  texts_.pop_front();
}

scenario::CallKey DatagramEvents::Memory::find(std::string_view text) const {
  const auto found = calls_.find(std::string(text));
  return found == calls_.end() ? scenario::CallKey{} : found->second;
}

scenario::EventKinds DatagramEvents::interests() const {
  return scenario::kinds_of<scenario::RunStarted, scenario::CallStarted, scenario::Sent>();
}

void DatagramEvents::record(Duration /*since_start*/, const scenario::Event& event) {
  if (std::holds_alternative<scenario::RunStarted>(event)) is_begun_ = true;
  if (const auto* call = std::get_if<scenario::CallStarted>(&event))
    call_ids_.put(call->call_id, scenario::call_of(*call));
  if (const auto* sent = std::get_if<scenario::Sent>(&event); sent != nullptr && !sent->cookie.empty())
    cookies_.put(sent->cookie, scenario::call_of(*sent));
}

scenario::CallKey DatagramEvents::call_of(const scenario::Datagram& datagram) const {
  if (datagram.protocol == scenario::world::Protocol::sip) return call_ids_.find(sip_call_id(datagram.bytes));
  const auto message = ng::split(datagram.bytes);
  if (!message) return {};
  const auto known = cookies_.find(message->cookie);
  if (known.call != 0) return known;
  bencode::Reader reader;
  const auto view = reader.read(message->payload, {.tolerance = bencode::Tolerance::peer});
  const auto call_id = view ? view->find_string("call-id") : std::nullopt;
  const auto by_id = call_id ? call_ids_.find(*call_id) : scenario::CallKey{};
  return by_id.call != 0 ? by_id : known;  // a ping's proxy is known by its cookie
}

void DatagramEvents::datagram(const scenario::Datagram& datagram) {
  if (!is_begun_) return;
  const auto key = call_of(datagram);
  const std::string source = endpoint_text(datagram.source, datagram.source_port),
                    destination = endpoint_text(datagram.destination, datagram.destination_port);
  const scenario::Event event = scenario::DatagramSent{.protocol = datagram.protocol == scenario::world::Protocol::sip
                                                                       ? scenario::WireProtocol::sip
                                                                       : scenario::WireProtocol::ng,
                                                       .source = source,
                                                       .destination = destination,
                                                       .is_lost = !datagram.arrives,
                                                       .proxy = key.proxy,
                                                       .call = key.call,
                                                       .bytes = datagram.bytes};
  for (scenario::EventSink* sink : sinks_) sink->record(datagram.since_start, event);
}

HostPort host_port(std::string_view endpoint) {
  const auto colon = endpoint.rfind(':');
  if (colon == std::string_view::npos) return {.host = endpoint};
  HostPort out{.host = endpoint.substr(0, colon)};
  const char* const end = endpoint.data() + endpoint.size();
  const auto [at, error] = std::from_chars(endpoint.data() + colon + 1, end, out.port);
  if (error != std::errc{} || at != end || out.port == 0) return {.host = endpoint};
  if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

Error no_datagrams(std::string_view option) {
  return {.kind = ErrorKind::missing,
          .message = "the log has no datagrams",
          .place = std::string(option),
          .remedy = "write it with run --events FILE --datagrams"};
}

Expected<std::unique_ptr<LoggedDatagrams>> LoggedDatagrams::create(const std::string& path) {
  auto made = std::unique_ptr<LoggedDatagrams>(new LoggedDatagrams);
  auto file = DatagramFile::create(path, Time{}, made->comments_);
  if (!file) return std::unexpected(file.error());
  made->file_ = std::move(*file);
  return made;
}

void LoggedDatagrams::record(Duration since_start, const scenario::Event& event) {
  if (const auto* run = std::get_if<scenario::RunStarted>(&event)) file_->begin(Time(run->start));
  if ((comments_.interests() >> event.index()) & 1U) comments_.record(since_start, event);
  const auto* sent = std::get_if<scenario::DatagramSent>(&event);
  if (sent == nullptr) return;
  has_datagrams_ = true;
  const HostPort source = host_port(sent->source), destination = host_port(sent->destination);
  file_->datagram({.since_start = since_start,
                   .source = source.host,
                   .destination = destination.host,
                   .source_port = source.port,
                   .destination_port = destination.port,
                   .protocol = sent->protocol == scenario::WireProtocol::sip ? scenario::world::Protocol::sip
                                                                             : scenario::world::Protocol::ng,
                   .bytes = sent->bytes,
                   .arrives = !sent->is_lost});
}

Expected<void> LoggedDatagrams::close() {
  if (!has_datagrams_) return std::unexpected(no_datagrams("--pcap"));
  return file_->close();
}

}  // namespace rtpe::cli

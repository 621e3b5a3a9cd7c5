#include "cli/hep_sender.hpp"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <thread>

#include "cli/datagram_events.hpp"
#include "pcap/packet/write_hep.hpp"

namespace rtpe::cli {
namespace {

using boost::asio::ip::udp;

constexpr std::size_t longest_payload = 65'000;
/// A collector's socket buffer holds no more at once; then it gets a moment.
constexpr std::uint64_t at_once = 32;
constexpr std::chrono::milliseconds moment{1};

}  // namespace

struct HepSender::Socket {
  boost::asio::io_context context;
  udp::socket socket{context};
};

HepSender::HepSender(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
HepSender::~HepSender() = default;

Expected<std::unique_ptr<HepSender>> HepSender::open(const std::string& to) {
  const HostPort address = host_port(to);
  if (address.port == 0)
    return std::unexpected(
        Error{.message = fmt::format("\"{}\" is no address", to), .place = "--hep", .remedy = "HOST:PORT"});
  auto socket = std::make_unique<Socket>();
  boost::system::error_code error;
  udp::resolver resolver(socket->context);
  const auto found = resolver.resolve(std::string(address.host), std::to_string(address.port), error);
  if (!error) {
    const udp::endpoint endpoint = *found.begin();
    socket->socket.open(endpoint.protocol(), error);
    if (!error) socket->socket.connect(endpoint, error);
  }
  if (error)
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = "--hep " + to});
  return std::unique_ptr<HepSender>(new HepSender(std::move(socket)));
}

scenario::EventKinds HepSender::interests() const {
  return scenario::kinds_of<scenario::RunStarted, scenario::CallStarted, scenario::DatagramSent>();
}

void HepSender::record(Duration since_start, const scenario::Event& event) {
  if (const auto* run = std::get_if<scenario::RunStarted>(&event)) start_ = Time(run->start);
  if (const auto* call = std::get_if<scenario::CallStarted>(&event);
      call != nullptr && call_ids_.size() < calls_at_most)
    call_ids_.insert_or_assign(scenario::call_of(*call), std::string(call->call_id));
  if (const auto* sent = std::get_if<scenario::DatagramSent>(&event)) send(since_start, *sent);
}

void HepSender::send(Duration since_start, const scenario::DatagramSent& event) {
  if (!status_) return;
  const HostPort source = host_port(event.source), destination = host_port(event.destination);
  const auto from = capture::parse_address(source.host), to = capture::parse_address(destination.host);
  if (!from || !to || from->is_v6 != to->is_v6 || event.bytes.size() > longest_payload) {
    ++left_out_;
    return;
  }
  const auto call_id = call_ids_.find(scenario::call_of(event));
  const bool is_sip = event.protocol == scenario::WireProtocol::sip;
  capture::write_hep({.time = start_ + since_start,
                      .source = {*from, source.port},
                      .destination = {*to, destination.port},
                      .type = is_sip ? capture::HepPayload::sip : capture::HepPayload::ng,
                      .correlation = call_id == call_ids_.end() ? std::string_view() : call_id->second,
                      .agent = event.proxy + 1,
                      .bytes = event.bytes},
                     packet_);
  boost::system::error_code error;
  socket_->socket.send(boost::asio::buffer(packet_), 0, error);
  if (error) {
    status_ = std::unexpected(Error{.kind = ErrorKind::missing,
                                    .message = fmt::format("after {} datagrams: {}", sent_, error.message()),
                                    .place = "--hep"});
    return;
  }
  if (++sent_ % at_once == 0) std::this_thread::sleep_for(moment);
}

Expected<void> HepSender::close() {
  if (!status_) return status_;
  if (left_out_ > 0)
    return std::unexpected(
        Error{.kind = ErrorKind::limit,
              .message = fmt::format("{} datagrams were left out: more than {} bytes, or no IP addresses", left_out_,
                                     longest_payload),
              .place = "--hep"});
  if (sent_ == 0) return std::unexpected(no_datagrams("--hep"));
  return {};
}

}  // namespace rtpe::cli

#include "scenarios/proxy/external_proxy.hpp"

#include <array>
#include <optional>

#include "scenarios/engines/reached_address.hpp"
#include "scenarios/flow/dialog.hpp"
#include "scenarios/process/udp_socket.hpp"
#include "scenarios/proxy/ng_watch.hpp"
#include "scenarios/proxy/sip_phones.hpp"

namespace rtpe::scenario {
namespace {

constexpr Duration commands_swept_every = std::chrono::seconds(1);

std::unexpected<Error> external_proxy_lacks(std::string message, std::string remedy) {
  return std::unexpected(
      Error{.message = std::move(message), .place = "--client external", .remedy = std::move(remedy)});
}

/// Of the proxy and the phones: proxy, caller, callee.
using Reached = std::array<world::Address, 3>;

std::array<std::string, 3> texts_of(const Client& client) {
  return {client.address, client.phones[0], client.phones[1]};
}

class SomebodysProxy final : public ExternalProxy, private world::Receiver, private world::Waker {
 public:
  SomebodysProxy(world::RealWorld& world, const ProxySetup& setup, const Reached& reached)
      : world_(world),
        setup_(setup),
        there_(reached[0]),
        site_(world.network().add_site({.name = setup.name, .role = world::Role::proxy})),
        sip_(world.network().open(setup.sip, world::Protocol::sip, site_, *this)),
        waker_(world.add(*this)),
        addresses_{.caller = reached[1], .callee = reached[2]},
        phones_(addresses_),
        watch_({.world = world,
                .recorder = setup.recorder,
                .call_of = [this](Command /*command*/, std::string_view call_id) { return call_of(call_id); },
                .node_of = [this](std::uint32_t entrance) { return nodes_[entrance]; },
                .answered = [this](const NgWatch::Answered& answer) { answered(answer); }}) {
    constexpr std::uint16_t party_port = 5060;
    for (const std::string_view host : {flow::caller_address, flow::callee_address})
      parties_.push_back(
          world.network().endpoint({.host = std::string(host), .port = party_port}, world::Protocol::sip));
  }

  Expected<void> open();

  [[nodiscard]] world::EndpointId sip_endpoint() const override { return sip_; }
  void listen(flow::CallListener& listener) override { listener_ = &listener; }
  Expected<void> start() override {
    world_.at(world_.now() + commands_swept_every, waker_);
    return {};
  }
  void control(control::ControlRequest /*request*/, proxy::ControlDone done) override { done({}); }
  void act(const ProxyAction& /*action*/, ActionDone done) override { done(false, {}); }
  void ports_changed() override {
    for (const auto& entrance : entrances_) entrance->port_changed();
  }

 private:
  Expected<void> open_node(std::uint32_t number, std::uint32_t engine);
  std::uint64_t call_of(std::string_view call_id) const {
    const auto call = phones_.find(call_id);
    return call ? call->call : 0;
  }
  void answered(const NgWatch::Answered& answer);
  void got_sip(Phone phone, const std::string& bytes);
  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void wake(std::uint64_t /*token*/) override {
    watch_.sweep();
    world_.at(world_.now() + commands_swept_every, waker_);
  }

  world::RealWorld& world_;
  ProxySetup setup_;
  world::Address there_;
  world::SiteId site_;
  world::EndpointId sip_;
  world::WakerId waker_;
  PhoneAddresses addresses_;
  SipPhones phones_;
  NgWatch watch_;
  flow::CallListener* listener_ = nullptr;
  std::vector<world::EndpointId> parties_;                 ///< caller's, callee's
  std::vector<std::unique_ptr<UdpSocket>> phone_sockets_;  ///< likewise
  std::vector<std::unique_ptr<NgEntrance>> entrances_;
  std::vector<std::uint32_t> nodes_, engines_;  ///< behind each: the node in events, the engine in the scenario
  std::string packet_;
};

Expected<void> SomebodysProxy::open_node(std::uint32_t number, std::uint32_t engine) {
  const Engine& at = setup_.scenario.engines[engine];
  nodes_.push_back(number);
  engines_.push_back(engine);
  entrances_.push_back(std::make_unique<NgEntrance>(NgEntrance::Parts{
      .world = world_,
      .listener = watch_,
      .number = static_cast<std::uint32_t>(entrances_.size()),
      .engine = world_.network().endpoint({.host = at.host, .port = at.port}, world::Protocol::ng),
      .address = at.host,
      .port = at.port,
      .open_asker =
          [this](const auto& /*from*/, world::Receiver& receiver) {
            return world_.network().open_any_port(setup_.sip.host, world::Protocol::ng, site_, receiver);
          },
  }));
  return entrances_.back()->open();
}

Expected<void> SomebodysProxy::open() {
  for (const Phone phone : {Phone::caller, Phone::callee}) {
    const world::Address& at = addresses_.of(phone);
    auto socket = UdpSocket::bind(world_.context(), at.host, at.port,
                                  [this, phone](const std::string& bytes, const auto&) { got_sip(phone, bytes); });
    if (!socket) return std::unexpected(socket.error());
    phone_sockets_.push_back(std::move(*socket));
  }
  std::vector<bool> is_open(setup_.scenario.engines.size());
  for (const NodeSet& set : setup_.shared.registry.sets())
    for (const auto& node : set.nodes) {
      const auto engine = setup_.names.sites()[node->index].engine;
      if (!engine || is_open[*engine]) continue;
      is_open[*engine] = true;
      if (auto opened = open_node(setup_.names.number(*node), *engine); !opened) return opened;
    }
  return {};
}

void SomebodysProxy::answered(const NgWatch::Answered& answer) {
  const bool negotiates = answer.command == Command::offer || answer.command == Command::answer;
  const auto call = phones_.find(answer.call_id);
  if (negotiates && call && answer.result == ReplyResult::ok && listener_ != nullptr)
    listener_->media_at(call->call, call->handle, engines_[answer.engine]);
}

void SomebodysProxy::got_sip(Phone phone, const std::string& bytes) {
  const auto packet = phones_.packet_of(bytes);
  if (!packet) return;
  if ((setup_.asked & kinds_of<SdpSent>()) != 0 && !packet->body.empty())
    setup_.recorder.record(
        world_.now(), SdpSent{.proxy = setup_.number,
                              .call = packet->call,
                              .message = flow::name_of(*packet),
                              .direction = phone == Phone::caller ? Direction::from_callee : Direction::from_caller,
                              .body = packet->body});
  flow::pack(*packet, packet_);
  world_.send(sip_, parties_[phone == Phone::caller ? 0 : 1], packet_);
}

void SomebodysProxy::datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) {
  const auto packet = flow::unpack(bytes);
  if (!packet) return;
  const Phone phone = from == parties_[0] ? Phone::caller : Phone::callee;
  phone_sockets_[phone == Phone::caller ? 0 : 1]->send(phones_.text_of(*packet, phone), there_.host, there_.port);
}

}  // namespace

Expected<void> check_external_proxy(const Client& client) {
  if (client.address.empty())
    return external_proxy_lacks("the scenario does not say where the proxy is",
                                "[client] address = \"udp:192.0.2.1:5060\", or --external-client udp:192.0.2.1:5060");
  if (client.phones.size() != 2)
    return external_proxy_lacks(
        "the scenario does not say where the phones are",
        "[client] phones = [\"udp:192.0.2.9:5070\", \"udp:192.0.2.9:5080\"], or --phones CALLER,CALLEE: addresses of "
        "this machine");
  for (const std::string& text : texts_of(client))
    if (const auto address = external_address(text); !address) return std::unexpected(address.error());
  return {};
}

Expected<std::unique_ptr<ExternalProxy>> make_external_proxy(world::RealWorld& world, const ProxySetup& setup) {
  Reached reached;
  for (std::size_t place = 0; place < reached.size(); ++place) {
    auto address = reached_address(texts_of(setup.client)[place]);
    if (!address) return std::unexpected(address.error());
    reached[place] = {.host = std::move(address->host), .port = address->port};
  }
  auto proxy = std::make_unique<SomebodysProxy>(world, setup, reached);
  if (auto opened = proxy->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<ExternalProxy>(std::move(proxy));
}

}  // namespace rtpe::scenario

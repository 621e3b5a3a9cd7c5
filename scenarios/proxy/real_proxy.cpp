// The built-in proxy over real sockets, with the rules of the run's network in between.
#include <algorithm>

#include "client/transport/asio_driver.hpp"
#include "client/transport/link_channel.hpp"
#include "scenarios/proxy/builtin_proxy.hpp"
#include "scenarios/proxy/proxy_action.hpp"
#include "scenarios/proxy/proxy_events.hpp"
#include "scenarios/proxy/proxy_options.hpp"
#include "scenarios/proxy/relay.hpp"

namespace rtpe::scenario {
namespace {

class RealProxy final : public ProxyHost,
                        private transport::AsioDriver,
                        private transport::Link,
                        private world::Receiver {
 public:
  RealProxy(world::RealWorld& world, const ProxySetup& setup)
      : AsioDriver(world.context(), setup.shared,
                   {.open = [this](const proxy::Process& process, const Node& node) { return open(process, node); },
                    .clock = world.clock()}),
        world_(world),
        shared_(setup.shared),
        table_(setup.client.rows),
        host_(setup.sip.host),
        node_addresses_(node_addresses(setup.names)),
        options_(options_of(setup)),
        site_(world.network().add_site({.name = setup.name, .role = world::Role::proxy})),
        events_(setup.recorder, setup.names, setup.number, setup.asked),
        machine_(setup.shared, *this, options_, &events_),
        relay_(
            world, {.address = setup.sip, .site = site_}, machine_, options_.sip,
            [&names = setup.names](const Node& node) { return names.sites()[node.index].engine; }, events_) {
    if (setup.client.parameters.enable_dmq != 0 && setup.peers != nullptr)
      dmq_.emplace(DmqPeer::Parts{.world = world,
                                  .machine = machine_,
                                  .recorder = setup.recorder,
                                  .peers = *setup.peers,
                                  .proxy = setup.number},
                   setup.sip.host, site_);
    attach(machine_);
  }
  ~RealProxy() override { end(); }

  [[nodiscard]] world::EndpointId sip_endpoint() const override { return relay_.endpoint(); }
  void listen(flow::CallListener& listener) override { relay_.listen(listener); }
  Expected<void> start() override {
    tell_disabled_nodes(shared_, world_.now(), events_);
    machine_.start(world_.now());
    return {};
  }
  void control(control::ControlRequest request, proxy::ControlDone done) override {
    if (request.source == nullptr) request.source = &table_;
    machine_.control(world_.now(), std::move(request), std::move(done));
  }
  void act(const ProxyAction& action, ActionDone done) override {
    act_on_machine(action, world_.now(), machine_, shared_, table_, std::move(done));
  }

 private:
  /// What stands for a process' socket in the world: rules and records number them as in virtual time.
  struct Socket {
    world::EndpointId endpoint = 0;
    Duration way_there{};  ///< of what was sent last
  };
  Socket& socket_of(const proxy::Process& process, const Node& node) {
    if (sockets_.size() <= process.number()) sockets_.resize(process.number() + 1);
    std::vector<std::optional<Socket>>& row = sockets_[process.number()];
    if (row.size() <= node.index) row.resize(node.index + 1);
    if (!row[node.index])
      row[node.index] = Socket{.endpoint = world_.network().open_any_port(host_, world::Protocol::ng, site_, *this)};
    return *row[node.index];
  }
  Expected<std::unique_ptr<transport::Channel>> open(const proxy::Process& process, const Node& node) {
    auto channel = transport::open_channel(io(), node, {});
    if (!channel) return channel;
    return transport::make_link_channel(io(), std::move(*channel), process, node, *this);
  }
  std::span<const Duration> pass(const proxy::Process& process, const Node& node, transport::Way way,
                                 std::string_view bytes) override {
    Socket& socket = socket_of(process, node);
    const world::EndpointId theirs = world_.network().endpoint(node_addresses_[node.index], world::Protocol::ng);
    if (way == transport::Way::from_node) {
      fate_ = world_.judge(theirs, socket.endpoint, bytes);
      for (Duration& delay : fate_.delays) delay += socket.way_there;
      return std::span(fate_.delays).first(fate_.copies);
    }
    // What leaves at once meets the errors that wait on the socket, as a send does; the way there is added to the way
    // back.
    fate_ = world_.judge(socket.endpoint, theirs, bytes);
    if (fate_.copies > 0) socket.way_there = fate_.delays[0];
    fate_.delays = {Duration{}, std::max(Duration{}, fate_.delays[1] - fate_.delays[0])};
    return std::span(fate_.delays).first(fate_.copies);
  }
  void datagram(world::EndpointId /*to*/, world::EndpointId /*from*/, std::string& /*bytes*/) override {}
  void replicate(proxy::Process& process, proxy::TableChange change) override {
    if (dmq_) dmq_->replicate(process.call(), change);
  }
  void taken(proxy::Message& message) override { relay_.taken(message); }
  void finished(Time /*now*/, proxy::Message& message, const proxy::MessageFate& fate) override {
    if (message.replicated != nullptr) return dmq_->finished(message, fate);
    relay_.finished(message, fate);
  }

  world::RealWorld& world_;
  Proxy& shared_;
  NodeTable table_;
  std::string host_;
  std::vector<world::Address> node_addresses_;
  proxy::ProxyOptions options_;
  world::SiteId site_;
  ProxyEvents events_;
  std::vector<std::vector<std::optional<Socket>>> sockets_;  ///< [process][node]
  world::Fate fate_;
  proxy::ProxyMachine machine_;
  Relay relay_;
  std::optional<DmqPeer> dmq_;
};

}  // namespace

std::unique_ptr<ProxyHost> make_real_proxy(world::RealWorld& world, const ProxySetup& setup) {
  return std::make_unique<RealProxy>(world, setup);
}

}  // namespace rtpe::scenario

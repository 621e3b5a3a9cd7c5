#include "scenarios/proxy/builtin_proxy.hpp"

#include "scenarios/proxy/proxy_action.hpp"
#include "scenarios/proxy/proxy_events.hpp"
#include "scenarios/proxy/proxy_options.hpp"
#include "scenarios/proxy/relay.hpp"
#include "scenarios/proxy/socket_table.hpp"

namespace rtpe::scenario {
namespace {

class BuiltinProxy final : public ProxyHost, private proxy::Driver {
 public:
  BuiltinProxy(world::World& world, const ProxySetup& setup)
      : world_(world),
        shared_(setup.shared),
        table_(setup.client.rows),
        options_(options_of(setup)),
        site_(world.network().add_site({.name = setup.name, .role = world::Role::proxy})),
        events_(setup.recorder, setup.names, setup.number, setup.asked),
        sockets_(world, {.host = setup.sip.host, .site = site_}, node_addresses(setup.names)),
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
    sockets_.serve(machine_);
  }

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
  void open_sockets(proxy::Process& process) override { sockets_.open_sockets(process); }
  std::optional<Input> send(proxy::Process& process, const Action& action) override {
    return sockets_.send(process, action);
  }
  std::optional<Input> wait(proxy::Process& process, const Action& action) override {
    return sockets_.wait(process, action);
  }
  void wake(proxy::Process& process, Time at) override { sockets_.wake(process, at); }
  void replicate(proxy::Process& process, proxy::TableChange change) override {
    if (dmq_) dmq_->replicate(process.call(), change);
  }
  void taken(proxy::Message& message) override { relay_.taken(message); }
  void finished(Time /*now*/, proxy::Message& message, const proxy::MessageFate& fate) override {
    if (message.replicated != nullptr) return dmq_->finished(message, fate);
    relay_.finished(message, fate);
  }

  world::World& world_;
  Proxy& shared_;
  NodeTable table_;
  proxy::ProxyOptions options_;
  world::SiteId site_;
  ProxyEvents events_;
  SocketTable sockets_;
  proxy::ProxyMachine machine_;
  Relay relay_;
  std::optional<DmqPeer> dmq_;
};

}  // namespace

std::unique_ptr<ProxyHost> make_builtin_proxy(world::World& world, const ProxySetup& setup) {
  return std::make_unique<BuiltinProxy>(world, setup);
}

}  // namespace rtpe::scenario

#include "scenarios/proxy/kamailio_proxy.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "scenarios/flow/dialog.hpp"
#include "scenarios/process/child_process.hpp"
#include "scenarios/process/kamailio_command.hpp"
#include "scenarios/process/line_pipe.hpp"
#include "scenarios/process/loopback.hpp"
#include "scenarios/process/peer_root.hpp"
#include "scenarios/process/scratch_folder.hpp"
#include "scenarios/process/udp_socket.hpp"
#include "scenarios/proxy/kamailio_nodes.hpp"
#include "scenarios/proxy/kamailio_watch.hpp"
#include "scenarios/proxy/ng_entrance.hpp"
#include "scenarios/proxy/proxy_options.hpp"

namespace rtpe::scenario {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
constexpr const char* table_file = "nodes.sqlite";
constexpr milliseconds states_asked_every{250}, rpc_patience{3000};
constexpr std::int64_t first_uptime = 1LL << 50U;  ///< ids of questions how long it has been up
constexpr std::int64_t least_measured_s = 20;
/// Debian's package faketime.
constexpr const char* faketime_library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
constexpr std::int64_t first_action = 1LL << 40U;  // ids of RPC commands; below: questions about states

std::unexpected<Error> kamailio_missing(std::string message, std::string place = {}) {
  return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::move(message), .place = std::move(place)});
}

class KamailioHost final : public KamailioProxy, private NgListener, private world::Receiver, private world::Waker {
 public:
  KamailioHost(world::RealWorld& world, const ProxySetup& setup, KamailioAddresses addresses,
               const KamailioChoices& choices, PeerProgram program)
      : world_(world),
        setup_(setup),
        addresses_(std::move(addresses)),
        own_(choices.own),
        program_(std::move(program)),
        site_(world.network().add_site({.name = setup.name, .role = world::Role::proxy})),
        sip_(world.network().open(setup.sip, world::Protocol::sip, site_, *this)),
        waker_(world.add(*this)),
        phones_(addresses_.phones()),
        table_(setup.client.rows) {
    for (const std::string_view host : {flow::caller_address, flow::callee_address})
      parties_.push_back(world.network().endpoint({.host = std::string(host), .port = KamailioAddresses::sip_port},
                                                  world::Protocol::sip));
    for (const world::Address& address : node_addresses(setup.names)) {
      const auto node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(std::make_unique<NgEntrance>(NgEntrance::Parts{
          .world = world,
          .listener = *this,
          .number = node,
          .engine = world.network().endpoint(address, world::Protocol::ng),
          .address = addresses_.node(node),
          .port = KamailioAddresses::node_port,
          .open_asker =
              [this](const auto& /*from*/, world::Receiver& receiver) {
                return world_.network().open_any_port(setup_.sip.host, world::Protocol::ng, site_, receiver);
              },
      }));
    }
  }

  /// Error: a port that it would use is in use.
  static Expected<void> are_free(boost::asio::io_context& context, const KamailioAddresses& addresses);
  Expected<void> open_sockets();
  Expected<void> launch() override;

  [[nodiscard]] world::EndpointId sip_endpoint() const override { return sip_; }
  void listen(flow::CallListener& listener) override { watch_->listen(listener); }
  Expected<void> start() override {
    watch_->begin(world_.now());
    ask_uptime();
    world_.at(world_.now() + states_asked_every * world_.speed(), waker_);
    return {};
  }
  void control(control::ControlRequest /*request*/, proxy::ControlDone done) override { done({}); }
  void act(const ProxyAction& action, ActionDone done) override;
  Expected<bool> is_up() override;
  [[nodiscard]] std::optional<double> clock_rate() const override {
    if (last_uptime_.it_s - first_uptime_.it_s < least_measured_s) return std::nullopt;
    return static_cast<double>(last_uptime_.it_s - first_uptime_.it_s) /
           std::chrono::duration<double>(last_uptime_.at - first_uptime_.at).count();
  }
  void ports_changed() override {
    for (const auto& node : nodes_) node->port_changed();
  }

 private:
  void datagram(world::EndpointId to, world::EndpointId from, std::string& bytes) override;
  void wake(std::uint64_t token) override;
  void command(std::uint32_t node, world::EndpointId asker, std::string_view bytes) override;
  void reply(std::uint32_t node, world::EndpointId asker, std::string_view bytes) override;
  void got_sip(Phone phone, const std::string& bytes);
  void ask_states();
  void got_states(std::string_view bytes);
  void got_action(std::int64_t id, const json::object& answer);
  void ask_uptime();
  void got_uptime(const json::object& answer);
  /// The table that it reads its nodes from, as it is now; nothing where it reads none.
  Expected<void> write_table();
  [[nodiscard]] bool has_ended();
  [[nodiscard]] std::vector<std::string> start_of(std::uint32_t speed) const;

  world::RealWorld& world_;
  ProxySetup setup_;
  KamailioAddresses addresses_;
  std::shared_ptr<const route::Configuration> own_;
  PeerProgram program_;
  world::SiteId site_;
  world::EndpointId sip_;
  world::WakerId waker_;
  std::vector<world::EndpointId> parties_;  ///< caller's, callee's
  SipPhones phones_;
  std::vector<std::unique_ptr<NgEntrance>> nodes_;  ///< by Node::index
  std::optional<KamailioWatch> watch_;
  std::vector<std::unique_ptr<UdpSocket>> phone_sockets_;  ///< caller's, callee's
  std::unique_ptr<UdpSocket> rpc_;
  ScratchFolder folder_;
  NodeTable table_;
  bool has_reloaded_ = true;  ///< states that are not told yet may come from the table
  std::unique_ptr<LinePipe> log_;
  std::optional<ChildProcess> child_;
  std::int64_t asked_ = 0, answered_ = 0;
  std::uint64_t actions_made_ = 0;
  std::map<std::int64_t, ActionDone> actions_;  ///< RPC commands under way, by id
  /// What it said of its age, and when a new second of it was first seen.
  struct Uptime {
    std::int64_t it_s = -1;
    Time at{};
  };
  Uptime first_uptime_, last_uptime_;
  Time asked_at_{}, probed_at_{};
  bool knows_states_ = false, has_told_end_ = false;
  std::string packet_;
};

Expected<void> KamailioHost::are_free(boost::asio::io_context& context, const KamailioAddresses& addresses) {
  for (const std::string& address : {addresses.proxy(), addresses.caller(), addresses.callee()})
    for (const std::uint16_t port : {KamailioAddresses::sip_port, KamailioAddresses::rpc_port})
      if (const auto free = UdpSocket::bind(context, address, port, [](auto&&...) {}); !free)
        return std::unexpected(free.error());
  return {};
}

Expected<void> KamailioHost::open_sockets() {
  boost::asio::io_context& context = world_.context();
  for (const Phone phone : {Phone::caller, Phone::callee}) {
    auto socket = UdpSocket::bind(context, phone == Phone::caller ? addresses_.caller() : addresses_.callee(),
                                  KamailioAddresses::sip_port,
                                  [this, phone](const std::string& bytes, const auto&) { got_sip(phone, bytes); });
    if (!socket) return std::unexpected(socket.error());
    phone_sockets_.push_back(std::move(*socket));
  }
  auto rpc = UdpSocket::bind(context, addresses_.caller(), KamailioAddresses::rpc_port,
                             [this](const std::string& bytes, const auto&) { got_states(bytes); });
  if (!rpc) return std::unexpected(rpc.error());
  rpc_ = std::move(*rpc);
  for (const auto& node : nodes_)
    if (auto opened = node->open(); !opened) return opened;
  return {};
}

Expected<void> KamailioHost::launch() {
  if (world_.speed() > 1 && access(faketime_library, R_OK) != 0)
    return std::unexpected(Error{.kind = ErrorKind::missing,
                                 .message = "libfaketime is not installed",
                                 .place = faketime_library,
                                 .remedy = "apt install faketime, or leave --time-scale out"});
  if (auto made = folder_.make("rtpe-lab-kamailio"); !made) return made;
  if (auto written = write_table(); !written) return written;
  auto config =
      kamailio_config(setup_.scenario, setup_.client, setup_.shared, addresses_,
                      {.own = own_.get(), .modules = program_.modules(), .database = folder_.file(table_file)});
  if (!config) return std::unexpected(config.error());
  watch_.emplace(KamailioWatch::Parts{.recorder = setup_.recorder,
                                      .names = setup_.names,
                                      .shared = setup_.shared,
                                      .phones = phones_,
                                      .addresses = addresses_,
                                      .statements = std::move(config->statements),
                                      .proxy = setup_.number,
                                      .workers = setup_.client.workers,
                                      .asked = setup_.asked});
  const std::string file = folder_.file("kamailio.cfg");
  std::ofstream(file) << config->text;
  auto log = LinePipe::open(world_.context(), [this](std::string_view line) {
    if (watch_->line(world_.now(), line)) log_->keep(line);
    if (watch_->take_doubt()) ask_states();
  });
  if (!log) return std::unexpected(log.error());
  log_ = std::move(*log);
  auto child = ChildProcess::start(kamailio_command(start_of(world_.speed()), file, folder_.path()), log_->writer());
  log_->started();
  if (!child) {
    child.error().remedy = "install it: scripts/install-deps --lanes";
    return std::unexpected(child.error());
  }
  child_ = std::move(*child);
  ports_changed();
  return {};
}

/// Under another clock it is started by env, whose process it becomes.
std::vector<std::string> KamailioHost::start_of(std::uint32_t speed) const {
  if (speed == 1) return program_.command;
  std::vector<std::string> command{"/usr/bin/env", fmt::format("LD_PRELOAD={}", faketime_library),
                                   fmt::format("FAKETIME=+0 x{}", speed)};
  command.insert(command.end(), program_.command.begin(), program_.command.end());
  return command;
}

bool KamailioHost::has_ended() {
  if (child_ && child_->running()) return false;
  log_->drain();
  return true;
}

Expected<bool> KamailioHost::is_up() {
  if (has_ended())
    return kamailio_missing("Kamailio does not start; the errors in its log: " + log_->last_lines(), program_.path());
  if (knows_states_) return true;
  if (world_.now() - probed_at_ > milliseconds(100) * world_.speed()) {
    probed_at_ = world_.now();
    asked_ = answered_;
    ask_states();
  }
  return false;
}

void KamailioHost::command(std::uint32_t node, world::EndpointId /*asker*/, std::string_view bytes) {
  log_->drain();
  watch_->request(world_.now(), node, bytes);
}

void KamailioHost::reply(std::uint32_t node, world::EndpointId /*asker*/, std::string_view bytes) {
  log_->drain();
  watch_->reply(world_.now(), node, bytes);
  if (watch_->take_doubt()) ask_states();
}

void KamailioHost::got_sip(Phone phone, const std::string& bytes) {
  log_->drain();
  const auto packet = phones_.packet_of(bytes);
  if (!packet) return;
  watch_->message_sent(world_.now(), *packet, phone == Phone::caller ? Direction::from_callee : Direction::from_caller);
  flow::pack(*packet, packet_);
  world_.send(sip_, parties_[phone == Phone::caller ? 0 : 1], packet_);
}

void KamailioHost::datagram(world::EndpointId /*to*/, world::EndpointId from, std::string& bytes) {
  const auto packet = flow::unpack(bytes);
  if (!packet) return;
  const Phone phone = from == parties_[0] ? Phone::caller : Phone::callee;
  phone_sockets_[phone == Phone::caller ? 0 : 1]->send(phones_.text_of(*packet, phone), addresses_.proxy(),
                                                       KamailioAddresses::sip_port);
}

void KamailioHost::wake(std::uint64_t /*token*/) {
  if (has_ended() && !has_told_end_) {
    has_told_end_ = true;
    return world_.break_down({.kind = ErrorKind::missing,
                              .message = "Kamailio has ended; the errors in its log: " + log_->last_lines(),
                              .place = program_.path()});
  }
  world_.at(world_.now() + states_asked_every * world_.speed(), waker_);
  ask_states();
  if (world_.speed() > 1) ask_uptime();
}

void KamailioHost::ask_states() {
  if (asked_ > answered_ && world_.now() - asked_at_ < rpc_patience * world_.speed()) return;
  asked_at_ = world_.now();
  rpc_->send(fmt::format(R"({{"jsonrpc":"2.0","method":"rtpengine.show","params":["all"],"id":{}}})", ++asked_),
             addresses_.proxy(), KamailioAddresses::rpc_port);
}

Expected<void> KamailioHost::write_table() {
  if (setup_.client.parameters.db_url.empty()) return {};
  return write_kamailio_table(setup_.client.parameters, folder_.file(table_file), table_, setup_.shared, addresses_);
}

void KamailioHost::act(const ProxyAction& action, ActionDone done) {
  if (table_.take(action)) {
    const auto written = write_table();
    return done(written.has_value(), written ? std::string() : written.error().text());
  }
  std::string target = action.target;
  for (const NodeSet& set : setup_.shared.registry.sets())
    for (const auto& node : set.nodes)
      if (node->url == action.target) target = addresses_.node_url(node->index);
  json::array parameters;
  if (action.command != "rtpengine.get_hash_total" && action.command != "rtpengine.reload")
    parameters.emplace_back(target);
  if (action.command == "rtpengine.reload")
    done = [this, done = std::move(done)](bool is_done, std::string_view reply) {
      has_reloaded_ = has_reloaded_ || is_done;
      done(is_done, reply);
    };
  if (action.command == "rtpengine.enable") parameters.emplace_back(action.flag);
  const std::int64_t id = first_action + static_cast<std::int64_t>(actions_made_++);
  actions_.emplace(id, std::move(done));
  rpc_->send(json::serialize(json::object{
                 {"jsonrpc", "2.0"}, {"method", action.command}, {"params", std::move(parameters)}, {"id", id}}),
             addresses_.proxy(), KamailioAddresses::rpc_port);
}

void KamailioHost::got_action(std::int64_t id, const json::object& answer) {
  const auto found = actions_.find(id);
  if (found == actions_.end()) return;
  const ActionDone done = std::move(found->second);
  actions_.erase(found);
  const auto* const result = answer.if_contains("result");
  const auto* const error = answer.if_contains("error");
  done(error == nullptr, json::serialize(error != nullptr ? *error : result != nullptr ? *result : json::value()));
  ask_states();
}

void KamailioHost::ask_uptime() {
  rpc_->send(fmt::format(R"({{"jsonrpc":"2.0","method":"core.uptime","id":{}}})", first_uptime), addresses_.proxy(),
             KamailioAddresses::rpc_port);
}

void KamailioHost::got_uptime(const json::object& answer) {
  const auto* const result = answer.if_contains("result");
  const auto* const fields = result == nullptr ? nullptr : result->if_object();
  const auto* const uptime = fields == nullptr ? nullptr : fields->if_contains("uptime");
  if (uptime == nullptr || !uptime->is_int64() || uptime->as_int64() <= last_uptime_.it_s) return;
  last_uptime_ = {.it_s = uptime->as_int64(), .at = world_.now()};
  if (first_uptime_.it_s < 0) first_uptime_ = last_uptime_;
}

void KamailioHost::got_states(std::string_view bytes) {
  json::error_code fault;
  const json::value answer = json::parse(bytes, fault);
  const auto* const object = fault ? nullptr : answer.if_object();
  const auto* const id = object == nullptr ? nullptr : object->if_contains("id");
  if (id == nullptr || !id->is_int64()) return;
  if (id->as_int64() == first_uptime) return got_uptime(*object);
  if (id->as_int64() >= first_action) return got_action(id->as_int64(), *object);
  answered_ = std::max(answered_, id->as_int64());
  const auto* const rows = object->if_contains("result");
  if (rows == nullptr || !rows->is_array()) return;
  knows_states_ = true;
  const Time now = world_.now();
  const auto now_s = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const bool reads_table = !setup_.client.parameters.db_url.empty();
  const bool by_table = reads_table && std::exchange(has_reloaded_, false);
  for (const ShownNode& node : shown_nodes(*rows, addresses_, static_cast<std::uint32_t>(nodes_.size()), now_s)) {
    if (node.is_shown)
      watch_->state(now, node.index, node.disabled, node.recheck, by_table);
    else if (reads_table)
      watch_->state(now, node.index, true, permanent, true);
  }
}

}  // namespace

Expected<std::unique_ptr<KamailioProxy>> make_kamailio_proxy(world::RealWorld& world, const ProxySetup& setup,
                                                             const KamailioChoices& choices) {
  const auto program = kamailio_of(setup.client.personality, peers_directory());
  if (!program) return std::unexpected(program.error());
  Error last;
  for (const std::string& one : loopback_blocks(choices.prefix)) {
    const KamailioAddresses addresses{.prefix = one};
    if (auto config = kamailio_config(setup.scenario, setup.client, setup.shared, addresses,
                                      {.own = choices.own.get(), .modules = program->modules()});
        !config)
      return std::unexpected(config.error());
    if (auto free = KamailioHost::are_free(world.context(), addresses); !free) {
      last = free.error();
      continue;
    }
    auto host = std::make_unique<KamailioHost>(world, setup, addresses, choices, *program);
    if (auto opened = host->open_sockets(); !opened) return std::unexpected(opened.error());
    return std::unique_ptr<KamailioProxy>(std::move(host));
  }
  return std::unexpected(last);
}

}  // namespace rtpe::scenario

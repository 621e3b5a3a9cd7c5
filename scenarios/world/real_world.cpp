// Real sockets behind the World interface, driven by one Asio context in one thread.
#include "scenarios/world/real_world.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <map>

#include "scenarios/world/link.hpp"
#include "scenarios/world/real_socket.hpp"
#include "scenarios/world/slot_pool.hpp"
#include "scenarios/world/wait_table.hpp"

namespace rtpe::scenario {
namespace {

namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

constexpr std::uint8_t request_kind = 0x80, reply_kind = 0x81;
/// How long step() sleeps at most, so that an interrupted run ends soon.
constexpr auto longest_sleep = std::chrono::milliseconds(100);
constexpr std::size_t receive_buffer = 65536;

class RealWorld final : public World {
 public:
  explicit RealWorld(WorldPlan plan) : plan_(std::move(plan)), waits_(plan_.processes), buffer_(receive_buffer, '\0') {
    steady_start_ = std::chrono::steady_clock::now();
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    start_ = Time(std::chrono::floor<std::chrono::seconds>(wall));
  }

  Expected<void> open();

  [[nodiscard]] Time now() const override {
    return start_ + std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - steady_start_);
  }
  [[nodiscard]] Time start() const override { return start_; }
  void schedule(Time at, const Timer& timer) override { heap_.push(at, pack(timer)); }
  [[nodiscard]] std::uint32_t socket_of(std::uint32_t process, std::uint32_t node) const override {
    return process * static_cast<std::uint32_t>(plan_.nodes.size()) + node;
  }
  [[nodiscard]] const Endpoint& local_endpoint(std::uint32_t socket) const override { return sockets_[socket].local; }
  int send(std::uint32_t socket, std::string_view bytes) override;
  void drain(std::uint32_t socket) override;
  std::optional<Input> await(std::uint32_t socket, Time deadline) override;
  void reply(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) override;
  Expected<void> set_reach(std::uint32_t engine, const Reach& reach) override;
  Expected<bool> step(WorldHandler& handler) override;

 private:
  struct Socket {
    std::unique_ptr<Descriptor> descriptor;
    Endpoint local;
    KernelAddress address;  ///< of `local`, for replies
    std::uint32_t node = 0;
    bool watched = false;  ///< an async_wait is under way
  };
  struct Listener {
    EngineSite site;
    Reach reach;
    Link requests, replies;
    std::unique_ptr<Descriptor> descriptor;  ///< empty: port closed
  };

  [[nodiscard]] std::uint32_t process_of(std::uint32_t socket) const {
    return socket / static_cast<std::uint32_t>(plan_.nodes.size());
  }
  Expected<void> open_sockets();
  Expected<void> listen(std::uint32_t engine);
  void watch_listener(std::uint32_t engine);
  void read_listener(std::uint32_t engine);
  void watch_socket(std::uint32_t socket);
  void socket_ready(std::uint32_t socket);
  void report(bool request, std::uint32_t socket, std::string_view bytes, bool arrives);
  std::optional<Input> look(std::uint32_t socket);
  void dispatch(std::uint64_t payload, Time at);
  void transmit_reply(const Slot& slot);

  WorldPlan plan_;
  std::chrono::steady_clock::time_point steady_start_;
  Time start_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  EventHeap heap_;
  SlotPool slots_;
  WaitTable waits_;
  std::string buffer_;
  std::vector<Socket> sockets_;
  std::vector<Listener> listeners_;
  std::map<std::pair<std::string, std::uint16_t>, std::uint32_t> socket_by_endpoint_;
  WorldHandler* handler_ = nullptr;
};

Expected<void> RealWorld::open() {
  for (const EngineSite& site : plan_.engines)
    listeners_.push_back({.site = site,
                          .reach = {},
                          .requests = Link(site.network, plan_.seed, "requests to " + site.name),
                          .replies = Link(site.network, plan_.seed, "replies from " + site.name),
                          .descriptor = nullptr});
  for (std::uint32_t engine = 0; engine < listeners_.size(); ++engine)
    if (auto opened = listen(engine); !opened) return opened;
  return open_sockets();
}

Expected<void> RealWorld::open_sockets() {
  for (std::uint32_t process = 0; process < plan_.processes; ++process)
    for (std::uint32_t node = 0; node < plan_.nodes.size(); ++node) {
      const NodeSite& site = plan_.nodes[node];
      if (const auto address = resolve(site.endpoint); !address)
        return std::unexpected(address.error());
      else if (!site.engine && !address->is_loopback())
        return std::unexpected(Error{ErrorKind::missing, "no engine of the scenario listens on this node",
                                     fmt::format("{}:{}", site.endpoint.host, site.endpoint.port),
                                     "add an [[engine]] with this address, or use a loopback address"});
      const auto opened = open_connected(site.endpoint);
      if (!opened) return std::unexpected(opened.error());
      Socket socket;
      socket.descriptor = std::make_unique<Descriptor>(context_, *opened);
      socket.node = node;
      const auto local = local_address_of(*opened);
      if (!local) return std::unexpected(local.error());
      socket.address = *local;
      socket.local = local->endpoint();
      socket_by_endpoint_[{socket.local.host, socket.local.port}] = static_cast<std::uint32_t>(sockets_.size());
      sockets_.push_back(std::move(socket));
    }
  return {};
}

Expected<void> RealWorld::listen(std::uint32_t engine) {
  const auto opened = open_listener(listeners_[engine].site.endpoint);
  if (!opened) return std::unexpected(opened.error());
  listeners_[engine].descriptor = std::make_unique<Descriptor>(context_, *opened);
  watch_listener(engine);
  return {};
}

void RealWorld::watch_listener(std::uint32_t engine) {
  listeners_[engine].descriptor->async_wait(Descriptor::wait_read, [this, engine](boost::system::error_code error) {
    if (error || !listeners_[engine].descriptor) return;
    read_listener(engine);
    watch_listener(engine);
  });
}

void RealWorld::read_listener(std::uint32_t engine) {
  Listener& listener = listeners_[engine];
  for (int batch = 0; batch < 64; ++batch) {
    KernelAddress from;
    from.length = sizeof from.storage;
    const ssize_t size = ::recvfrom(listener.descriptor->native_handle(), buffer_.data(), buffer_.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from.storage), &from.length);
    if (size < 0) return;
    const Endpoint sender = from.endpoint();
    const auto known = socket_by_endpoint_.find({sender.host, sender.port});
    if (known == socket_by_endpoint_.end()) continue;  // a stranger: nobody of this run
    const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(size));
    const Fate fate = listener.requests.next();
    report(true, known->second, bytes, fate.copies > 0);
    for (std::uint32_t copy = 0; copy < fate.copies; ++copy)
      heap_.push(now() + fate.delays[copy],
                 pack({.kind = request_kind, .index = slots_.take(known->second, engine, bytes)}));
  }
}

void RealWorld::report(bool request, std::uint32_t socket, std::string_view bytes, bool arrives) {
  if (plan_.datagrams == nullptr) return;
  const Endpoint& proxy = sockets_[socket].local;
  const Endpoint& peer = plan_.nodes[sockets_[socket].node].endpoint;
  plan_.datagrams->datagram({.since_start = now() - start_,
                             .source = request ? proxy.host : peer.host,
                             .destination = request ? peer.host : proxy.host,
                             .source_port = request ? proxy.port : peer.port,
                             .destination_port = request ? peer.port : proxy.port,
                             .bytes = bytes,
                             .arrives = arrives});
}

int RealWorld::send(std::uint32_t socket_index, std::string_view bytes) {
  Socket& socket = sockets_[socket_index];
  const int handle = socket.descriptor->native_handle();
  if (const int pending = take_pending_error(handle); pending != 0) return pending;
  if (bytes.size() > largest_datagram) return EMSGSIZE;
  const auto& engine = plan_.nodes[socket.node].engine;
  const Reach reach = engine ? listeners_[*engine].reach : Reach{.process_up = false};
  const bool cut = !reach.host_up || !reach.requests_pass;
  if (cut || !reach.process_up) report(true, socket_index, bytes, false);  // the listener reports the others
  if (cut) return 0;
  const ssize_t sent = ::send(handle, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent < 0 ? errno : 0;
}

void RealWorld::drain(std::uint32_t socket) {
  const int handle = sockets_[socket].descriptor->native_handle();
  while (readiness_of(handle) == Readiness::readable)
    if (::recv(handle, buffer_.data(), buffer_.size(), 0) < 0 && errno == EAGAIN) return;
}

std::optional<Input> RealWorld::look(std::uint32_t socket) {
  const int handle = sockets_[socket].descriptor->native_handle();
  switch (readiness_of(handle)) {
    case Readiness::nothing:
      return std::nullopt;
    case Readiness::error:
      return Input{.kind = InputKind::socket_error, .bytes = {}, .error_number = ECONNREFUSED};
    case Readiness::readable:
      break;
  }
  const ssize_t size = ::recv(handle, buffer_.data(), buffer_.size(), 0);
  if (size < 0 && errno == EAGAIN) return std::nullopt;
  if (size < 0) return Input{.kind = InputKind::receive_failed, .bytes = {}, .error_number = errno};
  std::string& kept = waits_.buffer(process_of(socket));
  kept.assign(buffer_.data(), static_cast<std::size_t>(size));
  return Input{.kind = InputKind::datagram, .bytes = kept, .error_number = 0};
}

std::optional<Input> RealWorld::await(std::uint32_t socket, Time deadline) {
  if (auto input = look(socket)) return input;
  if (deadline <= now()) return Input{.kind = InputKind::timeout};
  waits_.begin(heap_, process_of(socket), socket, deadline);
  watch_socket(socket);
  return std::nullopt;
}

void RealWorld::watch_socket(std::uint32_t socket) {
  if (sockets_[socket].watched) return;
  sockets_[socket].watched = true;
  sockets_[socket].descriptor->async_wait(Descriptor::wait_read, [this, socket](boost::system::error_code error) {
    sockets_[socket].watched = false;
    if (!error) socket_ready(socket);
  });
}

void RealWorld::socket_ready(std::uint32_t socket) {
  const std::uint32_t process = process_of(socket);
  if (!waits_.waits_on(process, socket)) return;
  const auto input = look(socket);
  if (!input) return watch_socket(socket);
  waits_.end(process);
  handler_->input(process, *input);
}

void RealWorld::reply(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) {
  Listener& listener = listeners_[engine];
  const Fate fate = listener.replies.next();
  const bool passes =
      listener.reach.host_up && listener.reach.replies_pass && listener.descriptor != nullptr && fate.copies > 0;
  report(false, socket, bytes, passes);
  if (!passes) return;
  for (std::uint32_t copy = 0; copy < fate.copies; ++copy)
    heap_.push(now() + fate.delays[copy], pack({.kind = reply_kind, .index = slots_.take(socket, engine, bytes)}));
}

void RealWorld::transmit_reply(const Slot& slot) {
  const Listener& listener = listeners_[slot.engine];
  if (!listener.descriptor) return;
  const KernelAddress& to = sockets_[slot.socket].address;
  ::sendto(listener.descriptor->native_handle(), slot.bytes.data(), slot.bytes.size(), MSG_NOSIGNAL, to.get(),
           to.length);
}

Expected<void> RealWorld::set_reach(std::uint32_t engine, const Reach& reach) {
  Listener& listener = listeners_[engine];
  listener.reach = reach;
  if (reach.process_up && !listener.descriptor) return listen(engine);
  if (!reach.process_up) listener.descriptor.reset();
  return {};
}

void RealWorld::dispatch(std::uint64_t payload, Time at) {
  const Timer timer = unpack(payload);
  switch (timer.kind) {
    case request_kind: {
      const Slot& slot = slots_[timer.index];
      const Reach& reach = listeners_[slot.engine].reach;
      if (reach.host_up && reach.process_up) handler_->request(slot.engine, slot.socket, slot.bytes);
      slots_.give_back(timer.index);
      break;
    }
    case reply_kind:
      transmit_reply(slots_[timer.index]);
      slots_.give_back(timer.index);
      break;
    case deadline_kind:
      if (waits_.passed(heap_, timer.index, at)) handler_->input(timer.index, {.kind = InputKind::timeout});
      break;
    default:
      handler_->timer(timer);
      break;
  }
}

Expected<bool> RealWorld::step(WorldHandler& handler) {
  handler_ = &handler;
  if (context_.poll_one() > 0) return true;
  const Time time = now();
  if (!heap_.empty() && heap_.next() <= time) {
    const EventHeap::Entry entry = heap_.pop();
    dispatch(entry.payload, Time(Duration(entry.at)));
    return true;
  }
  const Duration until_next = heap_.empty() ? Duration(longest_sleep) : heap_.next() - time;
  context_.run_one_for(std::min<Duration>(until_next, longest_sleep));
  return true;
}

}  // namespace

Expected<std::unique_ptr<World>> open_real_world(WorldPlan plan) {
  auto world = std::make_unique<RealWorld>(std::move(plan));
  if (auto opened = world->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<World>(std::move(world));
}

}  // namespace rtpe::scenario

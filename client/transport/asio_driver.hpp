// Drives a proxy over real sockets and the machine's clock.
#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "client/proxy/proxy_machine.hpp"
#include "client/transport/channel.hpp"
#include "client/transport/clock.hpp"

namespace rtpe::transport {

/// Opens the channel of one process to one node. Error: the node has no socket in that process (behaviour.md 1.5).
using ChannelFactory =
    std::function<Expected<std::unique_ptr<Channel>>(const proxy::Process& process, const Node& node)>;

struct AsioDriverOptions {
  TransportOptions transport = {};  ///< type of service and interface come from the proxy's parameters
  /// Empty: open_channel(). A run puts what its links do between here (link_channel.hpp).
  ChannelFactory open = {};
  Clock clock = {};
};

/// Sockets, waits and wake-ups of every process of one proxy. What becomes of messages is for who derives from it.
/// Not thread-safe: everything runs on the thread that runs the io_context, which must outlive the driver.
class AsioDriver : public proxy::Driver {
 public:
  AsioDriver(boost::asio::io_context& io, Proxy& shared, AsioDriverOptions options);
  ~AsioDriver() override;
  AsioDriver(const AsioDriver&) = delete;
  AsioDriver& operator=(const AsioDriver&) = delete;

  /// Before ProxyMachine::start(). The machine must outlive the driver's last callback: end() comes first.
  void attach(proxy::ProxyMachine& machine);
  /// Closes all sockets; the machine is told nothing any more.
  void end();

  [[nodiscard]] Time now() const { return options_.clock.now(); }
  [[nodiscard]] boost::asio::io_context& io() const { return io_; }

 protected:
  void open_sockets(proxy::Process& process) final;
  std::optional<Input> send(proxy::Process& process, const Action& action) final;
  std::optional<Input> wait(proxy::Process& process, const Action& action) final;
  void wake(proxy::Process& process, Time at) final;

 private:
  struct Sockets;
  static Sockets& sockets_of(proxy::Process& process);

  boost::asio::io_context& io_;
  Proxy& shared_;
  AsioDriverOptions options_;
  proxy::ProxyMachine* machine_ = nullptr;
  std::vector<std::shared_ptr<Sockets>> sockets_;
};

}  // namespace rtpe::transport

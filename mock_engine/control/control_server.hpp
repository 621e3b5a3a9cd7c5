// The HTTP side of the control API.
#pragma once
#include <memory>
#include <vector>

#include "mock_engine/control/control_api.hpp"

namespace rtpe::mock {

class ControlServer {
 public:
  /// The engines must outlive the server. missing: the address cannot be bound.
  static Expected<std::unique_ptr<ControlServer>> open(boost::asio::io_context& context, const ListenAddress& listen,
                                                       std::vector<Controlled*> engines, MorePaths more = {});
  ~ControlServer();
  [[nodiscard]] ListenAddress listening() const;

 private:
  struct State;
  explicit ControlServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace rtpe::mock

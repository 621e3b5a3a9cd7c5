// RPC commands on their way from a control socket's thread to the thread that plays a run.
#pragma once
#include <memory>
#include <string>

#include "base/error.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::cli {

/// Listens on a unix datagram socket in a thread of its own. Commands that no run has answered when it goes are
/// answered with 500.
class ControlMailbox : public scenario::ControlInbox {
 public:
  /// `address`: "unix:PATH"; replies look as that release prints them. Error: the path cannot be bound.
  static Expected<std::unique_ptr<ControlMailbox>> open(const std::string& address, const Personality& personality);
};

}  // namespace rtpe::cli

// Node sets from SQL, for startup and for the reload command.
#pragma once
#include "client/control/control_call.hpp"

namespace rtpe::database {

/// Reads the table that the proxy's parameters name and applies it. When reading fails, nodes stay as they are.
class DatabaseNodes final : public control::NodeSource {
 public:
  Expected<void> load(Proxy& proxy, Time now) override;
};

}  // namespace rtpe::database

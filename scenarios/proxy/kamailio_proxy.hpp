// Debian's Kamailio as the proxy of a run: a child of this process on loopback addresses.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/proxy/builtin_proxy.hpp"

namespace rtpe::scenario {

inline constexpr const char* kamailio_program = "/usr/sbin/kamailio";

class KamailioProxy : public ProxyHost {
 public:
  /// Starts it: the engines that it pings are there. Error (kind missing): the program is not.
  virtual Expected<void> launch() = 0;
  /// False: it still comes up. Error (kind missing): it has ended, with the last lines of its log.
  [[nodiscard]] virtual Expected<bool> is_up() = 0;
  /// What its clock did beside the run's, by its own uptime: 1 is as it should; nullopt: too short to say.
  [[nodiscard]] virtual std::optional<double> clock_rate() const = 0;
  /// Ports of engines have opened or closed in the world: Kamailio shall see the same.
  virtual void ports_changed() = 0;
};

struct KamailioChoices {
  std::string prefix = {};  ///< "127.50.7.", the loopback addresses; empty: free ones are looked for
  std::shared_ptr<const route::Configuration> own = {};  ///< the kamailio.cfg to run; null: the scenario's routes
};

/// SIP and NG pass through the run's world, whose rules hold for both. Error: a port is in use (it is named), the
/// program is not there, or the scenario is none for it.
[[nodiscard]] Expected<std::unique_ptr<KamailioProxy>> make_kamailio_proxy(world::RealWorld& world,
                                                                           const ProxySetup& setup,
                                                                           const KamailioChoices& choices);

}  // namespace rtpe::scenario

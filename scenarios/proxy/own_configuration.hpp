// The kamailio.cfg that somebody runs, adapted so that Kamailio runs it in front of a scenario's engines and phones.
#pragma once
#include "client/route/syntax.hpp"
#include "scenarios/proxy/kamailio_config.hpp"

namespace rtpe::scenario {

/// Its modules, modparams, settings and routes stay; its addresses, children, nodes and what it writes its log to
/// become the run's, and what it sends on goes to the other phone. Error: it cannot run here (a module is not
/// installed, its nodes are not the scenario's, they come from a database, its routes are a KEMI script), with its
/// place.
[[nodiscard]] Expected<KamailioConfig> adapted_configuration(const route::Configuration& own, const Scenario& scenario,
                                                             const Client& client, const Proxy& proxy,
                                                             const KamailioAddresses& addresses,
                                                             const std::string& modules);

}  // namespace rtpe::scenario

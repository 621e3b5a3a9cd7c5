// database_outage: the table of db_url cannot be read.
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::database_outage {

extern const FaultKind kind{
    .name = "database_outage",
    .happens = "the database of `db_url` is out of reach: `rtpengine.reload` is refused, and nodes stay as they are",
    .befalls = FaultKind::Befalls::proxies,
    .on_proxy = [](const Fault& /*fault*/) { return ProxyAction{.what = ProxyAction::What::lose_database}; },
    .on_proxy_at_end = [](const Fault& /*fault*/) { return ProxyAction{.what = ProxyAction::What::reach_database}; },
    .is_searched = [](const Scenario& /*base*/) { return false; },  // alone it changes nothing
};

}  // namespace rtpe::scenario::faults::database_outage

// restart_proxy: Kamailio is restarted, in a container, where its processes have the same ids again.
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::restart_proxy {
namespace {

ProxyAction on_proxy(const Fault& /*fault*/) { return {.what = ProxyAction::What::restart}; }

}  // namespace

extern const FaultKind kind{
    .name = "restart_proxy",
    .happens =
        "the proxy is restarted with the same process ids, as in a container: its workers end what they are at, then "
        "its "
        "call table is empty, nodes are as configured and pinged, cookies begin anew; SIP transactions live on",
    .befalls = FaultKind::Befalls::proxies,
    .over_at_once = "a restart is over at once",
    .on_proxy = on_proxy,
};

}  // namespace rtpe::scenario::faults::restart_proxy

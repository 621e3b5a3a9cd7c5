// forget_calls: a proxy's call table is empty, as that of a Kamailio that was restarted.
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::forget_calls {
namespace {

ProxyAction on_proxy(const Fault& /*fault*/) { return {.what = ProxyAction::What::forget_calls}; }

}  // namespace

extern const FaultKind kind{
    .name = "forget_calls",
    .happens =
        "the proxy's call table is empty, as after a restart or when it joins with an empty one; calls go on, states "
        "of "
        "nodes stay",
    .befalls = FaultKind::Befalls::proxies,
    .over_at_once = "what is forgotten does not come back",
    .on_proxy = on_proxy,
};

}  // namespace rtpe::scenario::faults::forget_calls

// What faults make the built-in proxy do.
#pragma once
#include "client/operation/proxy.hpp"
#include "client/proxy/proxy_machine.hpp"
#include "scenarios/proxy/node_table.hpp"
#include "scenarios/proxy/proxy_host.hpp"

namespace rtpe::scenario {

/// `shared`: the machine's; `table`: of its db_url.
void act_on_machine(const ProxyAction& action, Time now, proxy::ProxyMachine& machine, Proxy& shared, NodeTable& table,
                    ProxyHost::ActionDone done);

}  // namespace rtpe::scenario

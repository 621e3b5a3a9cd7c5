#include "pcap/filter.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace rtpe::capture {

bool Filter::wants_call(std::string_view call_id) const {
  return calls.empty() || std::any_of(calls.begin(), calls.end(), [&](const std::string& part) {
           return call_id.find(part) != std::string_view::npos;
         });
}

bool Filter::wants_node(const Endpoint& node) const {
  if (nodes.empty()) return true;
  const auto address = node.address.text(), whole = node.text();
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](const std::string& one) { return one == address || one == whole; });
}

bool Filter::wants_command(std::string_view command) const {
  return commands.empty() || std::any_of(commands.begin(), commands.end(),
                                         [&](const std::string& one) { return equal_ignoring_case(one, command); });
}

bool Filter::wants_time(Time first, Time last) const { return (!from || last >= *from) && (!to || first <= *to); }

bool Filter::concerns(const WireExchange& exchange, Time wall) const {
  return wants_time(wall, wall) && wants_command(exchange.command) && wants_node(exchange.node) &&
         wants_call(exchange.call_id);
}

}  // namespace rtpe::capture

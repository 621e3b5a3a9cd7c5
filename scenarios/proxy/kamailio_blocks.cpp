// Route blocks of the scenario, with the lab's marks around the module's functions.
#include <fmt/format.h>

#include <algorithm>

#include "client/route/core_function.hpp"
#include "client/route/parser.hpp"
#include "client/route/walk.hpp"
#include "client/route/write_blocks.hpp"
#include "client/script/function.hpp"
#include "scenarios/proxy/kamailio_routes.hpp"

namespace rtpe::scenario::kamailio {
namespace {

using route::Action;
using route::ActionKind;
using route::Expression;
using route::ExpressionKind;

constexpr std::string_view relay_name = "RTPE_LAB_RELAY";

Expression route_call(std::string_view name) {
  return {.kind = ExpressionKind::call,
          .text = "route",
          .operands = {{.kind = ExpressionKind::keyword, .text = std::string(name)}}};
}

bool relays(const Expression& call) {
  const auto* const row = route::find_core_function(call.text);
  return row != nullptr && row->function == route::CoreFunction::relay;
}

class Marker {
 public:
  Marker(const std::map<std::string, std::int32_t>& assumed, const Personality& release)
      : assumed_(assumed), release_(release) {}

  void mark(Expression& expression) {
    if (expression.kind != ExpressionKind::call) return;
    if (const auto code = assumed_.find(expression.text); code != assumed_.end()) {
      expression = {.kind = ExpressionKind::integer, .text = code->second > 0 ? "1" : "0", .number = code->second > 0};
    } else if (relays(expression)) {
      expression = route_call(relay_name);
    } else if (script::find_function(expression.text, release_) != nullptr) {
      const std::size_t number = statements.size();
      const std::string text = route::write_expression(expression);
      statements.push_back({.function = expression.text, .text = text});
      watched += watched_route(number, text);
      expression = route_call(watched_name(number));
    }
  }

  std::vector<WatchedStatement> statements;
  std::string watched;

 private:
  const std::map<std::string, std::int32_t>& assumed_;
  const Personality& release_;
};

/// A number alone is no statement.
void drop_numbers(std::vector<Action>& actions) {
  std::erase_if(actions, [](const Action& action) {
    return action.kind == ActionKind::expression && action.value.front().kind == ExpressionKind::integer;
  });
  for (Action& action : actions) {
    drop_numbers(action.body);
    drop_numbers(action.otherwise);
    for (route::Case& one : action.cases) drop_numbers(one.body);
  }
}

/// `text` stands first in the block.
Expected<void> put_first(route::Block& block, std::string_view text) {
  auto parsed = route::parse_configuration(fmt::format("route[X] {{ {} }}", text), "rtpe-lab");
  if (!parsed) return std::unexpected(parsed.error());
  auto& actions = parsed->blocks.front().actions;
  block.actions.insert(block.actions.begin(), actions.begin(), actions.end());
  return {};
}

/// Whatever the routes make of $ru and $du, the other phone is where the message goes.
std::string relay_route(const KamailioAddresses& addresses) {
  return fmt::format(
      "route[{0}] {{\n    if ($si == \"{1}\") $du = \"sip:{2}:{3}\";\n    else $du = \"sip:{1}:{3}\";\n"
      "    t_relay();\n    return $rc;\n}}\n",
      relay_name, addresses.caller(), addresses.callee(), KamailioAddresses::sip_port);
}

}  // namespace

Expected<Routes> routes_of_blocks(const Scenario& scenario, const Personality& release,
                                  const KamailioAddresses& addresses) {
  auto configuration = parsed_routes(scenario.routes);
  if (!configuration) return std::unexpected(configuration.error());
  return watched_blocks(std::move(configuration->blocks), scenario.routes.assumed, release, addresses);
}

Expected<Routes> watched_blocks(std::vector<route::Block> blocks, const std::map<std::string, std::int32_t>& assumed,
                                const Personality& release, const KamailioAddresses& addresses) {
  Marker marker(assumed, release);
  const std::string written = route::write_blocks(blocks);
  // The built-in proxy keeps $dlg_var for every call; Kamailio for those that its dialog module follows.
  const std::string follow = written.contains("$dlg_var") && !written.contains("dlg_manage")
                                 ? "if (is_method(\"INVITE\") && !has_totag()) dlg_manage(); "
                                 : "";
  bool sees_replies = false;
  for (route::Block& block : blocks) {
    route::each_expression_of(block, [&](Expression& expression) { marker.mark(expression); });
    drop_numbers(block.actions);
    sees_replies = sees_replies || block.kind == route::BlockKind::reply;
    const bool request = block.kind == route::BlockKind::request;
    if (!request && block.kind != route::BlockKind::reply) continue;
    if (auto put = put_first(block, request ? follow + std::string(tell_request) : std::string(tell_reply)); !put)
      return std::unexpected(put.error());
  }
  Routes out{.text = route::write_blocks(blocks), .statements = std::move(marker.statements)};
  if (!sees_replies) out.text += fmt::format("reply_route {{\n    {}\n}}\n", tell_reply);
  out.text += relay_route(addresses) + marker.watched;
  return out;
}

}  // namespace rtpe::scenario::kamailio

// /rules: list, add, replace, remove.
#include <fmt/format.h>

#include <algorithm>

#include "mock_engine/control/control_request.hpp"
#include "mock_engine/program/program_file.hpp"
#include "mock_engine/program/rule_writer.hpp"

namespace rtpe::mock {
namespace {

boost::json::value rule_json(const Program& program, const Rule& rule) {
  std::string json;
  append_json(json, table_of(rule));
  boost::json::value value = boost::json::parse(json);
  const RuleCount count = program.count(rule.name);
  value.get_object()["count"] = {{"matched", count.matched}, {"acted", count.acted}};
  return value;
}

const Rule* find(const Program& program, std::string_view name) {
  const auto& rules = program.rules();
  const auto found = std::ranges::find(rules, name, &Rule::name);
  return found == rules.end() ? nullptr : &*found;
}

ControlReply list_rules(const Program& program) {
  boost::json::array rules;
  for (const Rule& rule : std::vector<Rule>(program.rules())) rules.push_back(rule_json(program, rule));
  return json_reply(boost::json::object{{"rules", std::move(rules)}});
}

/// `name` from the path, or empty: the body says it, and it must be new.
ControlReply put(const ControlCall& call, const std::string& name) {
  Program& program = call.server.program();
  auto rule = read_rule_json(call.body, name);
  if (!rule) return error_reply(rule.error());
  for (const Effect& effect : rule->effects)
    if (const std::string_view refusal = call.server.refusal(effect); !refusal.empty())
      return error_reply(409, refusal);
  const bool is_known = find(program, rule->name) != nullptr;
  if (name.empty() && is_known)
    return error_reply(409, fmt::format("a rule is named \"{}\" already; PUT /rules/NAME replaces it", rule->name));
  const std::string added = rule->name;
  if (const auto done = program.put(std::move(*rule)); !done) return error_reply(409, done.error().text());
  call.server.settle();
  return json_reply(rule_json(program, *find(program, added)), is_known ? 200 : 201);
}

}  // namespace

ControlReply on_rules(const ControlCall& call) {
  Program& program = call.server.program();
  if (call.path.size() > 2) return error_reply(404, "no such path");
  if (call.path.size() == 1) {
    if (call.method == "GET") return list_rules(program);
    if (call.method == "POST") return put(call, "");
    if (call.method != "DELETE") return method_not_allowed("GET, POST, DELETE");
    program.remove_all();
    return list_rules(program);
  }
  const std::string& name = call.path[1];
  if (call.method == "PUT") return put(call, name);
  const Rule* rule = find(program, name);
  if (rule == nullptr) return error_reply(404, fmt::format("no rule is named \"{}\"", name));
  if (call.method == "GET") return json_reply(rule_json(program, Rule(*rule)));
  if (call.method != "DELETE") return method_not_allowed("GET, PUT, DELETE");
  program.remove(name);
  return list_rules(program);
}

}  // namespace rtpe::mock

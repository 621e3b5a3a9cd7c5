// Calls with the facts that the routes ask for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "client/route/walk.hpp"
#include "scenarios/import/parts.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario::import_cfg {
namespace {

using route::Expression;
using route::ExpressionKind;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

struct Asked {
  bool nat = false, web_socket = false, source = false;
};

void look_at(const Expression& expression, Asked& asked) {
  constexpr std::array protocol_words{"$proto", "$pr", "$rP", "proto"};
  if (expression.kind == ExpressionKind::call && expression.text == "nat_uac_test") {
    const bool socket_only = !expression.operands.empty() && expression.operands.front().text == "64";
    (socket_only ? asked.web_socket : asked.nat) = true;
  }
  if (expression.kind == ExpressionKind::text && lower(expression.text).contains("transport=ws"))
    asked.web_socket = true;
  if (expression.kind != ExpressionKind::binary) return;
  const Expression &left = expression.operands[0], &right = expression.operands[1];
  if (std::ranges::find(protocol_words, left.text) != protocol_words.end() && lower(right.text).contains("ws"))
    asked.web_socket = true;
  if (left.text == "src_ip" || left.text == "$si") asked.source = true;
}

}  // namespace

void import_traffic(Work& work) {
  Asked asked;
  for (const route::Block& block : work.configuration.blocks)
    each_expression_of(block, [&](const Expression& expression) { look_at(expression, asked); });
  Traffic plain;
  plain.rate_per_s = 2;
  plain.until = std::chrono::minutes(1);
  std::vector<Traffic>& all = work.scenario.traffic;
  all.push_back(plain);
  if (asked.nat) {
    Traffic behind = plain;
    behind.caller.nat = proxy::Nat::between;
    all.push_back(behind);
  }
  if (asked.web_socket) {
    Traffic from_browser = plain, to_browser = plain;
    from_browser.caller.transport = to_browser.callee.transport = SipTransport::ws;
    all.push_back(from_browser);
    all.push_back(to_browser);
  }
  if (asked.source)
    work.note(ImportNote::Kind::assumed, {}, "messages come from the lab's own addresses; the routes ask for others");
  for (const std::string_view name : {"calls_lost", "engine_leak"}) {
    const Table table{.members = {{.key = "that", .value = {.content = std::string(name)}}}};
    Problems problems({}, {});
    TableReader reader(table, "[[check]]", problems);
    read_check(reader, work.scenario.checks.emplace_back());
  }
}

}  // namespace rtpe::scenario::import_cfg

#include "cli/ng_output.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/bencode_text.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

namespace json = boost::json;
using script::RehearsalResult;
using script::StatementResult;

json::value ng_text_unless_empty(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(json::string(report::valid_utf8(text)));
}
json::value ng_text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(json::string(report::valid_utf8(*text))) : json::value(nullptr);
}

json::object ng_statement_json(const StatementResult& one) {
  json::array dictionaries;
  for (const auto& bytes : one.dictionaries) dictionaries.push_back(bencode_json(bytes));
  json::object variables;
  for (const auto& [name, value] : one.variables) variables[name] = report::valid_utf8(value);
  const bool answered = !one.node.empty();
  return {{"rc", one.rc ? json::value(std::to_string(*one.rc)) : json::value(nullptr)},
          {"dictionaries", dictionaries},
          {"variables", variables},
          {"body", ng_text_or_null(one.body)},
          {"value", ng_text_or_null(one.value)},
          {"node", ng_text_unless_empty(one.node)},
          {"reply", answered ? bencode_json(one.reply) : json::value(nullptr)},
          {"sends", one.sends},
          {"failure", ng_text_unless_empty(one.failure)}};
}

/// Of all statements: what the last one that has it says; commands, variables and sends of all; the first failure.
StatementResult of_all_statements(const RehearsalResult& result) {
  StatementResult all;
  for (const auto& one : result.statements) {
    all.dictionaries.insert(all.dictionaries.end(), one.dictionaries.begin(), one.dictionaries.end());
    for (const auto& [name, value] : one.variables) all.variables.insert_or_assign(name, value);
    if (one.body) all.body = one.body;
    if (one.value) all.value = one.value;
    if (!one.node.empty()) all.node = one.node, all.reply = one.reply;
    all.sends += one.sends;
    all.rc = one.rc;
  }
  if (const auto* failed = first_failed(result)) all.rc = failed->rc, all.failure = failed->failure;
  return all;
}

void append_statement(const StatementResult& one, NgShown shown, std::string& out) {
  for (const auto& bytes : one.dictionaries) out += "command\n" + dictionary_text(bytes);
  if (shown == NgShown::commands_only) return;
  if (!one.node.empty()) out += "reply from " + one.node + "\n" + dictionary_text(one.reply);
  if (one.rc) out += fmt::format("rc {}{}\n", *one.rc, one.failure.empty() ? "" : ": " + one.failure);
  for (const auto& [name, value] : one.variables) out += fmt::format("{} = {}\n", name, report::printable(value));
  if (one.value) out += fmt::format("value {}\n", *one.value);
  if (one.body) out += "body\n" + *one.body;
}

}  // namespace

const StatementResult* first_failed(const RehearsalResult& result) {
  for (const auto& one : result.statements)
    if (one.rc && *one.rc < 0) return &one;
  return nullptr;
}

std::string ng_text(const RehearsalResult& result, NgShown shown) {
  std::string out;
  for (const auto& one : result.statements) {
    if (result.statements.size() > 1) {
      if (!out.empty() && !out.ends_with('\n')) out += '\n';
      out += "== " + report::printable(one.statement) + "\n";
    }
    append_statement(one, shown, out);
  }
  return out;
}

std::string ng_json(const RehearsalResult& result) {
  auto out = ng_statement_json(of_all_statements(result));
  json::array statements;
  for (const auto& one : result.statements) {
    auto object = ng_statement_json(one);
    object["statement"] = report::valid_utf8(one.statement);
    statements.push_back(std::move(object));
  }
  out["statements"] = std::move(statements);
  return json::serialize(out) + "\n";
}

}  // namespace rtpe::cli

// Plays route blocks without a proxy: variables live in one place, what xlog says is kept.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/route/interpreter.hpp"
#include "client/route/parser.hpp"
#include "client/route/script_variables.hpp"

namespace rtpe::test {

class RouteStage final : public route::RouteHost {
 public:
  /// What is_method() and method know.
  std::string method = "INVITE";
  /// Text of pseudo-variables by name: "$ci".
  std::map<std::string, std::string, std::less<>> pseudo = {};
  std::vector<std::string> said = {};  ///< by xlog, with its line end

  void get(const route::VariableName& name, route::Value& out) override {
    if (name.kind == route::VariableKind::pseudo || name.kind == route::VariableKind::header) {
      const auto known = pseudo.find(name.base);
      if (known == pseudo.end()) return out.set_null();
      if (name.base == "$rm") return out.set(std::string_view(known->second), route::method_number(known->second));
      return out.set(std::string_view(known->second));
    }
    variables_.get(name, out);
    if (out.is_null() && name.kind == route::VariableKind::var) out.set(std::int64_t{0});
  }
  void set(const route::VariableName& name, const route::Value& value) override { variables_.set(name, value); }
  void keyword(route::Keyword keyword, route::Value& out) override {
    if (keyword == route::Keyword::method) return out.set(std::string_view(method));
    if (keyword == route::Keyword::source_address) return out.set(std::string_view("127.0.0.1"));
    if (keyword == route::Keyword::protocol) return out.set(std::string_view("udp"));
    out.set_null();
  }
  bool is_myself(route::Keyword keyword) override { return keyword == route::Keyword::uri; }
  std::int32_t call(const route::CoreCall& call, std::span<const route::Value> arguments) override {
    if (call.name == "xlog") said.push_back(arguments.back().text);
    if (call.function != route::CoreFunction::is_method) return 1;
    const std::string list = "|" + arguments.front().text + "|";
    return list.find("|" + method + "|") == std::string::npos ? -1 : 1;
  }

  /// Runs request_route of `text`; what it said, or the errors of what cannot be compiled.
  static std::vector<std::string> play(std::string_view text, RouteStage& stage) {
    const auto configuration = route::parse_configuration(text, "routes.cfg");
    if (!configuration) return {configuration.error().text()};
    const auto compiled = route::compile(*configuration, {.personality = find_personality("kamailio-5.6")});
    std::vector<std::string> errors;
    for (const Error& error : compiled.errors) errors.push_back(error.text());
    if (!compiled.program) return errors;
    route::Interpreter interpreter;
    const auto block = compiled.program->find(route::BlockKind::request, "");
    if (!block) return {"no request_route"};
    interpreter.start(*compiled.program, *block, stage);
    while (const script::Statement* const statement = interpreter.next()) {
      stage.said.push_back(statement->text + "\n");
      interpreter.answered(1, std::nullopt);
    }
    return stage.said;
  }

 private:
  route::ScriptVariables variables_;
};

}  // namespace rtpe::test

// What a route asks, answered from the message at hand, its transaction and the process.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "client/proxy/message.hpp"
#include "client/route/interpreter.hpp"
#include "client/script/message_variables.hpp"

namespace rtpe::proxy {

/// What a route has decided about its message.
struct RouteDecision {
  bool relays = false;          ///< t_relay, forward
  std::uint16_t own_reply = 0;  ///< sl_send_reply, t_reply, ...: the first one; 0: none
};

class RouteHost final : public route::RouteHost {
 public:
  /// Variables of the process: $var lives on from message to message.
  void begin(Message& message, const sip::Message& sip, const route::Program& program, script::Route route);
  [[nodiscard]] const RouteDecision& decision() const { return decision_; }
  void forget_decision() { decision_ = {}; }

  void get(const route::VariableName& name, route::Value& out) override;
  void set(const route::VariableName& name, const route::Value& value) override;
  void keyword(route::Keyword keyword, route::Value& out) override;
  [[nodiscard]] bool is_myself(route::Keyword keyword) override;
  std::int32_t call(const route::CoreCall& call, std::span<const route::Value> arguments) override;

  /// As the module reads and writes: by the name's text, transformations included.
  [[nodiscard]] std::optional<script::Host::Variable> read(std::string_view name);
  void write(std::string_view name, std::string_view text);

 private:
  [[nodiscard]] route::ScriptVariables& store(route::VariableKind kind);
  void message_variable(const route::VariableName& name, route::Value& out);
  std::int32_t ask(const route::CoreCall& call, std::span<const route::Value> arguments);
  std::int32_t flag(route::CoreFunction function, std::uint32_t bit);
  std::int32_t arm(route::CoreFunction function, std::string_view name);
  [[nodiscard]] bool behind_nat(std::int32_t tests) const;

  const route::Program* program_ = nullptr;
  Message* message_ = nullptr;
  const sip::Message* sip_ = nullptr;
  script::Route route_ = script::Route::request;
  RouteDecision decision_;
  route::ScriptVariables of_process_;
  route::VariableNames names_;
  std::string scratch_;
};

}  // namespace rtpe::proxy

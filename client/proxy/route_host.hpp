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
  /// `block`: the kind that runs.
  void begin(Message& message, const sip::Message& sip, const route::Program& program, route::BlockKind block);
  /// $shv and $sht of all processes; the caller owns it.
  void share(route::ScriptVariables& of_proxy) { of_proxy_ = &of_proxy; }
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
  enum class UriPart : std::uint8_t { user, host };
  /// The request's, kept with its transaction; null: a reply has none.
  [[nodiscard]] std::string* request_uri();
  [[nodiscard]] std::string* destination_uri();
  /// Of the branch at hand.
  [[nodiscard]] std::int64_t branch_index() const;
  void rewrite_uri(UriPart part, std::string_view text);
  [[nodiscard]] std::string uri_user();
  [[nodiscard]] route::ScriptVariables& store(route::VariableKind kind);
  void select(std::string_view text, route::Value& out);
  /// A name whose key has variables, with their values.
  [[nodiscard]] route::VariableName named(const route::VariableName& name);
  void message_variable(const route::VariableName& name, route::Value& out);
  std::int32_t ask(const route::CoreCall& call, std::span<const route::Value> arguments);
  std::int32_t ask_about_transaction(route::CoreFunction function);
  std::int32_t ask_about_way(route::CoreFunction function, std::string_view first);
  /// What Kamailio keeps in Record-Route, here with the call: `name` is no name of a variable.
  [[nodiscard]] std::string of_route_set(std::string_view name);
  void keep_in_route_set(std::string_view name, std::string_view text);
  std::int32_t flag(route::CoreFunction function, std::uint32_t bit);
  std::int32_t arm(route::CoreFunction function, std::string_view name);
  [[nodiscard]] bool behind_nat(std::int32_t tests) const;

  const route::Program* program_ = nullptr;
  Message* message_ = nullptr;
  const sip::Message* sip_ = nullptr;
  route::BlockKind block_ = route::BlockKind::request;
  RouteDecision decision_;
  route::ScriptVariables of_process_;
  route::ScriptVariables* of_proxy_ = nullptr;
  route::VariableNames names_;
  std::string scratch_;
};

}  // namespace rtpe::proxy

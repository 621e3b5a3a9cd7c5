// What script functions ask their host: pseudo-variables and the transaction's facts.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "client/proxy/message.hpp"
#include "client/proxy/route_host.hpp"

namespace rtpe::proxy {

/// Whether the tm module is loaded before rtpengine (behaviour.md section 7, rows 11 and 12).
enum class TmModule : std::uint8_t { loaded, absent };

/// One per worker. Knows the variables of the message (script/message_variables.hpp), and what was written: $var(...)
/// lives on in the worker, $avp(...) and $xavp(...) in the transaction, everything else, and all of it without a
/// transaction, with the message.
class MessageHost final : public script::Host {
 public:
  explicit MessageHost(TmModule tm) : tm_(tm) {}
  /// `sip`: what the route looks at; in a failure route the request, not the reply that `message` is. `routes`: where
  /// variables live when route blocks run; null: here.
  void begin(Message& message, const sip::Message& sip, RouteHost* routes);

  std::optional<Variable> read(std::string_view name) override;
  void write(std::string_view name, std::string_view value) override;
  std::optional<std::string> next_branch(const sip::Message& message) override;
  bool has_tm() override { return tm_ == TmModule::loaded; }
  bool has_transaction() override { return message_->transaction != nullptr; }
  bool transaction_had_sdp() override { return message_->transaction != nullptr && message_->transaction->had_sdp; }
  void mark_had_sdp() override {
    if (message_->transaction != nullptr) message_->transaction->had_sdp = true;
  }

 private:
  TmModule tm_;
  Message* message_ = nullptr;
  const sip::Message* sip_ = nullptr;
  RouteHost* routes_ = nullptr;
  Variables of_worker_;
};

}  // namespace rtpe::proxy

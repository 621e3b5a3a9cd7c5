#include "client/proxy/message_host.hpp"

#include "client/script/message_variables.hpp"

namespace rtpe::proxy {

void MessageHost::begin(Message& message, const sip::Message& sip, RouteHost* routes) {
  routes_ = routes;
  message_ = &message;
  sip_ = &sip;
}

std::optional<script::Host::Variable> MessageHost::read(std::string_view name) {
  if (routes_ != nullptr) return routes_->read(name);
  const Variables* const transaction = message_->transaction == nullptr ? nullptr : &message_->transaction->variables;
  for (const Variables* scope :
       {static_cast<const Variables*>(message_->assigned), transaction,
        static_cast<const Variables*>(&message_->variables), static_cast<const Variables*>(&of_worker_)}) {
    if (scope == nullptr) continue;
    if (const auto* row = scope->find(name)) return Variable{.text = row->text, .is_integer = row->is_integer};
  }
  if (!script::is_message_variable(name)) return std::nullopt;
  const bool failed = sip_ == message_->request;
  const auto own = message_->lines ? message_->lines->route : script::Route::request;
  return script::message_variable(name, *sip_,
                                  {.route = failed ? script::Route::failure : own,
                                   .has_transaction = message_->transaction != nullptr,
                                   .failure_status = failed ? message_->sip->status : 0});
}

void MessageHost::write(std::string_view name, std::string_view value) {
  if (routes_ != nullptr) return routes_->write(name, value);
  const bool of_transaction = name.starts_with("$avp(") || name.starts_with("$xavp(");
  if (name.starts_with("$var("))
    of_worker_.write(name, value);
  else if (of_transaction && message_->transaction != nullptr)
    message_->transaction->variables.write(name, value);
  else
    message_->variables.write(name, value);
  if (message_->assigned != nullptr) message_->assigned->write(name, value);
}

std::optional<std::string> MessageHost::next_branch(const sip::Message&) {
  if (message_->next_branch.empty()) return std::nullopt;
  return std::string(message_->next_branch);
}

}  // namespace rtpe::proxy

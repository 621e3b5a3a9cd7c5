#include "client/proxy/message_host.hpp"

namespace rtpe::proxy {

void MessageHost::begin(Message& message, const sip::Message& sip) {
  message_ = &message;
  sip_ = &sip;
}

std::optional<script::Host::Variable> MessageHost::read(std::string_view name) {
  const auto text = [](std::string_view value) -> std::optional<Variable> {
    if (value.empty()) return std::nullopt;
    return Variable{.text = std::string(value)};
  };
  const Variables* const transaction = message_->transaction == nullptr ? nullptr : &message_->transaction->variables;
  for (const Variables* scope :
       {static_cast<const Variables*>(message_->assigned), transaction,
        static_cast<const Variables*>(&message_->variables), static_cast<const Variables*>(&of_worker_)}) {
    if (scope == nullptr) continue;
    if (const auto* row = scope->find(name)) return Variable{.text = row->text, .is_integer = row->is_integer};
  }
  if (name == "$ci") return text(sip_->call_id);
  if (name == "$ft") return text(sip_->from_tag);
  if (name == "$tt") return text(sip_->to_tag);
  if (name == "$rm") return text(sip_->cseq_method);
  if (name == "$si") return text(sip_->source_address);
  if (name == "$cs") return Variable{.text = std::to_string(sip_->cseq_number), .is_integer = true};
  if (name == "$rs" && !sip_->is_request) return Variable{.text = std::to_string(sip_->status), .is_integer = true};
  return std::nullopt;
}

void MessageHost::write(std::string_view name, std::string_view value) {
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

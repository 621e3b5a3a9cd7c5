#include "scenarios/run/message_host.hpp"

#include <fmt/format.h>

namespace rtpe::scenario {

void MessageHost::begin(flow::Dialog& dialog, const flow::Envelope& envelope) {
  dialog_ = &dialog;
  envelope_ = &envelope;
  if (!variables_.empty()) std::erase_if(variables_, [](const auto& row) { return !row.first.starts_with("$var("); });
}

std::optional<script::Host::Variable> MessageHost::read(std::string_view name) {
  const sip::Message& message = envelope_->message;
  const auto text = [](std::string_view value) -> std::optional<Variable> {
    if (value.empty()) return std::nullopt;
    return Variable{.text = std::string(value)};
  };
  if (name == "$ci") return text(message.call_id);
  if (name == "$ft") return text(message.from_tag);
  if (name == "$tt") return text(message.to_tag);
  if (name == "$rm") return text(message.cseq_method);
  if (name == "$si") return text(message.source_address);
  if (name == "$cs") return Variable{.text = std::to_string(message.cseq_number), .is_integer = true};
  if (name == "$rs" && !message.is_request) return Variable{.text = std::to_string(message.status), .is_integer = true};
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return Variable{.text = found->second};
}

void MessageHost::write(std::string_view name, std::string_view value) {
  const auto found = variables_.find(name);
  if (found == variables_.end())
    variables_.emplace(name, value);
  else
    found->second = value;
}

std::optional<std::string> MessageHost::next_branch(const sip::Message& message) {
  return fmt::format("z9hG4bKp{}.{}.0", message.from_tag, message.cseq_number);
}

}  // namespace rtpe::scenario

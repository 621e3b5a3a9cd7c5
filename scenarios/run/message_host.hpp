// What script functions ask their host: pseudo-variables and the transaction's facts.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client/script/call.hpp"
#include "scenarios/flow/dialog.hpp"

namespace rtpe::scenario {

/// One per worker. Knows $ci, $ft, $tt, $rm, $rs, $cs and $si of the message, and what script functions wrote:
/// $var(...) lives on in the worker, everything else until the next message. tm is loaded and every message has a
/// transaction.
class MessageHost final : public script::Host {
 public:
  void begin(flow::Dialog& dialog, const flow::Envelope& envelope);
  std::optional<Variable> read(std::string_view name) override;
  void write(std::string_view name, std::string_view value) override;
  std::optional<std::string> next_branch(const sip::Message& message) override;
  bool transaction_had_sdp() override { return dialog_->offer_had_sdp; }
  void mark_had_sdp() override { dialog_->offer_had_sdp = true; }

 private:
  flow::Dialog* dialog_ = nullptr;
  const flow::Envelope* envelope_ = nullptr;
  std::map<std::string, std::string, std::less<>> variables_;
};

}  // namespace rtpe::scenario

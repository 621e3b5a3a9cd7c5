// What the rules that act on a request make of it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mock_engine/program/reply_path.hpp"
#include "mock_engine/program/rule_book.hpp"

namespace rtpe::mock {

struct Treatment {
  bool drop_request = false;
  Duration request_delay{};
  std::optional<std::string> substitute;  ///< this reply instead of the engine's
  bool exhaust_ports = false;             ///< the engine has no ports for this request
  std::vector<Effect> process_effects;    ///< to do before anything else, in order
  ReplyPlan reply;
};

struct TreatmentContext {
  const RequestView& request;
  const CommandTarget& engine;
  Duration process_age;  ///< since the process started, for slow_start
};

/// Adds the effects of one rule. The first rule that gives a substitute reply wins.
void treat(LiveRule& live, const TreatmentContext& context, Treatment& treatment);
/// True for an offer whose Call-ID the engine does not have: what limits and draining refuse.
[[nodiscard]] bool opens_call(const RequestView& request, const CommandTarget& engine);

}  // namespace rtpe::mock

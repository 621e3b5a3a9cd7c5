// Refuses what negotiation does not do yet; each function leaves this file when its own file lands.
#include "mock_engine/rewrite/negotiate.hpp"

namespace rtpe::mock {

std::expected<void, NgError> publish(const Negotiator& /*engine*/, Call& /*call*/, const Options& /*options*/,
                                     const Session& /*session*/, Time /*now*/, std::string& /*out*/) {
  return std::unexpected(sdp_not_created);
}

std::expected<void, NgError> subscribe_request(const Negotiator& /*engine*/, Call& /*call*/, const Options& /*options*/,
                                               const std::vector<LegId>& /*sources*/, std::string_view /*to_tag*/,
                                               Time /*now*/, std::string& /*out*/) {
  return std::unexpected(subscription_failed);
}

std::expected<void, NgError> subscribe_answer(const Negotiator& /*engine*/, Call& /*call*/, const Options& /*options*/,
                                              const Session& /*session*/, Time /*now*/) {
  return std::unexpected(subscription_answer_failed);
}

std::expected<void, NgError> unsubscribe(Call& /*call*/, std::string_view /*to_tag*/, Time /*now*/) {
  return std::unexpected(unsubscribe_failed);
}

}  // namespace rtpe::mock

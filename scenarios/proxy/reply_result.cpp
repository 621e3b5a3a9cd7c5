#include "scenarios/proxy/reply_result.hpp"

namespace rtpe::scenario {

void tell_result(bencode::Reader& reader, std::string_view dictionary, ExchangeEnded& ended) {
  const auto read = reader.read(dictionary, {.tolerance = bencode::Tolerance::peer});
  const auto result = read ? read->find_string("result") : std::nullopt;
  ended.result = !result ? ReplyResult::undecodable : from_word<ReplyResult>(*result).value_or(ReplyResult::other);
  if (result && ended.result == ReplyResult::other) ended.reason = *result;
  if (ended.result == ReplyResult::error) ended.reason = read->find_string("error-reason").value_or("");
}

}  // namespace rtpe::scenario

// Findings about ICE and DTLS: what began and never came to an end.
#include <fmt/format.h>

#include <map>

#include "pcap/check/check_capture.hpp"

namespace rtpe::capture {
namespace {

const JoinedCall* call_between(const CallBook& book, const Endpoint& one, const Endpoint& other, Time at) {
  const JoinedCall* call = book.call_at(one, at);
  return call != nullptr ? call : book.call_at(other, at);
}

/// Candidates that do not answer are usual; a call in which none does is not.
void ice(const CheckInput& input, std::vector<Finding>& out) {
  struct Sum {
    const IceChecks* first = nullptr;
    std::uint64_t requests = 0, answered = 0, refused = 0, pairs = 0;
    Time last;
  };
  std::map<const JoinedCall*, Sum> sums;
  for (const IceChecks& checks : input.book.handshakes().checks()) {
    const auto* call = call_between(input.book, checks.destination, checks.source, checks.first);
    if (call == nullptr) continue;
    Sum& sum = sums[call];
    if (sum.first == nullptr || checks.first < sum.first->first) sum.first = &checks;
    sum.requests += checks.requests;
    sum.answered += checks.answered;
    sum.refused += checks.refused;
    sum.last = std::max(sum.last, checks.last);
    ++sum.pairs;
  }
  for (const auto& [call, sum] : sums) {
    if (sum.answered > 0 || sum.requests < 3 || sum.last - sum.first->first < std::chrono::seconds(1)) continue;
    out.push_back({.rule = Rule::ice_unfinished,
                   .first = sum.first->first,
                   .last = sum.last,
                   .frames = {sum.first->first_frame, sum.first->last_frame},
                   .call_id = call->call_ids[0],
                   .text = fmt::format("{} ICE checks between {} pairs of addresses, the first from {} to {}, and no "
                                       "good answer{}",
                                       sum.requests, sum.pairs, sum.first->source.text(), sum.first->destination.text(),
                                       sum.refused > 0 ? fmt::format(" ({} errors)", sum.refused) : "")});
  }
}

std::string how_far(const DtlsHandshake& one) {
  if (one.alerts > 0) return "an alert ended it";
  if (one.server_flights == 0) return fmt::format("{} never answered", one.server.text());
  if (!one.client_is_done) return fmt::format("{} never finished", one.client.text());
  return fmt::format("{} never finished", one.server.text());
}

void dtls(const CheckInput& input, std::vector<Finding>& out) {
  for (const DtlsHandshake& one : input.book.handshakes().handshakes()) {
    if (one.client_is_done && one.server_is_done) continue;
    if (input.end - one.first < input.thresholds.handshake_within) continue;
    const auto* call = call_between(input.book, one.server, one.client, one.first);
    out.push_back({.rule = Rule::dtls_unfinished,
                   .first = one.first,
                   .last = one.last,
                   .frames = {one.first_frame, one.last_frame},
                   .call_id = call != nullptr ? call->call_ids[0] : std::string(),
                   .text = fmt::format("{} sent {} ClientHello to {}: {}", one.client.text(), one.client_hellos,
                                       one.server.text(), how_far(one))});
  }
}

}  // namespace

void check_handshakes(const CheckInput& input, std::vector<Finding>& out) {
  ice(input, out);
  dtls(input, out);
}

}  // namespace rtpe::capture

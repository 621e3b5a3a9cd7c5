#include "client/selection/explain.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/sha.h>

#include <array>

#include "client/operation/selection.hpp"

namespace rtpe {
namespace {

/// Any second will do; re-check times are relative to it.
constexpr Time question_time{std::chrono::hours(1)};

std::string hash_steps_of(std::string_view call_id, HashAlgorithm algorithm) {
  const auto number = call_id_number(call_id, algorithm);
  if (algorithm == HashAlgorithm::byte_sum) {
    std::uint64_t sum = 0;
    for (const char c : call_id) sum += static_cast<unsigned char>(c);
    return fmt::format("sum of {} bytes = {}, & 255 = {}", call_id.size(), sum, number);
  }
  if (algorithm == HashAlgorithm::crc32) return fmt::format("CRC-32 of {} bytes = {}", call_id.size(), number);
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(call_id.data()), call_id.size(), digest.data());
  const auto total = static_cast<std::int32_t>(number);
  auto text = fmt::format("SHA-1 {:02x}, its signed bytes add up to {}", fmt::join(digest, ""), total);
  return total < 0 ? text + fmt::format(", modulo 2^32 = {}", number) : text;
}

struct Listener : Observer {
  Explanation& out;
  explicit Listener(Explanation& explanation) : out(explanation) {}
  void sent(Time, const Node& node, Command, std::string_view, std::uint32_t) override { out.pinged.push_back(&node); }
  void selected(Time, const SelectionReport& report) override {
    out.source = report.source;
    out.failure = report.failure;
    out.weight_sum = report.weight_sum;
    out.remainder = report.remainder;
    out.forced = report.forced;
    out.excluded.assign(report.excluded.begin(), report.excluded.end());
  }
};

/// Runs the selection; a ping is answered unless its node is down.
void choose(Setting& setting, Worker& worker, std::string_view call_id, Explanation& out) {
  Selection selection;
  selection.begin(setting.proxy(), worker, {.call_id = call_id, .set = &setting.set()});
  Input input;
  std::string reply;
  Time now = question_time;
  for (auto action = selection.resume(now, input); action.kind != ActionKind::finished;
       action = selection.resume(now, input)) {
    input = {.kind = action.kind == ActionKind::acquire ? InputKind::granted : InputKind::released};
    if (action.kind != ActionKind::send && action.kind != ActionKind::wait) continue;
    if (action.kind == ActionKind::wait || setting.is_down(*action.node)) {
      now = std::min(action.deadline, now + std::chrono::seconds(1));
      input = {.kind = InputKind::timeout};
      continue;
    }
    reply.clear();
    if (const auto blank = action.bytes.find(' '); blank != std::string_view::npos)
      reply = action.bytes.substr(0, blank + 1);
    reply += "d6:result4:ponge";
    input = {.kind = InputKind::datagram, .bytes = reply};
  }
  out.node = selection.node();
}

}  // namespace

std::string_view describe(NoChoice failure) {
  switch (failure) {
    case NoChoice::chosen:
      return "a node was chosen";
    case NoChoice::no_eligible_node:
      return "no node of the set is eligible";
    case NoChoice::known_node_disabled:
      return "the call table's node is disabled, and a known call does not move";
    case NoChoice::known_node_tried:
      return "the call table's node was tried in this operation";
    case NoChoice::unknown_hash_algorithm:
      return "hash_algo has a value that the module does not know";
  }
  return "unknown";
}

Expected<Explainer> Explainer::make(const Situation& situation) {
  auto setting = Setting::build(situation);
  if (!setting) return std::unexpected(setting.error());
  return Explainer(std::move(*setting));
}

Explanation Explainer::explain(std::string_view call_id) {
  Proxy& proxy = setting_.proxy();
  const auto& parameters = proxy.parameters;
  setting_.restore(question_time);
  Explanation out{.call_id = std::string(call_id),
                  .set_id = setting_.set().id,
                  .algorithm = hash_algorithm(parameters.hash_algo, *proxy.personality),
                  .table_row = table_row(call_id, static_cast<std::uint32_t>(parameters.hash_table_size))};
  if (out.algorithm) {
    out.hash = call_id_number(call_id, *out.algorithm);
    out.hash_steps = hash_steps_of(call_id, *out.algorithm);
  }
  Listener listener(out);
  Worker worker;
  worker.observer = &listener;
  worker.tried = setting_.tried();
  const auto now_s = seconds_of(question_time);
  if (setting_.known() != nullptr) proxy.table.insert(now_s, call_id, "", *setting_.known());
  choose(setting_, worker, call_id, out);
  if (setting_.known() != nullptr) proxy.table.remove(now_s, call_id, "", Command::delete_);
  const Node* walked = weighted_choice(setting_.set(), worker.tried, out.hash, out.weight_sum, &out.walk);
  if (walked != out.node) out.walk.clear();  // the call table decided
  return out;
}

}  // namespace rtpe

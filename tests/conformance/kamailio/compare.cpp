#include "tests/conformance/kamailio/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdlib>

namespace rtpe::lane {
namespace {

namespace json = boost::json;

std::string command_text(const SentCommand& command) {
  return fmt::format("{} to e{} at {} ms {}", command.cookie, command.engine, fmt::join(command.sends_ms, ", "),
                     command.dictionary);
}

/// All sends of a step in the order of time: their distances are compared.
std::vector<std::int64_t> all_sends(const StepTrace& trace) {
  std::vector<std::int64_t> out;
  for (const auto& command : trace.commands) out.insert(out.end(), command.sends_ms.begin(), command.sends_ms.end());
  return out;
}

std::string compare_commands(const StepTrace& kamailio, const StepTrace& library) {
  const std::size_t most = std::max(kamailio.commands.size(), library.commands.size());
  for (std::size_t i = 0; i < most; ++i) {
    const auto* left = i < kamailio.commands.size() ? &kamailio.commands[i] : nullptr;
    const auto* right = i < library.commands.size() ? &library.commands[i] : nullptr;
    if (left && right && left->engine == right->engine && left->cookie == right->cookie &&
        left->sends_ms.size() == right->sends_ms.size() && left->dictionary == right->dictionary)
      continue;
    return fmt::format("command {}: Kamailio {}; library {}", i + 1, left ? command_text(*left) : "none",
                       right ? command_text(*right) : "none");
  }
  return {};
}

std::string compare_spacing(const StepTrace& kamailio, const StepTrace& library, std::int64_t tolerance_ms) {
  const auto left = all_sends(kamailio), right = all_sends(library);
  for (std::size_t i = 1; i < left.size(); ++i)
    if (std::abs((left[i] - left[i - 1]) - (right[i] - right[i - 1])) > tolerance_ms)
      return fmt::format("send {}: Kamailio at {} ms; library at {} ms", i + 1, fmt::join(left, ", "),
                         fmt::join(right, ", "));
  return {};
}

bool equal_replies(const json::value& left, const json::value& right, std::string_view key = {}) {
  if (key == "recheck_ticks" && left.is_int64() && right.is_int64())
    return std::abs(left.get_int64() - right.get_int64()) <= 1;
  if (left.is_array() && right.is_array())
    return std::ranges::equal(left.get_array(), right.get_array(),
                              [](const auto& l, const auto& r) { return equal_replies(l, r); });
  if (left.is_object() && right.is_object())
    return std::ranges::equal(left.get_object(), right.get_object(), [](const auto& l, const auto& r) {
      return l.key() == r.key() && equal_replies(l.value(), r.value(), l.key());
    });
  return left == right;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Equal but for the last field, recheck_ticks.
bool equal_rows(std::string_view left, std::string_view right) {
  if (left == right) return true;
  const auto left_cut = left.rfind(' '), right_cut = right.rfind(' ');
  if (left.substr(0, left_cut) != right.substr(0, right_cut)) return false;
  const auto left_ticks = number_in(left.substr(left_cut + 1)), right_ticks = number_in(right.substr(right_cut + 1));
  return left_ticks && right_ticks && std::abs(*left_ticks - *right_ticks) <= 1;
}

std::string compare_step(const StepTrace& kamailio, const StepTrace& library, std::int64_t tolerance_ms) {
  if (auto what = compare_commands(kamailio, library); !what.empty()) return what;
  if (auto what = compare_spacing(kamailio, library, tolerance_ms); !what.empty()) return what;
  if (kamailio.results != library.results)
    return fmt::format("results: Kamailio {}; library {}", fmt::join(kamailio.results, " | "),
                       fmt::join(library.results, " | "));
  if (kamailio.instance != library.instance)
    return fmt::format("rtp_inst_pvar: Kamailio {}; library {}", kamailio.instance, library.instance);
  const auto as_json = [](const std::string& text) { return text.empty() ? json::value() : json::parse(text); };
  if (kamailio.reply != library.reply && !equal_replies(as_json(kamailio.reply), as_json(library.reply)))
    return fmt::format("RPC reply: Kamailio {}; library {}", kamailio.reply, library.reply);
  if (!std::ranges::equal(kamailio.nodes, library.nodes, equal_rows))
    return fmt::format("show: Kamailio {}; library {}", fmt::join(kamailio.nodes, " | "),
                       fmt::join(library.nodes, " | "));
  if (kamailio.total != library.total)
    return fmt::format("get_hash_total: Kamailio {}; library {}", kamailio.total, library.total);
  return {};
}

}  // namespace

std::optional<Difference> compare(const Trace& kamailio, const Trace& library, std::int64_t tolerance_ms) {
  for (std::size_t step = 0; step < std::min(kamailio.size(), library.size()); ++step)
    if (auto what = compare_step(kamailio[step], library[step], tolerance_ms); !what.empty())
      return Difference{.step = step, .what = std::move(what)};
  if (kamailio.size() != library.size())
    return Difference{.step = std::min(kamailio.size(), library.size()), .what = "one trace is shorter"};
  return std::nullopt;
}

std::int64_t tolerance_ms(const Sequence& sequence) { return number_of(sequence, "rtpengine_tout_ms", 1000) / 2; }

}  // namespace rtpe::lane

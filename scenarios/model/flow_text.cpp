#include "scenarios/model/flow_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/problems.hpp"
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace flow_text {
namespace {

using flow::Party;
using flow::Pause;

constexpr std::array<std::string_view, 11> methods = {"INVITE", "ACK",   "BYE",    "CANCEL",  "UPDATE", "PRACK",
                                                      "INFO",   "REFER", "NOTIFY", "MESSAGE", "OPTIONS"};
constexpr std::array<std::string_view, 3> named_pauses = {"ring", "hold", "reinvite_after"};  // from Pause::ring on
constexpr std::array<std::string_view, 7> options = {"sdp", "multipart", "to", "crossing", "again", "lost", "after"};
constexpr std::string_view message_form =
    "a message is \"caller INVITE sdp\" or \"callee 200 sdp after 2s\": who, the method or the status, then \"sdp\" "
    "and \"after\" with a pause where it has them";

std::unexpected<Error> wrong(std::string why) {
  return std::unexpected(Error{.kind = ErrorKind::invalid_input, .message = std::move(why)});
}

/// Takes the first word off `text`; empty: there is none.
std::string_view take_word(std::string_view& text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(begin);
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint8_t> phone_of(std::string_view word) {
  if (!word.starts_with("callee")) return std::nullopt;
  word.remove_prefix(std::string_view("callee").size());
  if (word.empty()) return 0;
  if (word.size() != 1 || word[0] < '2' || word[0] >= '1' + flow::most_phones) return std::nullopt;
  return static_cast<std::uint8_t>(word[0] - '1');
}

Expected<void> read_pause(std::string_view word, Message& out) {
  if (const auto* const named = std::ranges::find(named_pauses, word); named != named_pauses.end()) {
    out.pause = static_cast<Pause>(static_cast<int>(Pause::ring) + (named - named_pauses.begin()));
    return {};
  }
  const auto range = parse_duration_range(word);
  if (!range)
    return wrong(fmt::format("\"{}\" is no pause: a duration or a range, \"ring\", \"hold\" or \"reinvite_after\"",
                             shown(word)));
  out.pause = Pause::own;
  out.own = *range;
  return {};
}

Expected<void> read_what(std::string_view what, std::string_view& rest, Message& out) {
  constexpr int least = 101, most = 699;
  const auto* const method = std::ranges::find(methods, what);
  if (method != methods.end()) {
    out.method = *method;
    return {};
  }
  if (what.empty() || what[0] < '0' || what[0] > '9')
    return wrong(fmt::format("\"{}\" is neither a status nor a method{}", shown(what), suggestion(what, methods)));
  const auto [end, error] = std::from_chars(what.data(), what.data() + what.size(), out.status);
  if (error != std::errc{} || end != what.data() + what.size() || out.status < least || out.status > most)
    return wrong(fmt::format("\"{}\" is no status: 101 to 699 (100 is the proxy's own)", shown(what)));
  std::string_view ahead = rest;
  if (const auto* const of = std::ranges::find(methods, take_word(ahead)); of != methods.end()) {
    out.method = *of;
    rest = ahead;
  }
  return {};
}

Expected<void> read_option(std::string_view word, std::string_view& rest, Message& out) {
  if (word == "after") return read_pause(take_word(rest), out);
  if (word == "to") {
    const std::string_view phone = take_word(rest);
    out.to = phone_of(phone);
    if (!out.to || out.from != Party::caller || out.status != 0)
      return wrong(
          "\"to\" names the phone that a request of the caller goes to: \"callee\", \"callee2\" to \"callee4\"");
    return {};
  }
  bool* const said = word == "sdp"         ? &out.sdp
                     : word == "multipart" ? &out.multipart
                     : word == "crossing"  ? &out.crosses
                     : word == "again"     ? &out.again
                     : word == "lost"      ? &out.lost
                                           : nullptr;
  if (said == nullptr)
    return wrong(
        fmt::format("\"{}\" is not understood here{}: {}", shown(word), suggestion(word, options), message_form));
  if (*said) return wrong(fmt::format("\"{}\" stands here twice", word));
  *said = true;
  return {};
}

}  // namespace

std::string name_of(Party party, std::uint8_t phone) {
  if (party == Party::caller) return "caller";
  return phone == 0 ? "callee" : fmt::format("callee{}", phone + 1);
}

Expected<Message> read_message(std::string_view rest) {
  Message out;
  const auto who = take_word(rest), what = take_word(rest);
  const auto phone = phone_of(who);
  if (!phone && who != "caller") return wrong(std::string(message_form));
  out.from = phone ? Party::callee : Party::caller;
  out.phone = phone.value_or(0);
  if (auto read = read_what(what, rest, out); !read) return std::unexpected(read.error());
  for (auto word = take_word(rest); !word.empty(); word = take_word(rest)) {
    const bool is_last = word == "after";
    if (auto read = read_option(word, rest, out); !read) return std::unexpected(read.error());
    if (!is_last) continue;
    word = take_word(rest);
    if (!word.empty())
      return wrong(fmt::format("\"{}\" is not understood here: \"after\" and its pause stand last", shown(word)));
    break;
  }
  if (out.sdp && out.multipart) return wrong("\"multipart\" has the SDP as one of its parts: leave out \"sdp\"");
  return out;
}

}  // namespace flow_text

namespace {

using flow::Party;
using flow::Step;

/// Which request a reply answers goes without saying where only one is open.
bool names_request(const InlineFlow& flow, std::size_t index) {
  const Step& reply = flow.steps[index];
  std::size_t open = 0;
  bool own_is_open = false;
  for (std::size_t at = 0; at < index; ++at) {
    const Step& request = flow.steps[at];
    if (request.status != 0 || request.method == "ACK" || request.from == reply.from || request.again) continue;
    const auto is_final = [&](const Step& one) {
      return one.transaction == request.transaction && one.method == request.method && one.status >= 200 && !one.again;
    };
    if (std::any_of(flow.steps.begin(), flow.steps.begin() + static_cast<std::ptrdiff_t>(index), is_final)) continue;
    ++open;
    own_is_open = own_is_open || (request.transaction == reply.transaction && request.method == reply.method);
  }
  return open != 1 || !own_is_open;
}

}  // namespace

std::string message_text(const InlineFlow& flow, std::size_t index) {
  const Step& step = flow.steps[index];
  std::string out = flow_text::name_of(step.from, step.phone);
  if (step.status == 0)
    out.append(" ").append(step.method);
  else
    fmt::format_to(std::back_inserter(out), " {}", step.status);
  if (step.status != 0 && names_request(flow, index)) out.append(" ").append(step.method);
  const bool forks = std::ranges::any_of(flow.steps, [](const Step& one) { return one.phone != 0; });
  const bool is_addressed = step.method != "CANCEL" && step.method != "PRACK" && step.transaction != 0;
  if (forks && step.from == Party::caller && step.status == 0 && (is_addressed || step.method == "ACK"))
    out.append(" to ").append(flow_text::name_of(Party::callee, step.phone));
  if (step.again) {
    out += " again";
  } else {
    if (step.body) out += step.multipart ? " multipart" : " sdp";
    if (step.crosses) out += " crossing";
    if (step.lost) out += " lost";
  }
  if (step.pause == flow::Pause::own) out.append(" after ").append(duration_range_text(flow.pauses[step.own]));
  if (step.pause != flow::Pause::own && step.pause != flow::Pause::none)
    out.append(" after ").append(flow_text::named_pauses.at(static_cast<std::size_t>(step.pause) - 1));
  return out;
}

}  // namespace rtpe::scenario

// [[flow]]: the messages of a call, one text each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>

#include "scenarios/model/parts.hpp"
#include "scenarios/model/read_flow.hpp"

namespace rtpe::scenario {
namespace {

using flow::Body;
using flow::Party;
using flow::Pause;
using flow::Step;

constexpr std::size_t most_messages = 100, longest_flow_name = 64;
constexpr std::array<std::string_view, 9> flow_methods = {"INVITE",  "ACK",   "BYE",    "CANCEL", "UPDATE",
                                                          "MESSAGE", "REFER", "NOTIFY", "INFO"};
constexpr std::array<std::string_view, 3> named_pauses = {"ring", "hold", "reinvite_after"};  // from Pause::ring on
constexpr std::string_view message_form =
    "a message is \"caller INVITE sdp\" or \"callee 200 sdp after 2s\": who, the method or the status, then \"sdp\" "
    "and "
    "\"after\" with a pause where it has them";

std::string_view name_of(Party party) { return party == Party::caller ? "caller" : "callee"; }

/// Takes the first word off `text`; empty: there is none.
std::string_view take_word(std::string_view& text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(begin);
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

/// What passes between a request and its final reply.
struct Exchange {
  std::string_view method;
  Party from = Party::caller;
  std::uint8_t number = 0;
  std::uint16_t final = 0;              ///< status; 0: open
  bool acknowledged = false;            ///< of INVITE
  std::optional<std::uint8_t> offered;  ///< the round of the offer that was made in it
};

class FlowReader {
 public:
  FlowReader(InlineFlow& out, Problems& problems) : out_(out), problems_(problems) {}

  void add(const PlacedText& text) {
    place_ = text.place;
    std::string_view rest = text.text;
    Step step;
    const auto who = take_word(rest), what = take_word(rest);
    if (who != "caller" && who != "callee") return wrong(message_form);
    step.from = who == "caller" ? Party::caller : Party::callee;
    const bool fits = !what.empty() && what[0] >= '0' && what[0] <= '9' ? reply(step, what, rest) : request(step, what);
    if (fits && options(step, rest)) out_.steps.push_back(step);
  }

 private:
  void wrong(std::string_view why) { problems_.error(place_, std::string(why)); }
  bool refuse(std::string_view why) {
    wrong(why);
    return false;
  }

  Exchange* open_request(Party from, std::string_view method) {
    const auto fits = [&](const Exchange& one) {
      return one.final == 0 && one.from == from && (method.empty() || one.method == method);
    };
    const auto found = std::find_if(exchanges_.rbegin(), exchanges_.rend(), fits);
    return found == exchanges_.rend() ? nullptr : &*found;
  }

  bool request(Step& step, std::string_view what) {
    const auto method = std::ranges::find(flow_methods, what);
    if (method == flow_methods.end())
      return refuse(
          fmt::format("\"{}\" is neither a status nor a method{}", shown(what), suggestion(what, flow_methods)));
    step.method = *method;
    if (exchanges_.empty() && (step.method != "INVITE" || step.from != Party::caller))
      return refuse("a flow begins with \"caller INVITE\"");
    if (step.method == "ACK") return ack(step);
    Exchange* const invite = open_request(Party::caller, "INVITE") != nullptr ? open_request(Party::caller, "INVITE")
                                                                              : open_request(Party::callee, "INVITE");
    if (step.method == "CANCEL") {
      if (invite == nullptr || invite->from != step.from)
        return refuse(fmt::format("the {} has no unanswered INVITE that it could cancel", name_of(step.from)));
      step.transaction = invite->number;
    } else {
      if (invite != nullptr)
        return refuse("the INVITE before it has no final reply yet; only CANCEL may come in between");
      if (step.method != "INVITE" && !is_dialog_)
        return refuse(fmt::format("there is no answered INVITE before this {}", step.method));
      step.transaction = next_number_++;
    }
    exchanges_.push_back({.method = step.method, .from = step.from, .number = step.transaction, .offered = {}});
    current_ = &exchanges_.back();
    return true;
  }

  bool ack(Step& step) {
    const auto fits = [&](const Exchange& one) {
      return one.method == "INVITE" && one.from == step.from && one.final != 0 && !one.acknowledged;
    };
    const auto found = std::find_if(exchanges_.rbegin(), exchanges_.rend(), fits);
    if (found == exchanges_.rend()) return refuse(fmt::format("the {} has nothing to acknowledge", name_of(step.from)));
    if (found->final >= 300) return refuse("the ACK of a negative reply is sent by itself: leave it out");
    found->acknowledged = true;
    step.transaction = found->number;
    current_ = &*found;
    return true;
  }

  bool reply(Step& step, std::string_view what, std::string_view& rest) {
    constexpr int least = 101, most = 699;
    const auto [end, error] = std::from_chars(what.data(), what.data() + what.size(), step.status);
    if (error != std::errc{} || end != what.data() + what.size() || step.status < least || step.status > most)
      return refuse(fmt::format("\"{}\" is no status: 101 to 699 (100 is the proxy's own)", shown(what)));
    std::string_view ahead = rest, of = take_word(ahead);
    if (std::ranges::find(flow_methods, of) == flow_methods.end())
      of = {};
    else
      rest = ahead;
    Exchange* const answered = open_request(step.from == Party::caller ? Party::callee : Party::caller, of);
    if (answered == nullptr) return refuse(fmt::format("the {} has no request to answer", name_of(step.from)));
    step.method = answered->method;
    step.transaction = answered->number;
    if (step.status >= 200) answered->final = static_cast<std::uint16_t>(step.status);
    if (step.method == "INVITE" && step.status / 100 == 2) is_dialog_ = true;
    current_ = answered;
    return true;
  }

  bool options(Step& step, std::string_view rest) {
    std::string_view word = take_word(rest);
    if (word == "sdp") {
      body(step);
      word = take_word(rest);
    }
    if (word == "after") {
      if (!pause(step, take_word(rest))) return false;
      word = take_word(rest);
    }
    return word.empty() || refuse(fmt::format("\"{}\" is not understood here: {}", shown(word), message_form));
  }

  void body(Step& step) {
    const auto round = [](std::uint32_t number) {
      return static_cast<std::uint8_t>(number == 0 ? 0 : 1 + (number - 1) % 2);
    };
    if (current_->offered) {
      step.body = flow::answer(*current_->offered);
      return;
    }
    current_->offered = round(negotiations_++);
    step.body = flow::offer(*current_->offered);
  }

  bool pause(Step& step, std::string_view word) {
    if (const auto named = std::ranges::find(named_pauses, word); named != named_pauses.end()) {
      step.pause = static_cast<Pause>(static_cast<int>(Pause::ring) + (named - named_pauses.begin()));
      return true;
    }
    const auto range = parse_duration_range(word);
    if (!range)
      return refuse(fmt::format("\"{}\" is no pause: a duration or a range, \"ring\", \"hold\" or \"reinvite_after\"",
                                shown(word)));
    step.pause = Pause::own;
    step.own = static_cast<std::uint8_t>(out_.pauses.size());
    out_.pauses.push_back(*range);
    return true;
  }

  InlineFlow& out_;
  Problems& problems_;
  Place place_;
  std::deque<Exchange> exchanges_;
  Exchange* current_ = nullptr;
  std::uint8_t next_number_ = 0;
  std::uint32_t negotiations_ = 0;
  bool is_dialog_ = false;
};

}  // namespace

void read_flow(TableReader& table, InlineFlow& flow) {
  if (table.require("name")) flow.name = table.text("name").value_or("");
  if (table.has("name") && (flow.name.empty() || flow.name.size() > longest_flow_name))
    table.error_at_value("name", fmt::format("a flow's name has 1 to {} characters", longest_flow_name));
  if (find_flow(flow.name) != nullptr)
    table.error_at_value("name", fmt::format("\"{}\" is a flow of the library: take another name", flow.name));
  const auto messages = table.texts("messages");
  if (table.require("messages") && messages.empty())
    table.error_at_value("messages", "a flow has at least one message");
  if (messages.size() > most_messages)
    table.error_at_value("messages", fmt::format("a flow has at most {} messages", most_messages));
  FlowReader reader(flow, table.problems());
  for (std::size_t index = 0; index < std::min(messages.size(), most_messages); ++index) reader.add(messages[index]);
  table.finish();
}

Read<InlineFlow> make_flow(std::string name, const std::vector<std::string>& messages) {
  Problems problems("", "");
  InlineFlow flow{.name = std::move(name), .steps = {}, .pauses = {}};
  FlowReader reader(flow, problems);
  for (const std::string& message : messages) reader.add({.text = message, .place = {}});
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return flow;
}

std::string message_text(const InlineFlow& flow, std::size_t index) {
  const Step& step = flow.steps[index];
  std::string out(name_of(step.from));
  if (step.status == 0) {
    out.append(" ").append(step.method);
  } else {
    fmt::format_to(std::back_inserter(out), " {}", step.status);
    // Which request it answers goes without saying, but where there are two: a CANCEL and its INVITE.
    const bool has_cancel = std::ranges::any_of(flow.steps, [&](const Step& other) {
      return other.transaction == step.transaction && other.method == "CANCEL";
    });
    if (has_cancel) out.append(" ").append(step.method);
  }
  if (step.body) out += " sdp";
  if (step.pause == Pause::own) out.append(" after ").append(duration_range_text(flow.pauses[step.own]));
  if (step.pause != Pause::own && step.pause != Pause::none)
    out.append(" after ").append(named_pauses.at(static_cast<std::size_t>(step.pause) - 1));
  return out;
}

}  // namespace rtpe::scenario

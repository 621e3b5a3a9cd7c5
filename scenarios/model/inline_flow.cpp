// [[flow]]: the messages of a call, one text each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <deque>
#include <optional>

#include "scenarios/model/flow_text.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/model/read_flow.hpp"

namespace rtpe::scenario {
namespace {

using flow::Party;
using flow::Step;

constexpr std::size_t longest_flow_name = 64;

Party other(Party party) { return party == Party::caller ? Party::callee : Party::caller; }

/// What passes between a request and its final replies: one of each phone.
struct Exchange {
  std::string_view method;
  Party from = Party::caller;
  std::uint8_t number = 0;
  std::uint8_t phone = 0;                    ///< in the dialog with this one
  bool opens = false;                        ///< every phone may answer it
  std::uint16_t final = 0;                   ///< status of the first; 0: none yet
  std::uint8_t final_from = 0;               ///< bits by phone
  std::uint8_t acknowledged = 0;             ///< likewise, of 2xx to INVITE
  std::size_t step = 0;                      ///< the request
  std::uint8_t rseq = 0;                     ///< provisional replies that were acknowledged
  std::optional<std::size_t> ringing = {};   ///< step of the last provisional reply that was not
  std::optional<std::uint8_t> offered = {};  ///< the round of the offer that was made last in it
  Party offerer = Party::caller;
  bool offer_is_open = false;
};

class FlowReader {
 public:
  FlowReader(InlineFlow& out, Problems& problems) : out_(out), problems_(problems) {}

  void add(const PlacedText& text) {
    auto read = flow_text::read_message(text.text);
    if (!read) return problems_.error(text.place, std::move(read.error().message));
    place_ = text.place;
    said_ = *read;
    Step step{.from = said_.from, .method = said_.method, .status = said_.status, .phone = said_.phone};
    step.crosses = said_.crosses;
    step.lost = said_.lost;
    step.multipart = said_.multipart;
    const bool fits = said_.again ? repeat(step) : said_.status != 0 ? reply(step) : request(step);
    if (!fits || (step.crosses && !may_cross(step))) return;
    if (said_.sdp || said_.multipart) body(step);
    pause(step);
    out_.steps.push_back(step);
  }
  /// What only the whole flow shows; the place is its last message's.
  void finish() {
    if (!out_.steps.empty() && out_.steps.back().again)
      problems_.error(place_, "a flow does not end with a copy (\"again\"): nobody waits for one");
  }

 private:
  bool refuse(std::string why) {
    problems_.error(place_, std::move(why));
    return false;
  }

  [[nodiscard]] static unsigned bit(std::uint8_t phone) { return 1U << phone; }

  /// The last request of that party that `phone` has not answered.
  Exchange* open_request(Party from, std::string_view method, std::uint8_t phone) {
    const auto fits = [&](const Exchange& one) {
      if (one.from != from || (!method.empty() && one.method != method)) return false;
      if (!one.opens) return one.final == 0 && one.phone == phone;
      return one.final < 300 && (one.final_from & bit(phone)) == 0;
    };
    const auto found = std::find_if(exchanges_.rbegin(), exchanges_.rend(), fits);
    return found == exchanges_.rend() ? nullptr : &*found;
  }

  /// The last INVITE of that party without a final reply.
  Exchange* open_invite(Party from) {
    const auto fits = [&](const Exchange& one) { return one.method == "INVITE" && one.from == from && one.final == 0; };
    const auto found = std::find_if(exchanges_.rbegin(), exchanges_.rend(), fits);
    return found == exchanges_.rend() ? nullptr : &*found;
  }

  bool request(Step& step) {
    if (exchanges_.empty() && (step.method != "INVITE" || step.from != Party::caller || step.phone != 0))
      return refuse("a flow begins with \"caller INVITE\"");
    if (step.from == Party::caller) step.phone = said_.to.value_or(dialog_phone_.value_or(0));
    if (step.method == "ACK") return ack(step);
    if (step.method == "CANCEL") return cancel(step);
    if (step.method == "PRACK") {
      if (!prack(step)) return false;
    } else if (!may_be_sent(step)) {
      return false;
    }
    step.transaction = next_number_++;
    exchanges_.push_back({.method = step.method,
                          .from = step.from,
                          .number = step.transaction,
                          .phone = step.phone,
                          .opens = step.method == "INVITE" && !dialog_phone_,
                          .step = out_.steps.size()});
    current_ = &exchanges_.back();
    return true;
  }

  /// Of a request that is no ACK, CANCEL, PRACK.
  bool may_be_sent(const Step& step) {
    const std::array<Exchange*, 2> open{open_invite(step.from), open_invite(other(step.from))};
    const bool is_early = std::ranges::any_of(open, [](const Exchange* one) { return one != nullptr && one->ringing; });
    const bool has_open = open[0] != nullptr || open[1] != nullptr;
    if (step.method == "INVITE") {
      if (open[0] != nullptr || (open[1] != nullptr && !step.crosses))
        return refuse("the INVITE before it has no final reply yet; a second one may only cross it (\"crossing\")");
      if (step.from == Party::callee && !dialog_phone_) return refuse("there is no answered INVITE before this INVITE");
      return true;
    }
    if (dialog_phone_ || is_early) return true;
    if (has_open)
      return refuse(
          "the INVITE before it has no provisional reply yet, so there is no dialog: only CANCEL may come in between");
    return refuse(fmt::format("there is no answered INVITE before this {}", step.method));
  }

  bool cancel(Step& step) {
    Exchange* invite = open_invite(step.from);
    if (invite == nullptr && step.crosses) {
      const auto last = std::find_if(exchanges_.rbegin(), exchanges_.rend(), [&](const Exchange& one) {
        return one.method == "INVITE" && one.from == step.from;
      });
      if (last != exchanges_.rend()) invite = &*last;
    }
    if (invite == nullptr)
      return refuse(fmt::format("the {} has no unanswered INVITE that it could cancel", flow_text::name_of(step.from)));
    step.transaction = invite->number;
    step.phone = 0;
    exchanges_.push_back({.method = step.method, .from = step.from, .number = step.transaction});
    current_ = &exchanges_.back();
    return true;
  }

  /// It acknowledges the last provisional reply to its sender's INVITE.
  bool prack(Step& step) {
    Exchange* const invite = open_invite(step.from);
    if (invite == nullptr || !invite->ringing)
      return refuse("there is no provisional reply before this PRACK that it could acknowledge");
    Step& provisional = out_.steps[*invite->ringing];
    if (provisional.rseq != 0) return refuse("the provisional reply before it has its PRACK already");
    out_.steps[invite->step].rseq = 1;
    provisional.rseq = step.rseq = ++invite->rseq;
    step.phone = provisional.phone;
    acknowledged_invite_ = invite;
    return true;
  }

  bool ack(Step& step) {
    const auto fits = [&](const Exchange& one) {
      const auto open = one.final_from & ~unsigned{one.acknowledged};
      return one.method == "INVITE" && one.from == step.from && open != 0 &&
             (!said_.to || (open & bit(*said_.to)) != 0);
    };
    const auto found = std::find_if(exchanges_.rbegin(), exchanges_.rend(), fits);
    if (found == exchanges_.rend())
      return refuse(fmt::format("the {} has nothing to acknowledge", flow_text::name_of(step.from)));
    if (found->final >= 300) return refuse("the ACK of a negative reply is sent by itself: leave it out");
    const auto open = static_cast<unsigned>(found->final_from & ~unsigned{found->acknowledged});
    if (step.from == Party::caller) step.phone = said_.to.value_or(static_cast<std::uint8_t>(std::countr_zero(open)));
    found->acknowledged |= static_cast<std::uint8_t>(step.from == Party::caller ? bit(step.phone) : open);
    step.transaction = found->number;
    current_ = &*found;
    return true;
  }

  bool reply(Step& step) {
    Exchange* const answered = open_request(other(step.from), step.method, step.phone);
    if (answered == nullptr)
      return refuse(fmt::format("the {} has no request to answer", flow_text::name_of(step.from, step.phone)));
    step.method = answered->method;
    step.transaction = answered->number;
    if (!answered->opens) step.phone = answered->phone;
    if (step.status >= 200) {
      if (answered->final == 0) answered->final = static_cast<std::uint16_t>(step.status);
      answered->final_from |= static_cast<std::uint8_t>(bit(step.phone));
    } else if (step.method == "INVITE") {
      answered->ringing = out_.steps.size();
    }
    if (step.method == "INVITE" && step.status / 100 == 2 && !dialog_phone_) dialog_phone_ = step.phone;
    current_ = answered;
    return true;
  }

  /// What the party said before, once more.
  bool repeat(Step& step) {
    const auto is_it = [&](const Step& one) {
      return one.from == step.from && one.status == step.status && one.phone == step.phone && !one.again &&
             (step.method.empty() || one.method == step.method);
    };
    const auto found = std::find_if(out_.steps.rbegin(), out_.steps.rend(), is_it);
    if (found == out_.steps.rend()) return refuse("\"again\": this has not been said before");
    if (said_.sdp || said_.multipart || said_.crosses || said_.lost)
      return refuse("\"again\" is a copy: leave out everything but \"after\"");
    step = *found;
    step.again = true;
    step.crosses = step.lost = false;
    step.pause = flow::Pause::none;
    return true;
  }

  /// Two messages can pass each other when neither is there because of the other.
  bool may_cross(const Step& step) {
    if (out_.steps.empty() || out_.steps.back().from == step.from)
      return refuse("\"crossing\": the message before it is no message of the other party");
    const Step& before = out_.steps.back();
    const bool answers = before.transaction == step.transaction && (step.status != 0) == (before.status == 0);
    const bool acknowledges = (step.method == "ACK" && before.transaction == step.transaction) ||
                              (step.method == "PRACK" && before.rseq == step.rseq);
    if ((answers && step.method != "CANCEL") || acknowledges)
      return refuse("\"crossing\": this message is said because of the one before it, so it comes after it");
    return true;
  }

  void body(Step& step) {
    const auto round = [](std::uint32_t number) {
      return static_cast<std::uint8_t>(number == 0 ? 0 : 1 + (number - 1) % 2);
    };
    Exchange* about = current_;
    if (step.method == "PRACK" && step.status == 0 && acknowledged_invite_->offer_is_open &&
        acknowledged_invite_->offerer != step.from)
      about = acknowledged_invite_;  // the provisional reply had the offer
    if (about->offered) {
      step.body = flow::answer(*about->offered);
      about->offer_is_open = false;
      return;
    }
    about->offered = round(negotiations_++);
    about->offerer = step.from;
    about->offer_is_open = true;
    step.body = flow::offer(*about->offered);
  }

  void pause(Step& step) {
    step.pause = said_.pause;
    if (step.pause != flow::Pause::own) return;
    step.own = static_cast<std::uint8_t>(out_.pauses.size());
    out_.pauses.push_back(said_.own);
  }

  InlineFlow& out_;
  Problems& problems_;
  Place place_;
  flow_text::Message said_;
  std::deque<Exchange> exchanges_;
  Exchange* current_ = nullptr;
  Exchange* acknowledged_invite_ = nullptr;  ///< of the PRACK that is read
  std::uint8_t next_number_ = 0;
  std::uint32_t negotiations_ = 0;
  std::optional<std::uint8_t> dialog_phone_;  ///< the first that answered an INVITE
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
  if (messages.size() > flow::most_messages)
    table.error_at_value("messages", fmt::format("a flow has at most {} messages", flow::most_messages));
  FlowReader reader(flow, table.problems());
  for (std::size_t index = 0; index < std::min(messages.size(), flow::most_messages); ++index)
    reader.add(messages[index]);
  reader.finish();
  table.finish();
}

Read<InlineFlow> make_flow(std::string name, const std::vector<std::string>& messages) {
  Problems problems("", "");
  InlineFlow flow{.name = std::move(name), .steps = {}, .pauses = {}};
  if (messages.size() > flow::most_messages)
    return std::unexpected(std::vector<Error>{
        {.kind = ErrorKind::limit, .message = fmt::format("a flow has at most {} messages", flow::most_messages)}});
  FlowReader reader(flow, problems);
  for (const std::string& message : messages) reader.add({.text = message, .place = {}});
  reader.finish();
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return flow;
}

}  // namespace rtpe::scenario

#include "pcap/replay/dialog_replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "pcap/replay/todays_words.hpp"
#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
/// After the last step: copies may still come, and what nobody expects.
constexpr milliseconds linger{200}, farewell{1000};
/// For a provisional reply that may be lost.
constexpr milliseconds short_wait{1000};

std::string name_of_message(const std::string& method, std::uint16_t status) {
  return status == 0 ? method : fmt::format("{} {}", status, method);
}

std::string_view sdp_in(std::string_view body) {
  const auto begin = body.find("v=0");
  if (begin == std::string_view::npos) return {};
  body.remove_prefix(begin);
  return body.substr(0, body.find("\r\n--"));
}

}  // namespace

DialogReplay::DialogReplay(const RecordedDialog& recorded, DialogEnds ends, const DialogOptions& options)
    : recorded_(recorded),
      ends_(std::move(ends)),
      options_(options),
      call_id_(recorded.call_id + options.suffix),
      parties_(recorded.parties.size()) {}

void DialogReplay::start(Time now) {
  since_ = now;
  play(now);
}

Time DialogReplay::due(std::size_t step) const {
  const auto& messages = recorded_.messages;
  if (step == 0) return since_;
  const Duration gap = std::max(Duration{}, messages[step].time - messages[step - 1].time);
  return since_ + std::chrono::duration_cast<Duration>(gap / options_.speed);
}

Time DialogReplay::next() const {
  if (is_over_) return Time::max();
  Time next = Time::max();
  for (const Repeated& one : repeated_) next = std::min(next, one.next);
  if (ends_at_) return std::min(next, *ends_at_);
  if (at_ >= recorded_.messages.size()) return since_;
  const RecordedMessage& message = recorded_.messages[at_];
  return std::min(next, message.is_sent && !is_waiting_ ? due(at_) : since_ + patience_for(message));
}

Duration DialogReplay::patience_for(const RecordedMessage& message) const {
  return may_be_lost(message) ? std::min<Duration>(short_wait, options_.timeout) : options_.timeout;
}

bool DialogReplay::may_be_lost(const RecordedMessage& message) const {
  return options_.may_lose_provisionals && !message.is_sent && message.status != 0 && message.status < 200;
}

void DialogReplay::advance(Time now) {
  if (is_over_) return;
  for (auto one = repeated_.begin(); one != repeated_.end();) {
    if (one->next > now) {
      ++one;
      continue;
    }
    if (now >= one->give_up) {
      one = repeated_.erase(one);
      continue;
    }
    ends_.send(one->party, one->to, one->text);
    one->interval = std::min<Duration>(one->interval * 2, seconds(4));
    one->next = now + one->interval;
    ++one;
  }
  play(now);
  if (ends_at_ && (now >= *ends_at_)) {
    for (const Got& got : inbox_)
      if (!got.is_used && !has_given_up_ && !(options_.may_lose_provisionals && got.status > 0 && got.status < 200))
        tell({.party = got.party, .captured = {}, .replayed = name_of_message(got.method, got.status)});
    is_over_ = true;
  }
}

void DialogReplay::play(Time now) {
  while (!ends_at_ && at_ < recorded_.messages.size()) {
    const RecordedMessage& message = recorded_.messages[at_];
    is_waiting_ = false;
    if (message.is_sent && due(at_) > now) return;
    is_waiting_ = !(message.is_sent ? play_sent(now, message) : play_received(now, message));
    if (is_waiting_) return;
    if (ends_at_) return;
    since_ = now;
    ++at_;
  }
  if (!ends_at_) ends_at_ = now + linger;
}

DialogReplay::Got* DialogReplay::find(std::size_t party, const std::string& method, std::uint16_t status,
                                      std::uint32_t cseq) {
  for (Got& got : inbox_)
    if (got.party == party && got.method == method && got.status == status && got.cseq == cseq) return &got;
  return nullptr;
}

DialogReplay::Got* DialogReplay::final_of(std::size_t party, const std::string& method, std::uint32_t cseq) {
  for (Got& got : inbox_)
    if (got.party == party && got.method == method && got.status >= 200 && got.cseq == cseq) return &got;
  return nullptr;
}

bool DialogReplay::play_received(Time now, const RecordedMessage& message) {
  Got* const got = find(message.party, message.method, message.status, message.cseq);
  if (got != nullptr && !got->is_used) {
    match(message, *got);
    return true;
  }
  const Got* const final = message.status == 0 ? nullptr : final_of(message.party, message.method, message.cseq);
  const std::string captured = name_of_message(message.method, message.status);
  if (message.status != 0 && message.status < 200 && final != nullptr) {
    if (!options_.may_lose_provisionals) tell({.frame = message.frame, .party = message.party, .captured = captured});
    return true;
  }
  if (may_be_lost(message) && now >= since_ + patience_for(message)) return true;
  if (final != nullptr && !final->is_used) {
    give_up(now, message, name_of_message(final->method, final->status));
  } else if (now >= since_ + options_.timeout) {
    give_up(now, message, {});
  }
  return false;
}

bool DialogReplay::play_sent(Time now, const RecordedMessage& message) {
  if (message.status == 0) {
    send_request(now, message);
    return true;
  }
  const Got* const request = find(message.party, message.method, 0, message.cseq);
  if (request != nullptr) {
    send_reply(now, message, *request);
    return true;
  }
  if (now >= since_ + options_.timeout) give_up(now, message, {});
  return false;
}

void DialogReplay::match(const RecordedMessage& message, Got& got) {
  got.is_used = true;
  const SipMessage today = read_sip(got.text), before = read_sip(message.text);
  for (const auto& [old_tag, new_tag] : {std::pair{before.from_tag, today.from_tag}, {before.to_tag, today.to_tag}})
    if (!old_tag.empty() && !new_tag.empty()) tags_[std::string(old_tag)] = new_tag;
  ReplayedMessage out{.frame = message.frame,
                      .party = message.party,
                      .captured = name_of_message(message.method, message.status),
                      .replayed = name_of_message(got.method, got.status)};
  const std::string_view old_sdp = sdp_in(before.body), new_sdp = sdp_in(today.body);
  add_own_addresses(old_sdp, captured_addresses_);
  add_own_addresses(new_sdp, replayed_addresses_);
  auto lines = sdp_lines(new_sdp, replayed_addresses_);
  for (std::string& line : lines) line = in_captured_words(std::move(line));
  out.differences = capture::differences(sdp_lines(old_sdp, captured_addresses_), lines);
  if (ends_.media != nullptr && !old_sdp.empty()) ends_.media->learn(old_sdp, new_sdp);
  tell(out);
}

void DialogReplay::tell(const ReplayedMessage& message) {
  if (!message.is_equal()) ++differences_;
  ends_.told(recorded_, message);
}

void DialogReplay::give_up(Time now, const RecordedMessage& message, std::string instead) {
  if (!message.is_sent)
    tell({.frame = message.frame,
          .party = message.party,
          .captured = name_of_message(message.method, message.status),
          .replayed = std::move(instead)});
  else  // a reply without its request
    tell({.frame = message.frame, .party = message.party, .captured = name_of_message(message.method, 0)});
  has_given_up_ = true;
  hang_up(now);
  ends_at_ = now + farewell;
}

void DialogReplay::repeat(Time now, Repeated one) {
  ends_.send(one.party, one.to, one.text);
  one.interval = milliseconds(500);
  one.next = now + one.interval;
  one.give_up = now + options_.timeout;
  repeated_.push_back(std::move(one));
}

// What comes.

void DialogReplay::datagram(Time now, std::size_t party, const Endpoint& from, std::string_view bytes) {
  if (is_over_ || party >= parties_.size()) return;
  const SipMessage message = read_sip(bytes);
  const Got got{.party = party,
                .from = from,
                .method = std::string(message.method),
                .status = message.status,
                .cseq = message.cseq,
                .text = std::string(bytes)};
  const std::string key = fmt::format("{} {} {} {} {}", party, message.method, message.status, message.cseq,
                                      message.status == 0 ? message.via_branch : message.to_tag);
  if (message.status == 0)
    take_request(got, key);
  else
    take_reply(got);
  if (message.status != 100 && heard_.insert(key).second && inbox_.size() < recorded_.messages.size() + 64) {
    // The ACK of a refused INVITE stays between neighbours, as in the capture.
    const bool is_own_matter = message.method == "ACK" && message.status == 0 &&
                               std::ranges::any_of(recorded_.messages, [&](const RecordedMessage& one) {
                                 return one.is_sent && one.party == party && one.method == "INVITE" &&
                                        one.status >= 300 && one.cseq == message.cseq;
                               });
    if (!is_own_matter) inbox_.push_back(got);
    learn_dialog(got);
    if (has_given_up_ && message.status == 0 && message.method != "ACK")
      answer(got, "SIP/2.0 200 OK", "farewell" + options_.suffix);
  }
  advance(now);
}

void DialogReplay::take_request(const Got& got, const std::string& key) {
  if (got.method == "ACK") {
    std::erase_if(repeated_,
                  [&](const Repeated& one) { return one.is_reply && one.party == got.party && one.cseq == got.cseq; });
    return;
  }
  if (!heard_.contains(key)) {
    if (got.method == "INVITE") answer(got, "SIP/2.0 100 Trying", {});
    return;
  }
  const auto known = answers_.find(fmt::format("{} {} {}", got.party, got.method, got.cseq));
  if (known != answers_.end()) ends_.send(got.party, got.from, known->second);
}

void DialogReplay::take_reply(const Got& got) {
  std::erase_if(repeated_, [&](const Repeated& one) {
    const bool is_enough = got.status >= 200 || got.method == "INVITE";
    return !one.is_reply && one.party == got.party && one.method == got.method && one.cseq == got.cseq && is_enough;
  });
  if (got.method != "INVITE" || got.status < 200) return;
  if (got.status >= 300) return acknowledge_refusal(got);
  const auto& acks = parties_[got.party].acks;
  if (const auto ack = acks.find(got.cseq); ack != acks.end()) ends_.send(got.party, ends_.proxy, ack->second);
}

void DialogReplay::learn_dialog(const Got& got) {
  if (got.method != "INVITE" || got.status >= 300 || got.status == 100) return;
  const SipText text = SipText::parse(got.text);
  Party& party = parties_[got.party];
  if (const auto contact = text.get("Contact"); !contact.empty()) party.remote_uri = uri_in(contact);
  if (!party.routes.empty()) return;
  party.routes = text.all("Record-Route");
  if (got.status != 0) std::ranges::reverse(party.routes);
}

}  // namespace rtpe::capture

// What the parties of a replayed dialog send.
#include <fmt/format.h>

#include <algorithm>

#include "pcap/replay/dialog_replay.hpp"
#include "pcap/replay/todays_words.hpp"

namespace rtpe::capture {

std::string DialogReplay::tag(const std::string& captured) const {
  if (captured.empty()) return {};
  const auto known = tags_.find(captured);
  return known != tags_.end() ? known->second : captured + options_.suffix;
}

std::string DialogReplay::in_todays_words(std::string text, std::size_t party) const {
  text = with_endpoint(std::move(text), recorded_.proxy, ends_.proxy);
  for (std::size_t other = 0; other < parties_.size(); ++other)
    text = with_endpoint(std::move(text), recorded_.parties[other], ends_.parties[other]);
  text = with_address(std::move(text), recorded_.parties[party].address, ends_.parties[party].address);
  return with_address(std::move(text), recorded_.proxy.address, ends_.proxy.address);
}

std::string DialogReplay::in_captured_words(std::string text) const {
  for (auto at = text.find(options_.suffix); at != std::string::npos; at = text.find(options_.suffix, at))
    text.erase(at, options_.suffix.size());
  for (std::size_t party = 0; party < parties_.size(); ++party)
    text = with_address(std::move(text), ends_.parties[party].address, recorded_.parties[party].address);
  return text;
}

std::string DialogReplay::via(std::size_t party) {
  return fmt::format("SIP/2.0/UDP {};branch=z9hG4bK{}{}{};rport", ends_.parties[party].text(), ++branches_,
                     static_cast<char>('a' + party % 26), options_.suffix);
}

void DialogReplay::go_inside(SipText& out, std::size_t party) const {
  const Party& own = parties_[party];
  const std::string method = out.first_line.substr(0, out.first_line.find(' '));
  if (!own.remote_uri.empty()) out.first_line = fmt::format("{} {} SIP/2.0", method, own.remote_uri);
  out.remove("Route");
  out.put_first("Route", own.routes);
}

void DialogReplay::send_request(Time now, const RecordedMessage& message) {
  if (message.method == "CANCEL") return send_cancel(now, message.party, message.cseq);
  SipText out = SipText::parse(in_todays_words(message.text, message.party));
  for (const char* hop : {"Via", "Record-Route"}) out.remove(hop);
  if (!message.to_tag.empty()) go_inside(out, message.party);
  out.put_first("Via", {via(message.party)});
  out.change("Call-ID", call_id_);
  out.change("From", with_parameter(out.get("From"), "tag", tag(message.from_tag)));
  if (!message.to_tag.empty()) out.change("To", with_parameter(out.get("To"), "tag", tag(message.to_tag)));
  const std::string text = out.text();
  Party& party = parties_[message.party];
  if (message.method == "ACK") {
    party.acks[message.cseq] = text;
    return ends_.send(message.party, ends_.proxy, text);
  }
  if (message.method == "INVITE") party.invites[message.cseq] = text;
  repeat(now,
         {.party = message.party, .to = ends_.proxy, .text = text, .method = message.method, .cseq = message.cseq});
}

/// RFC 3261 9.1: the same request line, Via, From, To, Call-ID and Route as the INVITE.
void DialogReplay::send_cancel(Time now, std::size_t party, std::uint32_t cseq) {
  const auto invite = parties_[party].invites.find(cseq);
  if (invite == parties_[party].invites.end()) return;
  const SipText from = SipText::parse(invite->second);
  SipText out;
  out.first_line = "CANCEL" + from.first_line.substr(from.first_line.find(' '));
  out.put_first("Via", from.all("Via"));
  for (const std::string& route : from.all("Route")) out.put_last("Route", route);
  for (const char* name : {"From", "To", "Call-ID"}) out.put_last(name, std::string(from.get(name)));
  out.put_last("CSeq", fmt::format("{} CANCEL", cseq));
  out.put_last("Max-Forwards", "70");
  repeat(now, {.party = party, .to = ends_.proxy, .text = out.text(), .method = "CANCEL", .cseq = cseq});
}

/// RFC 3261 17.1.1.3: as the INVITE, with the To of the reply.
void DialogReplay::acknowledge_refusal(const Got& got) {
  const auto invite = parties_[got.party].invites.find(got.cseq);
  if (invite == parties_[got.party].invites.end()) return;
  const SipText from = SipText::parse(invite->second);
  SipText out;
  out.first_line = "ACK" + from.first_line.substr(from.first_line.find(' '));
  out.put_first("Via", from.all("Via"));
  for (const std::string& route : from.all("Route")) out.put_last("Route", route);
  out.put_last("From", std::string(from.get("From")));
  out.put_last("To", std::string(SipText::parse(got.text).get("To")));
  out.put_last("Call-ID", call_id_);
  out.put_last("CSeq", fmt::format("{} ACK", got.cseq));
  out.put_last("Max-Forwards", "70");
  ends_.send(got.party, ends_.proxy, out.text());
}

void DialogReplay::send_reply(Time now, const RecordedMessage& message, const Got& request) {
  SipText out = SipText::parse(in_todays_words(message.text, message.party));
  const SipText asked = SipText::parse(request.text);
  for (const char* name : {"Via", "Record-Route", "From", "To", "Call-ID", "CSeq"}) out.remove(name);
  std::string to(asked.get("To"));
  if (!message.to_tag.empty() && to.find(";tag=") == std::string::npos)
    to = with_parameter(to, "tag", tag(message.to_tag));
  out.put_first("CSeq", {std::string(asked.get("CSeq"))});
  out.put_first("Call-ID", {std::string(asked.get("Call-ID"))});
  out.put_first("To", {to});
  out.put_first("From", {std::string(asked.get("From"))});
  out.put_first("Record-Route", asked.all("Record-Route"));
  out.put_first("Via", asked.all("Via"));
  const std::string text = out.text();
  answers_[fmt::format("{} {} {}", message.party, message.method, message.cseq)] = text;
  if (message.method == "INVITE" && message.status >= 200 && message.status < 300)
    return repeat(now, {.party = message.party,
                        .to = request.from,
                        .text = text,
                        .method = message.method,
                        .cseq = message.cseq,
                        .is_reply = true});
  ends_.send(message.party, request.from, text);
}

void DialogReplay::answer(const Got& request, std::string status_line, const std::string& to_tag) {
  const SipText asked = SipText::parse(request.text);
  SipText out;
  out.first_line = std::move(status_line);
  out.put_first("Via", asked.all("Via"));
  std::string to(asked.get("To"));
  if (!to_tag.empty() && to.find(";tag=") == std::string::npos) to = with_parameter(to, "tag", to_tag);
  out.put_last("From", std::string(asked.get("From")));
  out.put_last("To", std::move(to));
  out.put_last("Call-ID", std::string(asked.get("Call-ID")));
  out.put_last("CSeq", std::string(asked.get("CSeq")));
  ends_.send(request.party, request.from, out.text());
}

/// Whatever is open is ended as a phone ends it, so that the proxy and the engine keep nothing.
void DialogReplay::hang_up(Time now) {
  std::erase_if(repeated_, [](const Repeated&) { return true; });
  for (std::size_t place = 0; place < parties_.size(); ++place) {
    const auto last_invite = parties_[place].invites.rbegin();
    if (last_invite == parties_[place].invites.rend()) continue;
    const std::uint32_t cseq = last_invite->first;
    const Got* const final = final_of(place, "INVITE", cseq);
    if (final == nullptr) {
      send_cancel(now, place, cseq);
    } else if (final->status < 300) {
      SipText out = SipText::parse(last_invite->second);
      out.body.clear();
      out.remove("Content-Type");
      out.first_line.replace(0, out.first_line.find(' '), "ACK");
      go_inside(out, place);
      out.remove("Via");
      out.put_first("Via", {via(place)});
      out.change("To", std::string(SipText::parse(final->text).get("To")));
      out.change("CSeq", fmt::format("{} ACK", cseq));
      ends_.send(place, ends_.proxy, out.text());
      out.first_line.replace(0, out.first_line.find(' '), "BYE");
      out.change("CSeq", fmt::format("{} BYE", cseq + 1));
      out.remove("Via");
      out.put_first("Via", {via(place)});
      repeat(now, {.party = place, .to = ends_.proxy, .text = out.text(), .method = "BYE", .cseq = cseq + 1});
    }
  }
  for (const Got& got : inbox_)
    if (got.method == "INVITE" && got.status == 0 &&
        !answers_.contains(fmt::format("{} INVITE {}", got.party, got.cseq)))
      answer(got, "SIP/2.0 480 Temporarily Unavailable", "farewell" + options_.suffix);
}

}  // namespace rtpe::capture

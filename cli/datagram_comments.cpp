#include "cli/datagram_comments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "base/time_text.hpp"
#include "client/ng/cookie.hpp"

namespace rtpe::cli {
namespace {

std::string how_chosen(const scenario::Selected& event) {
  switch (event.source) {
    case ChoiceSource::table:
      return ", from the call table";
    case ChoiceSource::weighted:
      return fmt::format(", weighted {} mod {}{}", event.number, event.weight_sum,
                         event.forced ? ", all nodes pinged again" : "");
    default:
      return {};
  }
}

}  // namespace

DatagramComments::DatagramComments(const scenario::Scenario& scenario) {
  for (const scenario::Client& proxy : scenario.proxies) retr_.push_back(proxy.parameters.rtpengine_retr);
}

scenario::EventKinds DatagramComments::interests() const {
  return scenario::kinds_of<scenario::RunStarted, scenario::Selected, scenario::Sent, scenario::OperationEnded>();
}

void DatagramComments::record(Duration since_start, const scenario::Event& event) {
  if (const auto* start = std::get_if<scenario::RunStarted>(&event)) {
    for (const scenario::NodeEntry& node : start->nodes) nodes_.emplace_back(node.name);
  } else if (const auto* selected = std::get_if<scenario::Selected>(&event)) {
    forget(selected->proxy, selected->operation);
    choices_.push_back({.proxy = selected->proxy, .operation = selected->operation, .how = how_chosen(*selected)});
  } else if (const auto* ended = std::get_if<scenario::OperationEnded>(&event)) {
    forget(ended->proxy, ended->operation);
  } else if (const auto* one = std::get_if<scenario::Sent>(&event)) {
    sent(since_start, *one);
  }
}

void DatagramComments::forget(std::uint32_t proxy, std::uint64_t operation) {
  std::erase_if(choices_, [&](const Choice& one) { return one.proxy == proxy && one.operation == operation; });
}

void DatagramComments::sent(Duration since_start, const scenario::Sent& event) {
  std::string cookie(event.cookie);
  const auto [row, is_new] = rows_.try_emplace(cookie);
  if (is_new) {
    cookies_.push_back(std::move(cookie));
    row->second.sent = since_start;
  }
  const std::string_view node = event.node < nodes_.size() ? std::string_view(nodes_[event.node]) : "?";
  const std::string_view command = wire_name(event.command);
  const auto choice = std::ranges::find_if(
      choices_, [&](const Choice& one) { return one.proxy == event.proxy && one.operation == event.operation; });
  const bool is_chosen = event.command != Command::ping && choice != choices_.end();
  row->second.request =
      fmt::format("{}: attempt {}{}, node {}{}", command, event.attempt,
                  event.proxy < retr_.size() ? fmt::format(" of {}", retr_[event.proxy]) : std::string(), node,
                  is_chosen ? choice->how : std::string());
  row->second.reply = fmt::format("node {} answers {}", node, command);
  if (cookies_.size() <= cookies_at_most) return;
  rows_.erase(cookies_.front());
  cookies_.pop_front();
}

std::string DatagramComments::of(const scenario::Datagram& datagram) const {
  std::string out;
  if (datagram.protocol == scenario::world::Protocol::ng) {
    const auto message = ng::split(datagram.bytes);
    const auto row = message ? rows_.find(std::string(message->cookie)) : rows_.end();
    if (row != rows_.end()) {
      const bool is_reply = message->payload.contains("6:result");
      out = is_reply ? fmt::format("{}, {} after the first attempt", row->second.reply,
                                   duration_text(datagram.since_start - row->second.sent))
                     : row->second.request;
    }
  }
  if (!datagram.arrives) out += out.empty() ? "lost on the way" : "; lost on the way";
  return out;
}

}  // namespace rtpe::cli

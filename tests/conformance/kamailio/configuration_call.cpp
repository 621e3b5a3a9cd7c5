#include "tests/conformance/kamailio/configuration_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "client/bencode/reader.hpp"
#include "tests/conformance/kamailio/engine_double.hpp"

namespace rtpe::lane {
namespace {

std::vector<std::string_view> header_values(std::string_view text, std::string_view name) {
  std::vector<std::string_view> out;
  text = text.substr(0, text.find("\r\n\r\n"));
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find("\r\n"));
    text.remove_prefix(std::min(line.size() + 2, text.size()));
    if (line.starts_with(name) && line.substr(name.size()).starts_with(":")) {
      std::string_view value = line.substr(name.size() + 1);
      while (value.starts_with(' ')) value.remove_prefix(1);
      out.push_back(value);
    }
  }
  return out;
}

std::string_view parameter(std::string_view value, std::string_view name) {
  const auto at = value.find(name);
  if (at == std::string_view::npos) return {};
  value.remove_prefix(at + name.size());
  return value.substr(0, value.find_first_of(";,> \r\n"));
}

/// "sdp of alice" for a body.
std::string without_sdp(std::string text) {
  for (std::size_t at = 0; (at = text.find("\"v=0\\r\\no=", at)) != std::string::npos;) {
    const std::size_t user = at + 10, end = text.find('"', at + 1);
    const std::string who = text.substr(user, text.find(' ', user) - user);
    const std::string replaced = "\"<sdp of " + who + ">\"";
    text.replace(at, end + 1 - at, replaced);
    at += replaced.size();
  }
  return text;
}

}  // namespace

std::vector<CallStep> call_steps(const std::vector<std::string>& messages) {
  std::vector<CallStep> out;
  std::string open = "INVITE";
  for (const std::string& message : messages) {
    std::istringstream words(message);
    std::string who, what, word;
    words >> who >> what;
    CallStep step{.caller = who == "caller", .method = what};
    const auto [end, error] = std::from_chars(what.data(), what.data() + what.size(), step.status);
    if (error != std::errc{}) step.status = 0;
    if (step.status == 0 && what != "ACK") open = what;
    if (step.status != 0) step.method = open;
    while (words >> word) {
      if (word == "sdp") step.has_sdp = true;
      if (word == "INVITE" || word == "CANCEL") step.method = word;
    }
    out.push_back(step);
  }
  return out;
}

void CallNames::name(std::string_view value, std::string name) {
  if (!value.empty()) names_.emplace(value, std::move(name));
}

void CallNames::learn(std::string_view sip_text, bool from_caller) {
  const auto first = [&](std::string_view header) {
    const auto all = header_values(sip_text, header);
    return all.empty() ? std::string_view{} : all.front();
  };
  name(first("Call-ID"), "<Call-ID>");
  const bool is_request = !sip_text.starts_with("SIP/2.0");
  if (!is_request || from_caller) {
    name(parameter(first("From"), "tag="), "<caller's tag>");
    name(parameter(first("To"), "tag="), "<callee's tag>");
  }
  const auto vias = header_values(sip_text, "Via");
  if (!is_request || vias.empty()) return;
  const std::string_view branch = parameter(vias.front(), "branch=");
  if (branch.empty() || names_.contains(branch)) return;
  if (from_caller)
    name(branch, fmt::format("<caller's branch {}>", ++caller_branches_));
  else
    name(branch, fmt::format("<proxy's branch {}>", ++proxy_branches_));
}

std::string CallNames::named(std::string text) const {
  std::vector<std::pair<std::string, std::string>> all(names_.begin(), names_.end());
  std::ranges::sort(all, [](const auto& left, const auto& right) { return left.first.size() > right.first.size(); });
  for (const auto& [value, name] : all)
    for (std::size_t at = 0; (at = text.find(value, at)) != std::string::npos; at += name.size())
      text.replace(at, value.size(), name);
  return text;
}

std::string command_line(std::string_view engine, std::string_view datagram, const CallNames& names) {
  const auto blank = datagram.find(' ');
  if (blank == std::string_view::npos) return {};
  const std::string_view payload = datagram.substr(blank + 1);
  bencode::Reader reader;
  const auto view = reader.read(payload, {});
  if (!view || view->kind() != bencode::Kind::dictionary) return {};
  const auto command = view->find_string("command").value_or("");
  if (command == "ping") return {};
  return fmt::format("{} {} {}", engine, command, names.named(without_sdp(dictionary_json(payload, "<nobody>"))));
}

}  // namespace rtpe::lane

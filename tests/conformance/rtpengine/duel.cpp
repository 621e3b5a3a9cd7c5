#include "tests/conformance/rtpengine/duel.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "tests/conformance/rtpengine/normalise.hpp"
#include "tests/conformance/rtpengine/play_file.hpp"

namespace rtpe::lane {
namespace {

using bencode::Value;

Value dictionary_of(const std::string& message) {
  bencode::Reader reader;
  const std::size_t blank = message.find(' ');
  if (blank == std::string::npos) return Value("no cookie: " + message);
  const auto view = reader.read(std::string_view(message).substr(blank + 1));
  return view ? bencode::to_value(*view) : Value("not bencode: " + message);
}

/// The request with its call-id made unique.
Value unique(const Request& request, const std::string& suffix) {
  Request out = request;
  for (auto& [key, item] : out)
    if (key == "call-id" && item.string() != nullptr) item = Value(*item.string() + suffix);
  return Value(std::move(out));
}

/// What `@@N:KEY@@` in the text stands for is put in its place; without such a reply or key it stays.
void fill_in(std::string& text, const std::vector<Value>& replies) {
  for (std::size_t at = 0; (at = text.find("@@", at)) != std::string::npos; at += 2) {
    const std::size_t colon = text.find(':', at), end = text.find("@@", at + 2);
    if (colon == std::string::npos || end == std::string::npos || colon > end) return;
    const std::string key = text.substr(colon + 1, end - colon - 1);
    const auto number = static_cast<std::size_t>(std::atol(text.c_str() + at + 2));
    const Value* found = number < replies.size() ? replies[number].find(key) : nullptr;
    if (found != nullptr && found->string() != nullptr) text.replace(at, end + 2 - at, *found->string());
  }
}

Value filled_in(const Value& request, const std::vector<Value>& replies) {
  Value out = request;
  if (auto* dictionary = std::get_if<Value::Dictionary>(&out.data))
    for (auto& [key, item] : *dictionary) item = filled_in(item, replies);
  else if (auto* list = std::get_if<Value::List>(&out.data))
    for (Value& item : *list) item = filled_in(item, replies);
  else if (auto* text = std::get_if<std::string>(&out.data))
    fill_in(*text, replies);
  return out;
}

std::string without_numbers(std::string_view text) {
  std::string hidden;
  for (const char letter : text)
    if (letter < '0' || letter > '9')
      hidden += letter;
    else if (hidden.empty() || hidden.back() != '#')
      hidden += '#';
  return hidden;
}

/// What an SDP line or a key is about: `a=rtpmap`, `m=audio`, `flags`.
std::string beginning_of(std::string_view line) {
  if (line.find("flags:") != std::string_view::npos || line.find("subscri") != std::string_view::npos)
    return without_numbers(line);
  return without_numbers(line.substr(0, line.find_first_of(": ", line.find_first_not_of(' ') + 2)));
}

Difference difference_of(const Request& request, std::string left, std::string right) {
  std::string_view a = left, b = right, one, other;
  const auto take = [](std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
  };
  while (one == other && !(a.empty() && b.empty())) {
    one = take(a);
    other = take(b);
  }
  const Value whole(request);
  const Value* command = whole.find("command");
  const std::string name = command && command->string() ? *command->string() : "";
  Difference out;
  out.kind = without_numbers(fmt::format("{}: '{}' / '{}'", name, one, other));
  out.about = fmt::format("{}: {} / {}", name, beginning_of(one), beginning_of(other));
  out.left = std::move(left);
  out.right = std::move(right);
  return out;
}

}  // namespace

Outcome Duel::play(const Session& session, const Listener& listener) {
  Outcome out;
  const std::string suffix = fmt::format("-{}-{}", getpid(), ++plays_);
  Normaliser left_names(left_.addresses(), suffix), right_names(right_.addresses(), suffix);
  std::vector<Value> left_replies, right_replies;
  for (std::size_t i = 0; i < session.requests.size() && (out.good() || (listener && out.difference)); ++i) {
    const Value request = unique(session.requests[i], suffix);
    const std::string cookie = fmt::format("{}_{} ", getpid(), ++cookies_), bytes = bencode::encode(request);
    left_names.saw_request(bytes);
    right_names.saw_request(bytes);
    const auto left = left_.ask(cookie + bencode::encode(filled_in(request, left_replies)));
    if (!left) {
      if (left_.alive()) {
        out.problem = fmt::format("request {} was not answered", i);
      } else {
        out.crash = i;
        if (auto again = left_.restart(); !again) out.problem = again.error().text();
      }
      break;
    }
    const auto right = right_.ask(cookie + bencode::encode(filled_in(request, right_replies)));
    if (!right && !right_.alive()) (void)right_.restart();
    left_replies.push_back(dictionary_of(*left));
    right_replies.push_back(right ? dictionary_of(*right) : Value());
    const std::string one = text_of(left_names.normalised(left_replies.back()));
    const std::string other = right ? text_of(right_names.normalised(right_replies.back())) : "no reply\n";
    if (listener) listener(session.requests[i], one, other);
    if (one == other || out.difference) continue;
    out.difference = difference_of(session.requests[i], one, other);
    out.difference->request = i;
  }
  clean_up("c" + suffix);
  return out;
}

void Duel::clean_up(const std::string& call_id) {
  const std::string body =
      bencode::encode(Value(Request{{"command", "delete"}, {"call-id", call_id}, {"delete-delay", 0}}));
  const std::string message = fmt::format("{}_{} {}", getpid(), ++cookies_, body);
  (void)left_.ask(message);
  (void)right_.ask(message);
}

std::string story_of(const Session& session, const Outcome& outcome) {
  std::string out =
      fmt::format("--- {} session {}: {} requests\n", name_of(session.feature), session.seed, session.requests.size());
  for (const Request& request : session.requests) out += text_of(Value(request)) + "\n";
  if (outcome.crash) out += fmt::format("request {} killed the daemon\n", *outcome.crash);
  if (!outcome.problem.empty()) out += outcome.problem + "\n";
  if (outcome.difference)
    out += fmt::format("request {}, - real, + given:\n{}", outcome.difference->request,
                       changed_lines(outcome.difference->left, outcome.difference->right));
  return out;
}

}  // namespace rtpe::lane

// Takes away requests, keys, list elements and SDP lines for as long as the difference stays.
#include <optional>

#include "tests/conformance/rtpengine/duel.hpp"

namespace rtpe::lane {
namespace {

using bencode::Value;

constexpr int most_trials = 600;

/// All values that are one step smaller, made on demand: the n-th, or nullopt.
std::optional<Value> smaller(const Value& value, std::size_t nth);

template <class Container>
std::optional<Container> without(const Container& container, std::size_t nth) {
  if (nth >= container.size()) return std::nullopt;
  Container out = container;
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(nth));
  return out;
}

std::optional<std::string> without_line(const std::string& text, std::size_t nth) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < nth && from != std::string::npos; ++i) {
    from = text.find('\n', from);
    if (from != std::string::npos) ++from;
  }
  if (from == std::string::npos || from >= text.size()) return std::nullopt;
  const std::size_t end = text.find('\n', from);
  return text.substr(0, from) + (end == std::string::npos ? "" : text.substr(end + 1));
}

std::optional<Value> smaller(const Value& value, std::size_t nth) {
  if (const auto* text = value.string()) {
    if (text->find('\n') == std::string::npos) return std::nullopt;
    auto out = without_line(*text, nth);
    return out ? std::optional(Value(std::move(*out))) : std::nullopt;
  }
  if (const auto* list = value.list()) {
    auto out = without(*list, nth);
    return out ? std::optional(Value(std::move(*out))) : std::nullopt;
  }
  const auto* dictionary = value.dictionary();
  if (dictionary == nullptr) return std::nullopt;
  if (nth < dictionary->size()) return Value(*without(*dictionary, nth));
  nth -= dictionary->size();
  for (std::size_t i = 0; i < dictionary->size(); ++i) {
    std::size_t count = 0;
    for (; auto item = smaller((*dictionary)[i].second, count); ++count)
      if (count == nth) {
        Value out = value;
        (*std::get_if<Value::Dictionary>(&out.data))[i].second = std::move(*item);
        return out;
      }
    nth -= count;
  }
  return std::nullopt;
}

}  // namespace

bool Duel::still_bad(const Session& session, const Outcome& as) {
  const Outcome outcome = play(session);
  if (as.crash) return outcome.crash.has_value();
  return outcome.difference && as.difference && outcome.difference->about == as.difference->about;
}

Session Duel::shrink(Session session) {
  const Outcome first = play(session);
  const bool crashes = first.crash.has_value();
  int trials = 0;
  const auto accept = [&](Session& candidate) {
    if (++trials > most_trials || !still_bad(candidate, first)) return false;
    session = std::move(candidate);
    return true;
  };
  if (const auto last = crashes            ? first.crash
                        : first.difference ? std::optional(first.difference->request)
                                           : std::nullopt)
    session.requests.resize(*last + 1);
  for (bool progress = true; progress && trials < most_trials;) {
    progress = false;
    for (std::size_t i = session.requests.size(); i-- > 0;) {
      Session candidate = session;
      candidate.requests.erase(candidate.requests.begin() + static_cast<std::ptrdiff_t>(i));
      progress = accept(candidate) || progress;
    }
    for (std::size_t i = session.requests.size(); i-- > 0 && trials < most_trials;)
      for (std::size_t nth = 0; trials < most_trials;) {
        auto less = smaller(Value(session.requests[i]), nth);
        if (!less) break;
        Session candidate = session;
        candidate.requests[i] = std::get<Value::Dictionary>(less->data);
        if (accept(candidate))
          progress = true;
        else
          ++nth;
      }
  }
  return session;
}

}  // namespace rtpe::lane

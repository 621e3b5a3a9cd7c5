#include "tests/support/reply_compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <regex>
#include <vector>

namespace rtpe::test {
namespace {

using bencode::Value;

std::string value_text(const Value& value) {
  std::string text;
  bencode::to_json(value, text);
  return text.size() > 300 ? text.substr(0, 300) + "..." : text;
}

std::vector<std::string> split_lines(std::string_view sdp) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = sdp.find('\n');
    lines.emplace_back(sdp.substr(0, end));
    if (end == std::string_view::npos) return lines;
    sdp.remove_prefix(end + 1);
  }
}

/// Keys, names and ids that the recordings show to be the same in every run have to be the very same here.
bool compares_exactly(std::string_view line) {
  for (const std::string_view start : {"a=crypto:", "a=ice-", "a=fingerprint:", "o="})
    if (line.starts_with(start)) return true;
  return false;
}

std::string sdp_difference(std::string_view recorded, std::string_view given, const Volatile& random) {
  const auto left = split_lines(recorded), right = split_lines(given);
  SdpNormaliser left_lines, right_lines;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i >= left.size()) return fmt::format("line {} is too much: {}", i, right[i]);
    if (i >= right.size()) return fmt::format("line {} is missing: {}", i, left[i]);
    const std::string want = left_lines.normalised(left[i]), got = right_lines.normalised(right[i]);
    const bool exact = compares_exactly(left[i]) && !random.paths.contains(fmt::format("$[\"sdp\"]#line[{}]", i));
    if (exact ? left[i] != right[i] : want != got)
      return fmt::format("line {}: recorded '{}', given '{}'", i, left[i], right[i]);
  }
  return {};
}

class Comparison {
 public:
  explicit Comparison(const Volatile& random) : random_(random) {}

  std::string run(const Value& recorded, const Value& given, const std::string& path, std::string_view key) {
    if (recorded.data.index() != given.data.index())
      return fmt::format("{}: recorded {}, given {}", path, value_text(recorded), value_text(given));
    if (const auto* dictionary = recorded.dictionary()) return keys(*dictionary, *given.dictionary(), path);
    if (const auto* list = recorded.list()) return items(*list, *given.list(), path);
    if (key == "sdp" && recorded.string() != nullptr) {
      const std::string difference = sdp_difference(*recorded.string(), *given.string(), random_);
      return difference.empty() ? difference : path + " " + difference;
    }
    if (recorded == given || random_.paths.contains(path) || random_.keys.contains(key)) return {};
    return fmt::format("{}: recorded {}, given {}", path, value_text(recorded), value_text(given));
  }

 private:
  std::string keys(const Value::Dictionary& recorded, const Value::Dictionary& given, const std::string& path) {
    const auto names = [](const Value::Dictionary& dictionary) {
      std::string out;
      for (const auto& [name, item] : dictionary) out += name + ", ";
      return out;
    };
    if (recorded.size() != given.size())
      return fmt::format("{}: recorded keys {}given keys {}", path, names(recorded), names(given));
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      if (recorded[i].first != given[i].first)
        return fmt::format("{}: recorded keys {}given keys {}", path, names(recorded), names(given));
      const std::string& name = recorded[i].first;
      auto difference = run(recorded[i].second, given[i].second, fmt::format("{}[\"{}\"]", path, name), name);
      if (!difference.empty()) return difference;
    }
    return {};
  }

  std::string items(const Value::List& recorded, const Value::List& given, const std::string& path) {
    if (recorded.size() != given.size())
      return fmt::format("{}: recorded {}, given {}", path, value_text(Value(recorded)), value_text(Value(given)));
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      auto difference = run(recorded[i], given[i], fmt::format("{}[{}]", path, i), {});
      if (!difference.empty()) return difference;
    }
    return {};
  }

  const Volatile& random_;
};

/// The daemons of the recordings took their media ports from here up.
constexpr long first_local_port = 30000;

std::string replaced(const std::string& text, const std::string& pattern, const std::string& by) {
  return std::regex_replace(text, std::regex(pattern), by);
}

}  // namespace

std::string first_difference(const Value& recorded, const Value& given, const Volatile& random) {
  return Comparison(random).run(recorded, given, "$", {});
}

std::string SdpNormaliser::normalised(std::string_view line) {
  if (line.ends_with('\r')) return normalised(line.substr(0, line.size() - 1)) + '\r';
  std::string text(line);
  const auto offset = [this](const std::string& port) {
    const long distance = std::atol(port.c_str()) - media_port_;
    if (std::atol(port.c_str()) < first_local_port) return port;
    return distance >= 0 && distance < 8 ? fmt::format("+{}", distance) : std::string("P");
  };
  // Compiling and trying a pattern is slow: most lines are none of these.
  constexpr std::array<std::string_view, 7> prefixes = {
      "m=", "o=- ", "a=rtcp:", "a=rtpengine:", "a=c", "a=i", "a=tls-id:"};
  const auto begins = [&](std::string_view prefix) { return text.starts_with(prefix); };
  if (std::ranges::none_of(prefixes, begins) && !begins("a=fingerprint:")) return text;
  std::smatch match;
  if (static const std::regex pattern("^(m=[^ ]+ )([1-9][0-9]*)(.*)$"); std::regex_search(text, match, pattern)) {
    media_port_ = std::atol(match[2].str().c_str());
    if (media_port_ < first_local_port) return text;
    return fmt::format("{}P{}", match[1].str(), match[3].str());
  }
  if (static const std::regex pattern("^(a=rtcp:)([0-9]+)(.*)$"); std::regex_search(text, match, pattern))
    return match[1].str() + offset(match[2].str()) + match[3].str();
  if (static const std::regex pattern("^a=candidate:([A-Za-z0-9]{16}) (.*) ([0-9]{5}) (typ .*)$");
      std::regex_search(text, match, pattern)) {
    std::string rest = replaced(match[4].str(), "rport [0-9]+", "rport P");
    return fmt::format("a=candidate:F {} P {}", match[2].str(), rest);
  }
  if (static const std::regex pattern("^(a=crypto:.* inline:)([A-Za-z0-9+/=]+)(.*)$");
      std::regex_search(text, match, pattern))
    return fmt::format("{}{}{}", match[1].str(), match[2].str().size(), match[3].str());
  if (static const std::regex pattern("^(a=ice-ufrag:|a=ice-pwd:|a=rtpengine:|a=tls-id:)([A-Za-z0-9]+)(.*)$");
      std::regex_search(text, match, pattern))
    return fmt::format("{}{}{}", match[1].str(), match[2].str().size(), match[3].str());
  if (static const std::regex pattern("^(a=fingerprint:[^ ]+ )([0-9A-F:]+)(.*)$");
      std::regex_search(text, match, pattern))
    return fmt::format("{}{}{}", match[1].str(), match[2].str().size(), match[3].str());
  if (static const std::regex pattern("^o=- ([0-9]{17,}) ([0-9]{17,}) (.*)$"); std::regex_search(text, match, pattern))
    return fmt::format("o=- {} {}", match[1].str() == match[2].str() ? "same" : "different", match[3].str());
  return text;
}

}  // namespace rtpe::test

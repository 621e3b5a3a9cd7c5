// Offers and answers of one SRTP media: requests and replies in short, as the tables of the SDES and DTLS tests have
// them.
#pragma once
#include <fmt/format.h>

#include <map>

#include "mock_engine/rewrite/sdes.hpp"
#include "tests/support/negotiation.hpp"

namespace rtpe::test {

/// `attributes`, separated by "; ": "<tag> <suite> <end of the key>[|...][ <parameters>]", "{sha-256}" and "{sha-1}"
/// for a fingerprint, anything else as it stands. `options`, separated by blanks: "key=value", "key=value,value," for a
/// list.
struct SecureStep {
  std::string_view command, from, to, protocol, attributes, options;
  /// "<protocol> [setup:... <hash>] [{<tag> <suite> <end of a given key, or K1 ... for made up ones>, ...}]"; of more
  /// than four keys the first three, "..<number of all>" and the last.
  std::string_view expected;
};
struct SecureScenario {
  std::string_view name;
  std::vector<SecureStep> steps;
};

class SecureNegotiation {
 public:
  std::string play(const SecureStep& step) {
    std::string media = fmt::format("m=audio 4100 {} 0", step.protocol);
    for (std::string_view rest = step.attributes; !rest.empty();) {
      const std::size_t end = rest.find("; ");
      media += "\na=" + expand(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
    }
    auto options = options_of(step.options);
    return summary(step.command == "offer" ? negotiation_.offer(step.from, step.to, body(media), std::move(options))
                                           : negotiation_.answer(step.from, step.to, body(media), std::move(options)));
  }

 private:
  static constexpr std::string_view key_start = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubG";
  static constexpr std::array<std::string_view, 12> short_names = {
      "G256", "G128", "256_80", "256_32", "192_80", "192_32", "80", "32", "F80", "F32", "N80", "N32"};

  static std::string expand(std::string_view text) {
    std::string pairs = "01";
    if (text == "{sha-1}" || text == "{sha-256}") {
      for (int i = 1; i < (text == "{sha-1}" ? 20 : 32); ++i) pairs += ":01";
      return fmt::format("fingerprint:{} {}", text.substr(1, text.size() - 2), pairs);
    }
    if (text.front() < '0' || text.front() > '9') return std::string(text);
    const std::string_view tag = sdp::take_token(text), suite = sdp::take_token(text);
    const auto found = std::ranges::find(short_names, suite);
    BOOST_REQUIRE(found != short_names.end());
    const auto index = static_cast<std::size_t>(found - short_names.begin());
    return fmt::format("crypto:{} {} inline:{}{}", tag, mock::suites()[index].name, key_start, text);
  }

  std::string summary(std::string_view sdp) {
    if (sdp.starts_with("error")) return std::string(sdp);
    std::string out;
    std::vector<std::string> keys;
    while (!sdp.empty()) {
      const std::size_t end = sdp.find("\r\n");
      std::string_view line = sdp.substr(0, end);
      sdp.remove_prefix(end + 2);
      if (line.starts_with("m=audio ")) {
        line.remove_prefix(line.find(' ', 8) + 1);
        out += line.substr(0, line.find(' '));
      }
      if (line.starts_with("a=setup:")) out.append(" ").append(line.substr(2));
      if (line.starts_with("a=fingerprint:")) out.append(" ").append(line.substr(14, line.find(' ') - 14));
      if (line.starts_with("a=crypto:")) keys.push_back(short_key(line.substr(9)));
    }
    const std::size_t count = keys.size();
    if (count > 4) {
      keys[3] = fmt::format("..{}", count);
      keys[4] = keys.back();
      keys.resize(5);
    }
    return count == 0 ? out : fmt::format("{} {{{}}}", out, fmt::join(keys, ", "));
  }

  std::string short_key(std::string_view value) {
    const std::string_view tag = sdp::take_token(value), suite = sdp::take_token(value);
    value.remove_prefix(std::string_view("inline:").size());
    const std::string_view key = value.substr(0, value.find_first_of("| "));
    const auto index = mock::suite_of(suite);
    BOOST_REQUIRE(index.has_value());
    const std::string name =
        key.starts_with(key_start)
            ? std::string(key.substr(key.size() - 4))
            : names_.try_emplace(std::string(key), fmt::format("K{}", names_.size() + 1)).first->second;
    return fmt::format("{} {} {}{}", tag, short_names[*index], name, value.substr(key.size()));
  }

  Negotiation negotiation_;
  std::map<std::string, std::string, std::less<>> names_;
};

inline void play(const std::vector<SecureScenario>& scenarios) {
  for (const SecureScenario& scenario : scenarios) {
    SecureNegotiation negotiation;
    int number = 0;
    for (const SecureStep& step : scenario.steps) {
      const std::string given = negotiation.play(step);
      ++number;
      BOOST_TEST(given == step.expected,
                 scenario.name << ", step " << number << ":\n  " << given << "\n  not\n  " << step.expected);
    }
  }
}

}  // namespace rtpe::test

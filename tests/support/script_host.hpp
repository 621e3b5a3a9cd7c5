// Pseudo-variables and transaction facts of a routing script, for tests.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "client/script/call.hpp"

namespace rtpe::test {

struct ScriptHost : script::Host {
  std::map<std::string, Variable, std::less<>> variables;
  std::vector<std::pair<std::string, std::string>> written;  ///< in order; written variables can be read too
  std::optional<std::string> branch;
  bool tm = true, transaction = true, had_sdp = false;

  std::optional<Variable> read(std::string_view name) override {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
  void write(std::string_view name, std::string_view value) override {
    written.emplace_back(name, value);
    variables[std::string(name)] = {.text = std::string(value)};
  }
  std::optional<std::string> next_branch(const sip::Message&) override { return branch; }
  bool has_tm() override { return tm; }
  bool has_transaction() override { return transaction; }
  bool transaction_had_sdp() override { return had_sdp; }
  void mark_had_sdp() override { had_sdp = true; }

  /// nullopt: never written.
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second.text);
  }
};

}  // namespace rtpe::test

// What an upgrade changes, as two plays of the same calls show it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::scenario::upgrade {

/// What it hurts, the worst first: findings are told in this order.
enum class Harm : std::uint8_t {
  start,   ///< Kamailio does not start
  calls,   ///< calls or functions that fail
  state,   ///< live calls whose engine does not know them
  nodes,   ///< calls that go to another node
  values,  ///< variables that stay empty
  media,   ///< what parties are told in SDP
  words,   ///< parameters and flags that are ignored, or mean something else
  wire,    ///< keys of commands and replies
  timing,  ///< how long functions and workers take
};
/// "start", "calls", ...
[[nodiscard]] std::string_view to_string(Harm harm);

enum class Change : std::uint8_t { worse, other, better };
[[nodiscard]] std::string_view to_string(Change change);

/// What the real programs showed of a finding.
enum class Verdict : std::uint8_t {
  confirmed,
  in_part,   ///< some of its parts
  not_seen,  ///< where the lab's own play of the same calls shows it
  cannot,    ///< be confirmed
};
[[nodiscard]] std::string_view to_string(Verdict verdict);

struct Confirmation {
  Verdict verdict = Verdict::cannot;
  std::string says = {};  ///< what was seen, or why it cannot be
};

struct Finding {
  Harm harm = Harm::wire;
  Change change = Change::worse;
  std::string says = {};                 ///< one sentence
  std::uint64_t count = 0, of = 0;       ///< calls it befalls, of those that could; 0 of 0: it is about no calls
  std::string example = {};              ///< a Call-ID; empty: none
  std::vector<std::string> places = {};  ///< in the deployment's files
  std::string before = {}, after = {};   ///< excerpts, several lines; empty: none
  std::vector<std::string> states = {};  ///< in which it was seen: "after", "engine a new"
  std::string subject = {};              ///< the same for the same thing in two rehearsals, whatever its numbers are
  std::vector<std::string> parts = {};   ///< of what is told together, each; empty: it has no parts
  std::optional<Confirmation> confirmation = {};  ///< by confirm()
};

/// The worst kind first, of one kind what befalls most calls.
void rank(std::vector<Finding>& findings);

}  // namespace rtpe::scenario::upgrade

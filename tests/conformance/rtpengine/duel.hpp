// One session played on two contestants at once, and what became of it.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "tests/conformance/rtpengine/contestant.hpp"
#include "tests/conformance/rtpengine/session.hpp"

namespace rtpe::lane {

/// The first request whose replies differ.
struct Difference {
  std::size_t request = 0;
  std::string kind;         ///< command and first line that differs, without numbers
  std::string about;        ///< command and what both lines begin with: stays when a session shrinks
  std::string left, right;  ///< both replies, normalised, as text
};

struct Outcome {
  std::optional<Difference> difference;
  std::optional<std::size_t> crash;  ///< the request that killed the left contestant
  std::string problem;               ///< a contestant did not answer or cannot be restarted
  [[nodiscard]] bool good() const { return !difference && !crash && problem.empty(); }
};

class Duel {
 public:
  /// Left is the judge. Both outlive the duel.
  Duel(Contestant& left, Contestant& right) : left_(left), right_(right) {}
  /// Hears a request and both replies to it, normalised, as text.
  using Listener = std::function<void(const Request& request, const std::string& left, const std::string& right)>;
  /// Stops at the first difference; with a listener the session is played to its end. `@@N:KEY@@` in a request stands
  /// for that key of the contestant's own reply to request N.
  Outcome play(const Session& session, const Listener& listener = {});
  /// The smallest session found that still differs (or still kills the left one).
  Session shrink(Session session);

 private:
  /// Forgets what the session left behind.
  void clean_up(const std::string& call_id);
  [[nodiscard]] bool still_bad(const Session& session, const Outcome& as);

  Contestant& left_;
  Contestant& right_;
  std::uint64_t plays_ = 0, cookies_ = 0;
};

/// The session's requests and both replies to the last of them.
[[nodiscard]] std::string story_of(const Session& session, const Outcome& outcome);

}  // namespace rtpe::lane

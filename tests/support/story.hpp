// Offers and answers of two parties, and what they are shown, in a notation of words.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "tests/support/negotiation_bench.hpp"

namespace rtpe::test {

/// Plays steps that " / " separates. A step is a letter, `o` or `a`: a offers to b, b answers; `O` or `A`: b offers to
/// a, a answers; then words. About its SDP: `u`, `u2` credentials of ICE, `su` the same on session level, `trickle`,
/// `lite`, `slite` on session level, `host`, `low` (of priority 1000), `srflx`, `relay` candidates, `end` of
/// candidates, `mux`, `rtcp` on the RTP port, `p2` another port, `z` port 0. About the request: `key:value` or
/// `rtcp-mux:value,value`,
/// `+flag`.
///
/// What each step shows: `m1` the first local port seen (`m0` port 0, `m-` the party's own), `rtcp` on that port or
/// `rtcp+1` or `elsewhere`, `mux`, `u1` the first local user name fragment seen or the party's own as it is, `trickle`,
/// `lite`, `end`, party's candidates by type, local ones as component:priority (`r`: relay) or, when as usual, [hosts],
/// [relays]; then what query says of a and b: M rtcp-mux, P passthrough, I ICE, T trickle ICE, C ICE controlling, L
/// ICE-lite peer.
class Story {
 public:
  std::string play(std::string_view steps);
  /// endpoint/advertised port of a's RTP and RTCP; "-": unknown.
  std::string ports_of_a();

 private:
  std::string step(std::string_view words);
  std::string shown(std::string_view sdp);

  NegotiationBench negotiation_;
  std::vector<std::string> ports_, fragments_;
  bool b_is_known_ = false;
};

/// A row of a table: steps and what they show.
struct StoryRow {
  std::string_view steps, shown;
};
void check_stories(std::span<const StoryRow> rows);

}  // namespace rtpe::test

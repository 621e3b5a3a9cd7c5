// A call: legs (one per SIP tag, the daemon's "monologues") that subscribe to each other (protocol.md 7).
#pragma once
#include <boost/iterator/indirect_iterator.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "mock_engine/calls/media.hpp"
#include "mock_engine/calls/text.hpp"

namespace rtpe::mock {

/// Position of a leg in its call; stays valid while the call lives, also after the leg has ended.
using LegId = std::uint32_t;

enum class SubscriptionType : std::uint8_t { offer_answer, pub_sub };
/// "offer/answer" or "pub/sub", as query replies write it.
[[nodiscard]] std::string_view name_of(SubscriptionType type);

struct Subscription {
  LegId leg = 0;
  SubscriptionType type = SubscriptionType::offer_answer;
};

/// What a party was shown first, for `replace` of user name, session name and version in later messages.
struct SessionMemory {
  Text username, session_name, session_id;
  bool has_username = false, has_session_name = false, has_session_id = false;
  bool has_body = false;
  std::uint64_t version = 0;    ///< the first one, and one more for each body that differs; 0: not looked at yet
  std::int64_t own_id = 0;      ///< session id of the engine's own SDPs; 0: none yet
  std::uint64_t body_hash = 0;  ///< of the last body whose version was replaced, without the version
};

/// One party. Created by an SDP that carries its tag, or without tag as the party that is yet to answer.
struct Leg {
  LegId id = 0;
  bool named : 1 = false;             ///< has a tag, be it an empty one
  bool ended : 1 = false;             ///< its ports are closed; it is printed until the call ends
  bool played : 1 = false;            ///< media was played to it
  bool in_dialogue : 1 = false;       ///< it wrote an offer or an answer
  bool injects_dtmf : 1 = false;      ///< `inject-DTMF` was once asked for: it counts for all its medias
  bool said_inject_dtmf : 1 = false;  ///< `inject-DTMF` was asked for with `last_sdp`
  std::optional<Family> said_family;  ///< `address-family` of the request that carried it
  Text tag, via_branch, label;
  Time created{};
  Time delete_at{};  ///< zero: not scheduled
  CompactList<Subscription, 1> subscriptions, subscribers;
  CompactList<Media, 1> medias;
  Text last_sdp;                         ///< as received; kept for subscribe requests
  Text first_shown;                      ///< the other party's SDP that this one was shown first
  std::unique_ptr<SessionMemory> shown;  ///< made from `first_shown` once a request asks for it
};

/// The legs of a call in creation order. A leg stays where it is, and none goes while the call lives.
class Legs {
 public:
  Leg& add() { return *legs_.emplace_back(std::make_unique<Leg>()); }
  [[nodiscard]] auto begin() { return boost::make_indirect_iterator(legs_.begin()); }
  [[nodiscard]] auto end() { return boost::make_indirect_iterator(legs_.end()); }
  [[nodiscard]] auto begin() const { return ConstIterator(legs_.begin()); }
  [[nodiscard]] auto end() const { return ConstIterator(legs_.end()); }
  [[nodiscard]] Leg& operator[](LegId leg) { return *legs_[leg]; }
  [[nodiscard]] const Leg& operator[](LegId leg) const { return *legs_[leg]; }
  [[nodiscard]] std::size_t size() const { return legs_.size(); }
  [[nodiscard]] bool empty() const { return legs_.empty(); }
  [[nodiscard]] Leg& front() { return *legs_.front(); }
  [[nodiscard]] const Leg& front() const { return *legs_.front(); }
  [[nodiscard]] Leg& back() { return *legs_.back(); }

 private:
  using ConstIterator = boost::indirect_iterator<const std::unique_ptr<Leg>*, const Leg>;
  CompactList<std::unique_ptr<Leg>, 2> legs_;
};

struct Call {
  /// Tags a call may ever have. The daemon stops only when its ports run out; this bounds what a reply and a search
  /// cost, and memory where no ports are taken.
  static constexpr std::size_t most_legs = 256;

  Text call_id;
  Time created{};
  Time last_signal{};
  Time delete_at{};  ///< zero: not scheduled
  /// The deletion of a party was asked for, be it done, waiting or taken back: no want of media ends the call from then
  /// on (observed at 10.5.3.5; a deletion of the whole call that waits changes nothing).
  bool outlives_silence = false;
  std::uint32_t next_media_label = 0;
  Legs legs;
  std::unique_ptr<std::vector<std::pair<LegId, LegId>>> kept;  ///< of keep_listeners(); null: none

  [[nodiscard]] Leg* find_tag(std::string_view tag);
  [[nodiscard]] Leg* find_branch(std::string_view via_branch);
  [[nodiscard]] Leg* find_label(std::string_view label);
  Leg& add_leg(std::string_view tag, Time now);
  /// Ties two legs both ways as offer/answer partners, in front of older partners.
  void associate(Leg& one, Leg& other);
  /// The same two and no others: both leave the partners they had.
  void pair(Leg& one, Leg& other);
  /// `subscriber` receives what `source` sends.
  void subscribe(Leg& subscriber, Leg& source, SubscriptionType type);
  void unsubscribe(Leg& subscriber, Leg& source);
  /// Whoever writes to a party that it names takes its listeners along for good: they end with it as partners do, and
  /// it goes on with them, whether or not they still listen.
  void keep_listeners(const Leg& writer);
  /// Somebody else than `than` whose end would end `leg`.
  [[nodiscard]] bool has_other_partner(const Leg& leg, LegId than) const;
  /// The current offer/answer partner; null when there is none.
  [[nodiscard]] Leg* partner_of(const Leg& leg);
  /// The same, be it that it has ended: who writes to nobody in particular writes to it all the same.
  [[nodiscard]] Leg* last_partner_of(const Leg& leg);
  /// Beyond most_legs: the call ends as one that found no ports.
  [[nodiscard]] bool is_overfull() const { return legs.size() > most_legs; }
  /// Closes a leg: ports are given back; leg and subscriptions stay as entries of query replies.
  void end_leg(Leg& leg);
};

}  // namespace rtpe::mock

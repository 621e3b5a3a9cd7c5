// One dialog of a capture once more: all its parties, with their transactions, on both sides of a proxy.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pcap/replay/media_replay.hpp"
#include "pcap/replay/recorded_dialogs.hpp"
#include "pcap/replay/reply_lines.hpp"
#include "pcap/replay/sip_text.hpp"

namespace rtpe::capture {

/// What a party got, or should have got.
struct ReplayedMessage {
  std::uint64_t frame = 0;  ///< of the capture; 0: it has no such message
  std::size_t party = 0;
  std::string captured = {}, replayed = {};  ///< "200 INVITE"; empty: there is none
  std::vector<LineDifference> differences = {};
  [[nodiscard]] bool is_equal() const { return captured == replayed && differences.empty(); }
};

struct DialogEnds {
  Endpoint proxy;
  std::vector<Endpoint> parties;  ///< where they are today, as in the dialog
  std::function<void(std::size_t party, const Endpoint& to, std::string_view bytes)> send;
  std::function<void(const RecordedDialog&, const ReplayedMessage&)> told;  ///< every message that a party got
  MediaReplay* media = nullptr;                                             ///< learns what was negotiated; may be null
};

struct DialogOptions {
  std::string suffix;                          ///< makes Call-IDs, tags and branches new
  double speed = 1;                            ///< pauses last so much shorter
  Duration timeout = std::chrono::seconds(5);  ///< how long a message is waited for
  bool may_lose_provisionals = false;          ///< the links lose datagrams, and nobody repeats a 180
};

/// A machine without clock or socket. Requests are repeated as RFC 3261 17.1 says (500 ms, doubled up to 4 s), a 200
/// until its ACK. When a message does not come, the dialog is ended properly.
class DialogReplay {
 public:
  DialogReplay(const RecordedDialog& recorded, DialogEnds ends, const DialogOptions& options);

  void start(Time now);
  /// A SIP message to a party that has this dialog's call_id().
  void datagram(Time now, std::size_t party, const Endpoint& from, std::string_view bytes);
  void advance(Time now);
  /// When advance() is due next; Time::max(): never.
  [[nodiscard]] Time next() const;
  [[nodiscard]] bool is_over() const { return is_over_; }
  [[nodiscard]] const std::string& call_id() const { return call_id_; }
  [[nodiscard]] std::size_t differences() const { return differences_; }

 private:
  struct Got {
    std::size_t party = 0;
    Endpoint from;
    std::string method;
    std::uint16_t status = 0;
    std::uint32_t cseq = 0;
    std::string text;
    bool is_used = false;
  };
  /// Something that is sent until it is answered.
  struct Repeated {
    std::size_t party = 0;
    Endpoint to;
    std::string text, method;
    std::uint32_t cseq = 0;
    bool is_reply = false;  ///< a 200 to INVITE
    Time next = {}, give_up = {};
    Duration interval = {};
  };
  struct Party {
    std::string remote_uri;                              ///< of requests inside the dialog
    std::vector<std::string> routes;                     ///< the same
    std::map<std::uint32_t, std::string> invites, acks;  ///< sent, by CSeq
  };

  void play(Time now);
  bool play_received(Time now, const RecordedMessage& message);
  bool play_sent(Time now, const RecordedMessage& message);
  void send_request(Time now, const RecordedMessage& message);
  void send_reply(Time now, const RecordedMessage& message, const Got& request);
  void send_cancel(Time now, std::size_t party, std::uint32_t cseq);
  void answer(const Got& request, std::string status_line, const std::string& to_tag);
  [[nodiscard]] std::string via(std::size_t party);
  void go_inside(SipText& out, std::size_t party) const;
  void learn_dialog(const Got& got);
  void acknowledge_refusal(const Got& got);
  void take_request(const Got& got, const std::string& key);
  void take_reply(const Got& got);
  void match(const RecordedMessage& message, Got& got);
  void give_up(Time now, const RecordedMessage& message, std::string instead);
  void hang_up(Time now);
  void tell(const ReplayedMessage& message);
  void repeat(Time now, Repeated one);
  [[nodiscard]] Got* find(std::size_t party, const std::string& method, std::uint16_t status, std::uint32_t cseq);
  [[nodiscard]] Got* final_of(std::size_t party, const std::string& method, std::uint32_t cseq);
  [[nodiscard]] Time due(std::size_t step) const;
  [[nodiscard]] bool may_be_lost(const RecordedMessage& message) const;
  [[nodiscard]] Duration patience_for(const RecordedMessage& message) const;
  [[nodiscard]] std::string tag(const std::string& captured) const;
  [[nodiscard]] std::string in_todays_words(std::string text, std::size_t party) const;
  [[nodiscard]] std::string in_captured_words(std::string text) const;

  const RecordedDialog& recorded_;
  DialogEnds ends_;
  DialogOptions options_;
  std::string call_id_;
  std::vector<Party> parties_;
  std::vector<Got> inbox_;
  std::set<std::string> heard_;                 ///< keys of what came, to know copies
  std::map<std::string, std::string> answers_;  ///< key of a request -> the last reply to it
  std::vector<Repeated> repeated_;
  std::map<std::string, std::string> tags_;  ///< captured -> today's, of tags that the replay did not make
  std::vector<std::string> captured_addresses_, replayed_addresses_;
  std::size_t at_ = 0, differences_ = 0, branches_ = 0;
  Time since_;  ///< when the step before was done
  std::optional<Time> ends_at_;
  bool is_over_ = false, has_given_up_ = false;
  bool is_waiting_ = false;  ///< for a message that the next step needs
};

}  // namespace rtpe::capture

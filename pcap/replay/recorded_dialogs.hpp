// The SIP of a capture as the parties of each call sent and received it, as a replay needs it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// A message that a party of the call sent to the proxy or got from it. Left out are copies, 100 Trying and the ACK of
/// refused INVITEs: whoever replays makes these himself.
struct RecordedMessage {
  std::uint64_t frame = 0;
  Time time;
  std::size_t party = 0;  ///< place in RecordedDialog::parties
  bool is_sent = false;   ///< by the party
  std::string method;     ///< of the request, or of the request that is answered
  std::uint16_t status = 0;
  std::uint32_t cseq = 0;
  std::string from_tag, to_tag;
  std::string text;
};

struct RecordedDialog {
  std::string call_id;
  std::vector<Endpoint> parties;  ///< the first one began it
  Endpoint proxy;                 ///< where the first message went
  std::vector<RecordedMessage> messages;
};

struct RecordedDialogs {
  std::vector<RecordedDialog> dialogs;  ///< by their first message
  std::uint64_t headless = 0;           ///< calls of which the capture does not have the beginning
  std::uint64_t left_out = 0;           ///< messages cut, or beyond the bound
  std::optional<Error> damage;          ///< what ended the reading before the end of a file
};

inline constexpr std::size_t sip_messages_at_most = 200'000;

/// Who got and sent the same request is a proxy; where nobody did, the receiver of the first one.
Expected<RecordedDialogs> recorded_dialogs(const std::vector<std::string>& paths);

}  // namespace rtpe::capture

// What the phones of a run say to a real proxy: packets as SIP text, and back.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/sip/message.hpp"
#include "scenarios/flow/packet.hpp"
#include "scenarios/world/address.hpp"

namespace rtpe::scenario {

enum class Phone : std::uint8_t { caller, callee };
/// Where they are on this machine.
struct PhoneAddresses {
  world::Address caller, callee;
  [[nodiscard]] const world::Address& of(Phone phone) const { return phone == Phone::caller ? caller : callee; }
};

/// One of the run's calls.
struct PhoneCall {
  std::uint64_t call = 0;
  std::uint32_t handle = 0;
};

class SipPhones {
 public:
  explicit SipPhones(PhoneAddresses addresses) : addresses_(std::move(addresses)) {}

  /// What the phone sends to the proxy. Valid until the next call.
  [[nodiscard]] const std::string& text_of(const flow::PacketFields& packet, Phone sender);
  /// What a proxy sent to a phone; nullopt: it is no SIP, or of no call of the run. Views are valid until the next one.
  [[nodiscard]] std::optional<flow::PacketFields> packet_of(std::string_view text);
  /// nullopt: no call of the run has it.
  [[nodiscard]] std::optional<PhoneCall> find(std::string_view call_id) const;

 private:
  /// A request that a phone got: replies carry its Via headers.
  struct Asked {
    std::string branch, method, vias;
  };
  struct Refusal {
    std::uint32_t cseq = 0;
    std::string to;
  };
  struct Call {
    PhoneCall about;
    std::string call_id;
    std::string route;              ///< Route header of requests in the dialog; empty: none
    std::vector<Asked> asked;       ///< the last ones
    std::vector<Refusal> refusals;  ///< the To headers of negative replies, for ACK
  };

  Call& call_of(const flow::PacketFields& packet);
  void write_request(const flow::PacketFields& packet, const Call& call, Phone sender);
  void write_reply(const flow::PacketFields& packet, const Call& call, Phone sender);
  void write_end(const flow::PacketFields& packet, Phone sender);

  PhoneAddresses addresses_;
  std::vector<Call> calls_;  ///< by handle
  boost::unordered_flat_map<std::string, std::uint32_t> by_call_id_;
  sip::ParsedMessage parsed_;
  std::string text_;
};

}  // namespace rtpe::scenario

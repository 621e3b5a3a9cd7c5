// A SIP message as it travels through a run's network: the fields that matter, packed. Text is made for a record that
// wants it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/sip/message.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::scenario::flow {

struct PacketFields {
  std::uint64_t call = 0;        ///< the lab's number of the call, for events; nobody decides by it
  std::uint32_t handle = 0;      ///< stands for Call-ID and tags where a party or a transaction is looked up
  world::EndpointId target = 0;  ///< where it goes in the end: Request-URI and Route, or Via
  std::uint32_t cseq = 0;
  std::uint16_t status = 0;      ///< 0: a request
  bool hop_by_hop = false;       ///< ACK of a negative reply: between neighbours, no proxy relays it
  std::uint8_t transport = 0;    ///< SipTransport that the sender uses towards its proxy
  bool nat = false;              ///< address translation stands between them
  bool multipart = false;        ///< the body has SDP as one of its parts
  std::uint8_t rseq = 0;         ///< of a reliable provisional reply, of its PRACK and its INVITE (RFC 3262); 0: none
  std::uint32_t rack_cseq = 0;   ///< of the INVITE that was replied to
  std::string_view method = {};  ///< of the request, or of the request that is answered
  std::string_view call_id = {}, from_tag = {}, to_tag = {};
  std::string_view sender_branch = {},
                   proxy_branch = {};  ///< of the two Via headers; proxy_branch is the upper one or empty
  std::string_view body = {};          ///< application/sdp; empty: none
};

inline constexpr std::string_view multipart_boundary = "rtpe-lab-part",
                                  multipart_type = "multipart/mixed;boundary=rtpe-lab-part";
/// Content-Type of a message's body; empty: it has none.
[[nodiscard]] inline std::string_view content_type_of(const PacketFields& fields) {
  if (fields.body.empty()) return {};
  if (fields.method == "KDMQ") return "application/json";
  return fields.multipart ? multipart_type : std::string_view("application/sdp");
}
/// The header lines that a reliable provisional reply, its INVITE and its PRACK have.
void append_reliability(const PacketFields& fields, std::string& out);

/// Writes the message; `out` is reused. Views of `fields` may not point into it.
void pack(const PacketFields& fields, std::string& out);
/// nullopt: these bytes are no packet. Views point into `bytes`.
[[nodiscard]] std::optional<PacketFields> unpack(std::string_view bytes);

/// The message as the client's functions see it; views are the fields'. The Message's id is not set.
void to_message(const PacketFields& fields, std::string_view source_address, sip::Message& out);
/// "INVITE", "200 INVITE": as events name it. Valid as the fields are, or for ever.
[[nodiscard]] std::string_view name_of(const PacketFields& fields);

/// Hands SIP datagrams on as text, all others as they are.
class SipTextSink final : public DatagramSink {
 public:
  explicit SipTextSink(DatagramSink& next) : next_(next) {}
  void datagram(const Datagram& datagram) override;

 private:
  DatagramSink& next_;
  std::string text_;
};

}  // namespace rtpe::scenario::flow

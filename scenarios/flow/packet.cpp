#include "scenarios/flow/packet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <string>
#include <vector>

#include "scenarios/flow/dialog.hpp"

namespace rtpe::scenario::flow {
namespace {

constexpr std::size_t texts = 7;

/// What stands before the texts.
struct Head {
  std::uint64_t call;
  std::uint32_t handle, target, cseq;
  std::uint32_t status, marks;  ///< marks: hop by hop 1, nat 2, multipart 4, transport << 3, RSeq << 8, RAck << 16
  std::array<std::uint32_t, texts> lengths;
};
static_assert(std::has_unique_object_representations_v<Head>);

/// "503 INVITE" of any status that is none of the frequent ones.
std::string_view other_name(const PacketFields& fields) {
  static constexpr std::array<std::string_view, 10> methods{"INVITE", "BYE",   "CANCEL",  "UPDATE", "INFO",
                                                            "NOTIFY", "REFER", "MESSAGE", "PRACK",  "OPTIONS"};
  constexpr std::uint16_t least = 100, most = 699;
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const std::string_view method : methods)
      for (std::uint16_t status = least; status <= most; ++status) out.push_back(fmt::format("{} {}", status, method));
    return out;
  }();
  const auto* const method = std::ranges::find(methods, fields.method);
  if (method == methods.end() || fields.status < least || fields.status > most) return "reply";
  return names[static_cast<std::size_t>(method - methods.begin()) * (most - least + 1U) + (fields.status - least)];
}

struct ReasonRow {
  std::uint16_t status;
  std::string_view reason;
};
constexpr std::array reasons{
    ReasonRow{100, "Trying"},
    ReasonRow{180, "Ringing"},
    ReasonRow{183, "Session Progress"},
    ReasonRow{200, "OK"},
    ReasonRow{202, "Accepted"},
    ReasonRow{302, "Moved Temporarily"},
    ReasonRow{401, "Unauthorized"},
    ReasonRow{403, "Forbidden"},
    ReasonRow{404, "Not Found"},
    ReasonRow{407, "Proxy Authentication Required"},
    ReasonRow{408, "Request Timeout"},
    ReasonRow{480, "Temporarily Unavailable"},
    ReasonRow{481, "Call/Transaction Does Not Exist"},
    ReasonRow{486, "Busy Here"},
    ReasonRow{487, "Request Terminated"},
    ReasonRow{488, "Not Acceptable Here"},
    ReasonRow{491, "Request Pending"},
    ReasonRow{500, "Server Internal Error"},
    ReasonRow{503, "Service Unavailable"},
    ReasonRow{603, "Decline"},
};

std::string_view reason_of(std::uint16_t status) {
  const auto row = std::ranges::find(reasons, status, &ReasonRow::status);
  return row == reasons.end() ? "Reason" : row->reason;
}

/// Who is where: replies go the way of their request, whose Via headers they carry.
struct Ends {
  bool from_caller = true;                      ///< the request is the caller's
  std::string_view upper, upper_branch, lower;  ///< hosts of the two Via headers
};

Ends ends_of(const Datagram& datagram, const PacketFields& fields) {
  const bool request = fields.status == 0;
  const std::string_view near_caller = request ? datagram.source : datagram.destination;
  const std::string_view near_callee = request ? datagram.destination : datagram.source;
  const bool from_caller = near_caller == caller_address || near_callee == callee_address;
  return {.from_caller = from_caller,
          .upper = near_caller,
          .upper_branch = fields.proxy_branch,
          .lower = !fields.proxy_branch.empty() ? (from_caller ? caller_address : callee_address) : near_caller};
}

/// The caller's and the callee's user parts, as in the recorded calls.
void write_text(const Datagram& datagram, const PacketFields& fields, std::string& out) {
  out.clear();
  const auto add = std::back_inserter(out);
  const Ends ends = ends_of(datagram, fields);
  const bool is_dmq = fields.method == "KDMQ";  // between proxies
  const std::string_view from = is_dmq             ? "rtpengine"
                                : ends.from_caller ? "alice"
                                                   : "bob",
                         to = is_dmq             ? "rtpengine"
                              : ends.from_caller ? "bob"
                                                 : "alice";
  if (fields.status == 0)
    fmt::format_to(add, "{} sip:{}@{} SIP/2.0\r\n", fields.method, to, datagram.destination);
  else
    fmt::format_to(add, "SIP/2.0 {} {}\r\n", fields.status, reason_of(fields.status));
  if (!ends.upper_branch.empty())
    fmt::format_to(add, "Via: SIP/2.0/UDP {}:5060;branch={}\r\n", ends.upper, ends.upper_branch);
  fmt::format_to(add, "Via: SIP/2.0/UDP {}:5060;branch={}\r\n", ends.lower, fields.sender_branch);
  fmt::format_to(add, "From: <sip:{}@lab.invalid>;tag={}\r\nTo: <sip:{}@lab.invalid>{}{}\r\n", from, fields.from_tag,
                 to, fields.to_tag.empty() ? "" : ";tag=", fields.to_tag);
  fmt::format_to(add, "Call-ID: {}\r\nCSeq: {} {}\r\nMax-Forwards: 70\r\n", fields.call_id, fields.cseq, fields.method);
  append_reliability(fields, out);
  if (!fields.body.empty()) fmt::format_to(add, "Content-Type: {}\r\n", content_type_of(fields));
  fmt::format_to(add, "Content-Length: {}\r\n\r\n", fields.body.size());
  out.append(fields.body);
}

}  // namespace

void append_reliability(const PacketFields& fields, std::string& out) {
  const auto add = std::back_inserter(out);
  if (fields.rseq == 0) return;
  if (fields.status != 0)
    fmt::format_to(add, "Require: 100rel\r\nRSeq: {}\r\n", fields.rseq);
  else if (fields.method == "PRACK")
    fmt::format_to(add, "RAck: {} {} INVITE\r\n", fields.rseq, fields.rack_cseq);
  else
    out.append("Supported: 100rel\r\n");
}

void pack(const PacketFields& fields, std::string& out) {
  const std::array<std::string_view, texts> all{fields.method, fields.call_id,       fields.from_tag,
                                                fields.to_tag, fields.sender_branch, fields.proxy_branch,
                                                fields.body};
  Head head{.call = fields.call,
            .handle = fields.handle,
            .target = fields.target,
            .cseq = fields.cseq,
            .status = fields.status,
            .marks = (fields.hop_by_hop ? 1U : 0U) | (fields.nat ? 2U : 0U) | (fields.multipart ? 4U : 0U) |
                     (static_cast<std::uint32_t>(fields.transport & 31U) << 3U) | (std::uint32_t{fields.rseq} << 8U) |
                     ((fields.rack_cseq & 0xFFFFU) << 16U),
            .lengths = {}};
  std::size_t size = sizeof head;
  for (std::size_t i = 0; i < texts; ++i) {
    head.lengths[i] = static_cast<std::uint32_t>(all[i].size());
    size += all[i].size();
  }
  out.resize_and_overwrite(size, [&](char* at, std::size_t) {
    std::memcpy(at, &head, sizeof head);
    at += sizeof head;
    for (const std::string_view text : all)
      if (!text.empty()) {
        std::memcpy(at, text.data(), text.size());
        at += text.size();
      }
    return size;
  });
}

std::optional<PacketFields> unpack(std::string_view bytes) {
  Head head;
  if (bytes.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, bytes.data(), sizeof head);
  bytes.remove_prefix(sizeof head);
  PacketFields fields{.call = head.call,
                      .handle = head.handle,
                      .target = head.target,
                      .cseq = head.cseq,
                      .status = static_cast<std::uint16_t>(head.status),
                      .hop_by_hop = (head.marks & 1U) != 0,
                      .transport = static_cast<std::uint8_t>(head.marks >> 3U & 31U),
                      .nat = (head.marks & 2U) != 0,
                      .multipart = (head.marks & 4U) != 0,
                      .rseq = static_cast<std::uint8_t>(head.marks >> 8U),
                      .rack_cseq = head.marks >> 16U};
  const std::array<std::string_view*, texts> all{&fields.method, &fields.call_id,       &fields.from_tag,
                                                 &fields.to_tag, &fields.sender_branch, &fields.proxy_branch,
                                                 &fields.body};
  std::uint64_t together = 0;
  for (const std::uint32_t length : head.lengths) together += length;
  if (bytes.size() < together) return std::nullopt;
  const char* at = bytes.data();
  for (std::size_t i = 0; i < texts; at += head.lengths[i++]) *all[i] = {at, head.lengths[i]};
  return fields;
}

void to_message(const PacketFields& fields, std::string_view source_address, sip::Message& out) {
  out.is_request = fields.status == 0;
  out.method = out.is_request ? fields.method : std::string_view{};
  out.status = fields.status;
  out.cseq_method = fields.method;
  out.cseq_number = fields.cseq;
  out.call_id = fields.call_id;
  out.from_tag = fields.from_tag;
  out.to_tag = fields.to_tag;
  out.via_branches.clear();
  if (!fields.proxy_branch.empty()) out.via_branches.push_back(fields.proxy_branch);
  out.via_branches.push_back(fields.sender_branch);
  out.has_content_type = !fields.body.empty();
  out.content_type = content_type_of(fields);
  out.content_length = static_cast<std::int64_t>(fields.body.size());
  out.body = fields.body;
  out.source_address = source_address;
}

std::string_view name_of(const PacketFields& fields) {
  struct Row {
    std::uint16_t status;
    std::string_view method, name;
  };
  static constexpr std::array rows{
      Row{200, "INVITE", "200 INVITE"}, Row{180, "INVITE", "180 INVITE"}, Row{183, "INVITE", "183 INVITE"},
      Row{200, "BYE", "200 BYE"},       Row{488, "INVITE", "488 INVITE"}, Row{408, "INVITE", "408 INVITE"},
      Row{500, "INVITE", "500 INVITE"}, Row{408, "BYE", "408 BYE"},       Row{100, "INVITE", "100 INVITE"},
  };
  if (fields.status == 0) return fields.method;
  for (const Row& row : rows)
    if (row.status == fields.status && row.method == fields.method) return row.name;
  return other_name(fields);
}

void SipTextSink::datagram(const Datagram& datagram) {
  const auto fields = datagram.protocol == world::Protocol::sip ? unpack(datagram.bytes) : std::nullopt;
  if (!fields) return next_.datagram(datagram);
  write_text(datagram, *fields, text_);
  Datagram readable = datagram;
  readable.bytes = text_;
  next_.datagram(readable);
}

}  // namespace rtpe::scenario::flow

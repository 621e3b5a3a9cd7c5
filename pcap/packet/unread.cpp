#include "pcap/packet/unread.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pcap/packet/link_layer.hpp"

namespace rtpe::capture {
namespace {

struct Name {
  std::uint32_t number;
  const char* text;
};
constexpr Name ethertypes[] = {{0x0806, "ARP"},   {0x8035, "RARP"}, {0x88cc, "LLDP"}, {0x8863, "PPPoE discovery"},
                               {0x888e, "EAPOL"}, {0x8809, "LACP"}, {0x88f7, "PTP"},  {0x9000, "loop test"}};
constexpr Name protocols[] = {{2, "IGMP"},   {51, "AH"},    {59, "IPv6 without content"},
                              {88, "EIGRP"}, {89, "OSPF"},  {103, "PIM"},
                              {112, "VRRP"}, {132, "SCTP"}, {1, "ICMP"}};

template <std::size_t count>
std::string named(const Name (&names)[count], std::uint32_t number, std::string_view otherwise) {
  for (const Name& name : names)
    if (name.number == number) return name.text;
  return fmt::format(fmt::runtime(otherwise), number);
}

std::string text_of(Unread cause, std::uint32_t detail) {
  switch (cause) {
    case Unread::link_type:
      return fmt::format("of link type {} ({})", detail, link_type_name(static_cast<int>(detail)));
    case Unread::ethertype:
      return named(ethertypes, detail, "of ethertype {:#06x}");
    case Unread::llc:
      return "LLC without IP";
    case Unread::encrypted:
      return detail == 0x88e5 ? "encrypted (MACsec)" : "encrypted (ESP)";
    case Unread::protocol:
      return named(protocols, detail, "of IP protocol {}");
    case Unread::short_frame:
      return "cut inside a header";
    case Unread::bad_header:
      return "with a header that cannot be";
    case Unread::too_deep:
      return "with too many tunnels in tunnels";
    case Unread::hep:
      return "damaged HEP packets";
    case Unread::compressed:
      return "compressed WebSocket messages";
  }
  return "unknown";
}

}  // namespace

void UnreadCounts::count(Unread cause, std::uint32_t detail) {
  const auto found = counts_.find({cause, detail});
  if (found != counts_.end())
    ++found->second;
  else if (counts_.size() < causes_at_most)
    counts_[{cause, detail}] = 1;
  else
    ++counts_[{cause, UINT32_MAX}];
}

std::vector<std::pair<std::uint64_t, std::string>> UnreadCounts::texts() const {
  std::vector<std::pair<std::uint64_t, std::string>> out;
  for (const auto& [cause, count] : counts_) out.emplace_back(count, text_of(cause.first, cause.second));
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  return out;
}

std::uint64_t UnreadCounts::total() const {
  std::uint64_t sum = 0;
  for (const auto& [cause, count] : counts_) sum += count;
  return sum;
}

}  // namespace rtpe::capture

// The lists of `pcap ls` that look at a whole capture: calls, SIP dialogs, media streams.
#pragma once
#include "pcap/call/call_book.hpp"
#include "pcap/filter.hpp"

namespace rtpe::cli {

enum class PcapList : std::uint8_t { commands, calls, sip, streams };

/// How a list is wanted.
struct PcapListing {
  PcapList list = PcapList::commands;
  bool as_json = false, in_utc = false;
};

/// Prints the list; says how many rows it has.
std::size_t print_book(const PcapListing& listing, const capture::CallBook& book, const capture::CaptureClock& clock,
                       const capture::Filter& filter);

}  // namespace rtpe::cli

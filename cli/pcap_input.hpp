// What the pcap verbs read, and the part of it that is wanted: options, sources, filters.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "pcap/filter.hpp"
#include "pcap/read_capture.hpp"

namespace rtpe::cli {

struct PcapInput {
  std::vector<std::string> files;
  std::string interface, bpf;
  std::string from, to;  ///< as written
  capture::Filter filter;
  /// Somebody watches: rows are wanted as they come.
  [[nodiscard]] bool is_live() const;
};

/// FILE..., --interface, --bpf.
void add_pcap_input(CLI::App& verb, PcapInput& input);
/// --call, --node, --method, --from, --to, --failures.
void add_pcap_filters(CLI::App& verb, PcapInput& input);

/// Opens the input; Ctrl-C ends it. `options` receives what goes with the source.
Expected<std::unique_ptr<capture::FrameSource>> open_pcap(PcapInput& input, capture::ReadOptions& options);

}  // namespace rtpe::cli

// Small texts that the pcap verbs share.
#pragma once
#include <boost/json.hpp>
#include <string>

#include "pcap/read_capture.hpp"

namespace rtpe::cli {

/// "12.504920": seconds since the capture's first frame, with microseconds.
[[nodiscard]] std::string seconds_text(Duration since_start);
/// "tcp:10.0.0.1:2223"; UDP has no prefix.
[[nodiscard]] std::string node_text(const capture::WireExchange& exchange);
/// "ok, warning: ...", "error: ...", "no answer", "refused, ...".
[[nodiscard]] std::string result_text(const capture::WireExchange& exchange);
/// "offer"; "?" or a word in brackets where there is none.
[[nodiscard]] std::string command_text(const capture::WireExchange& exchange);
/// null for an empty text.
[[nodiscard]] boost::json::value text_or_null(const std::string& text);
/// One JSON object, one line.
void print_line(const boost::json::object& object);

/// Frames, messages by kind, what was not read and why; and, where nothing of NG was found, what might be the reason.
void print_pcap_summary(const capture::CaptureSummary& summary);
[[nodiscard]] boost::json::object pcap_summary_json(const capture::CaptureSummary& summary);

}  // namespace rtpe::cli

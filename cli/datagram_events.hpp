// Datagrams as events of the log, and back.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "cli/datagram_comments.hpp"
#include "cli/datagram_file.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::cli {

/// Makes an event of each datagram of a run, with the call that it is of: by the cookie or Call-ID that earlier events
/// have. What is sent before the run begins is no part of its log. Bounded.
class DatagramEvents final : public scenario::DatagramSink, public scenario::EventSink {
 public:
  static constexpr std::size_t remembered_at_most = 65536;
  void add(scenario::EventSink* sink) { sinks_.push_back(sink); }
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  void datagram(const scenario::Datagram& datagram) override;

 private:
  /// Calls by a text, the oldest forgotten first.
  class Memory {
   public:
    void put(std::string_view text, const scenario::CallKey& key);
    /// {}: none is known by it.
    [[nodiscard]] scenario::CallKey find(std::string_view text) const;

   private:
    boost::unordered_flat_map<std::string, scenario::CallKey> calls_;
    std::deque<std::string> texts_;
  };
  [[nodiscard]] scenario::CallKey call_of(const scenario::Datagram& datagram) const;

  std::vector<scenario::EventSink*> sinks_;
  Memory cookies_, call_ids_;
  bool is_begun_ = false;
};

/// Writes the datagrams of a log as a capture file.
class LoggedDatagrams final : public scenario::EventSink {
 public:
  /// Error: as DatagramFile's.
  static Expected<std::unique_ptr<LoggedDatagrams>> create(const std::string& path);
  void record(Duration since_start, const scenario::Event& event) override;
  /// Error: the log has no datagrams; as DatagramFile's.
  Expected<void> close();

 private:
  LoggedDatagrams() = default;
  DatagramComments comments_;
  std::unique_ptr<DatagramFile> file_;
  bool has_datagrams_ = false;
};

/// "10.0.0.1:2223" -> "10.0.0.1", 2223; "[::1]:2223" likewise. Port 0 and the whole text: it is no endpoint.
struct HostPort {
  std::string_view host;
  std::uint16_t port = 0;
};
[[nodiscard]] HostPort host_port(std::string_view endpoint);
/// The log was written without --datagrams.
[[nodiscard]] Error no_datagrams(std::string_view option);

}  // namespace rtpe::cli

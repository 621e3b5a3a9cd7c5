// GET /metrics.
#include <fmt/format.h>

#include "mock_engine/statistics/report.hpp"

namespace rtpe::mock {
namespace {

class Metrics {
 public:
  explicit Metrics(std::string& out) : out_(out) {}
  void help(std::string_view name, std::string_view text) {
    fmt::format_to(std::back_inserter(out_), "# HELP rtpengine_{} {}\n", name, text);
  }
  void type(std::string_view name, std::string_view type) {
    fmt::format_to(std::back_inserter(out_), "# TYPE rtpengine_{} {}\n", name, type);
  }
  void sample(std::string_view name, std::string_view labels, std::string_view value) {
    fmt::format_to(std::back_inserter(out_), "rtpengine_{}{} {}\n", name, labels, value);
  }
  void sample(std::string_view name, std::string_view labels, std::uint64_t value) {
    sample(name, labels, std::to_string(value));
  }
  void sample(std::string_view name, std::string_view labels, double value) {
    sample(name, labels, fmt::format("{:.6f}", value));
  }
  template <class Number>
  void metric(std::string_view name, std::string_view text, std::string_view kind, Number value) {
    labelled(name, text, kind, {}, value);
  }
  template <class Number>
  void labelled(std::string_view name, std::string_view text, std::string_view kind, std::string_view labels,
                Number value) {
    help(name, text);
    type(name, kind);
    sample(name, labels, value);
  }

 private:
  std::string& out_;
};

void append_sessions(const StatisticsSnapshot& snapshot, Metrics& out) {
  constexpr std::uint64_t none = 0;  // kernel forwarding, Redis: not part of this engine
  const SessionTotals& totals = snapshot.totals;
  out.labelled("sessions", "Owned sessions", "gauge", R"({type="own"})", snapshot.sessions);
  out.sample("sessions", R"({type="foreign"})", none);
  out.metric("transcoded_media", "Transcoded media", "gauge", snapshot.transcoded_media);
  out.labelled("mediastreams", "Userspace-only media streams", "gauge", R"({type="userspace"})", none);
  out.sample("mediastreams", R"({type="kernel"})", none);
  out.sample("mediastreams", R"({type="mixed"})", none);
  out.metric("uptime_seconds", "Uptime of rtpengine", "gauge", snapshot.uptime_s);
  out.metric("sessions_total", "Total managed sessions", "counter", totals.managed);
  out.labelled("closed_sessions_total", "Total rejected sessions", "counter", R"({reason="rejected"})",
               totals.rejected);
  out.sample("closed_sessions_total", R"({reason="timeout"})", totals.timeout);
  out.sample("closed_sessions_total", R"({reason="silent_timeout"})", totals.silent_timeout);
  out.sample("closed_sessions_total", R"({reason="final_timeout"})", totals.final_timeout);
  out.sample("closed_sessions_total", R"({reason="offer_timeout"})", totals.offer_timeout);
  out.sample("closed_sessions_total", R"({reason="terminated"})", totals.regular_terminated);
  out.sample("closed_sessions_total", R"({reason="force_terminated"})", totals.forced_terminated);
  constexpr std::string_view user = R"({type="userspace"})", kernel = R"({type="kernel"})";
  out.labelled("packets_total", "Total relayed packets (userspace)", "counter", user, totals.relayed_packets);
  out.labelled("packet_errors_total", "Total relayed packet errors (userspace)", "counter", user,
               totals.relayed_errors);
  out.labelled("bytes_total", "Total relayed bytes (userspace)", "counter", user, totals.relayed_bytes);
  for (const char* name : {"packets_total", "packet_errors_total", "bytes_total"}) out.sample(name, kernel, none);
  out.metric("zero_packet_streams_total", "Total number of streams with no relayed packets", "counter",
             totals.zero_way_streams);
  out.metric("one_way_sessions_total", "Total number of 1-way streams", "counter", totals.one_way_streams);
  out.metric("call_duration_avg", "Average call duration", "gauge", snapshot.average_duration_s());
  out.metric("call_duration_total", "Total calls duration", "counter", static_cast<double>(totals.duration_us) / 1e6);
  out.metric("call_duration2_total", "Total calls duration squared", "counter",
             static_cast<double>(totals.duration_squared_ms) / 1e6);
  out.metric("mos_total", "Sum of all MOS values sampled", "counter", static_cast<double>(snapshot.mos.sum) / 10);
  out.metric("mos2_total", "Sum of all MOS square values sampled", "counter",
             static_cast<double>(snapshot.mos.sum_of_squares) / 100);
  out.metric("mos_samples_total", "Total number of MOS samples", "counter", snapshot.mos.samples);
}

void append_requests(const StatisticsSnapshot& snapshot, Metrics& out) {
  bool first = true;
  for (const ProxyCounters& proxy : snapshot.proxies) {
    for (std::size_t i = 0; i < counted_commands; ++i) {
      const std::string labels =
          fmt::format(R"({{proxy="{}",request="{}"}})", proxy.address, wire_name(counted()[i].command));
      if (first) out.type("requests_total", "counter");
      out.sample("requests_total", labels, proxy.requests[i]);
      if (first) out.type("request_seconds_total", "counter");
      out.sample("request_seconds_total", labels, static_cast<double>(proxy.duration_us[i]) / 1e6);
      first = false;
    }
    if (&proxy == snapshot.proxies.data()) out.type("errors_total", "counter");
    out.sample("errors_total", fmt::format(R"({{proxy="{}"}})", proxy.address), proxy.errors);
  }
}

void append_ports(const StatisticsSnapshot& snapshot, Metrics& out) {
  for (const InterfaceUsage& usage : snapshot.interfaces) {
    const bool first = &usage == snapshot.interfaces.data();
    const std::string labels = fmt::format(R"({{name="{}",address="{}"}})", usage.name, usage.address);
    const auto gauge = [&](std::string_view name, std::uint64_t value) {
      if (first) out.type(name, "gauge");
      out.sample(name, labels, value);
    };
    gauge("ports_used", usage.used);
    gauge("ports_free", usage.total() - usage.used);
    gauge("ports", usage.total());
  }
}

}  // namespace

std::string prometheus_text(const StatisticsSnapshot& snapshot) {
  std::string text;
  Metrics out(text);
  append_sessions(snapshot, out);
  append_requests(snapshot, out);
  append_ports(snapshot, out);
  return text;
}

}  // namespace rtpe::mock

// Datagrams of a run, or of its log, on their way to a Homer.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::cli {

class HepSender final : public scenario::EventSink {
 public:
  /// Calls whose Call-ID is remembered; of others the datagrams go without correlation.
  static constexpr std::size_t calls_at_most = 1U << 20U;
  /// `to`: "HOST:PORT", over UDP. Errors: it is none (invalid_input); the host is not found (missing).
  static Expected<std::unique_ptr<HepSender>> open(const std::string& to);
  ~HepSender() override;
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  /// All is sent. Errors: the host refused it, or the network; the log has no datagrams.
  Expected<void> close();
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

 private:
  struct Socket;
  explicit HepSender(std::unique_ptr<Socket> socket);
  void send(Duration since_start, const scenario::DatagramSent& event);
  std::unique_ptr<Socket> socket_;
  Time start_{};
  boost::unordered_flat_map<scenario::CallKey, std::string> call_ids_;
  std::string packet_;
  std::uint64_t sent_ = 0, left_out_ = 0;
  Expected<void> status_;
};

}  // namespace rtpe::cli

// SDP bodies that the parties of a call send.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenarios/model/flow.hpp"
#include "scenarios/model/sdp_file.hpp"

namespace rtpe::scenario::flow {

/// All bodies of one traffic, each round worked out once.
class Bodies {
 public:
  static constexpr std::uint8_t rounds = 3;  ///< call, hold, resume

  /// The bodies that were recorded between SIPp parties (sip_basic.pcap).
  static Bodies recorded();
  /// The bodies of a file of sdp_from (scenarios/model/sdp_file.hpp).
  static Expected<Bodies> read(const std::string& path);
  static Expected<Bodies> parse(std::string_view text, const std::string& path);
  explicit Bodies(std::vector<BodyPair> pairs);

  [[nodiscard]] std::uint32_t pairs() const { return static_cast<std::uint32_t>(texts_.size() / (rounds * 2)); }
  [[nodiscard]] std::string_view text(std::uint32_t pair, const Body& body) const;
  [[nodiscard]] const std::vector<std::string>& call_ids() const { return call_ids_; }

 private:
  static Expected<Bodies> of(Expected<SdpFile> file);

  std::vector<std::string> texts_;  ///< [pair][round][side]
  std::vector<std::string> call_ids_;
};

/// The body with the session version of its o= line raised by `version_step` and this direction attribute in every
/// media section, at its end, instead of whatever direction stood there.
[[nodiscard]] std::string renegotiated(std::string_view sdp, std::uint32_t version_step, std::string_view direction);

}  // namespace rtpe::scenario::flow

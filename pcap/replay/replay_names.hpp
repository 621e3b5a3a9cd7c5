// New names for old ones, so that a replay meets nothing that an engine knows from another time.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "client/bencode/reader.hpp"

namespace rtpe::capture {

/// Call-IDs, tags and via-branches get a suffix; ports that the captured engine gave become those that the new one
/// gave.
class ReplayNames {
 public:
  /// `suffix`: what makes the names new.
  explicit ReplayNames(std::string suffix) : suffix_(std::move(suffix)) {}
  /// The dictionary of a request with new names.
  [[nodiscard]] std::string renamed(const bencode::View& request);
  /// A text of the new engine with the old names.
  [[nodiscard]] std::string original(std::string_view text) const;
  /// The SDP of both replies to one request: addresses and ports of media, line by line.
  void learn_sdp(std::string_view captured, std::string_view replayed);

 private:
  void rename(const bencode::View& value, std::string_view key, std::string& out);
  [[nodiscard]] std::string with_new_ports(std::string_view sdp) const;

  std::string suffix_;
  std::map<std::string, std::string, std::less<>> ports_;  ///< "address port" -> the same of the new engine
};

}  // namespace rtpe::capture

// The text file that `sdp_from` names: SDP bodies and Call-IDs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace rtpe::scenario {

/// Bodies of the two parties of a call.
struct BodyPair {
  std::string offer, answer;
};

struct SdpFile {
  std::vector<BodyPair> pairs;  ///< at least one
  std::vector<std::string> call_ids;
};

/// One SDP body after the other, each beginning with a line "v=0"; offer and answer in turn. Empty lines and lines that
/// begin with '#' are skipped; a line "call-id: TEXT" adds a Call-ID. Bodies get CRLF line ends. Errors: no pair, a
/// body without m= line or of more than 65000 bytes, a line that is no SDP line.
Expected<SdpFile> parse_sdp_file(std::string_view text, const std::string& path);
/// The same from the file, at most 16 MiB. Errors also: unreadable.
Expected<SdpFile> read_sdp_file(const std::string& path);

}  // namespace rtpe::scenario

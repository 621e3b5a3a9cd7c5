// The text file that `sdp_from` names: SDP bodies and Call-IDs.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenarios/model/scenario.hpp"

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

/// The same text read for calls that are listed: the bodies below a line `call-id: TEXT` are that call's, in the order
/// in which its messages carry them.
Expected<std::map<std::string, std::vector<std::string>, std::less<>>> parse_call_bodies(std::string_view text,
                                                                                         const std::string& path);

/// Reads the files of sdp_from of listed calls, each once.
class CallBodies {
 public:
  /// `directory`: of the scenario file.
  explicit CallBodies(std::string directory) : directory_(std::move(directory)) {}
  /// Stays where it is as long as this does. Errors: the file's, or it has nothing for this Call-ID.
  Expected<const std::vector<std::string>*> of(const ListedCall& call);

 private:
  using File = std::map<std::string, std::vector<std::string>, std::less<>>;
  std::string directory_;
  std::map<std::string, Expected<File>> files_;
};

}  // namespace rtpe::scenario

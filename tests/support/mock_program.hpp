// `rtpe-lab mock`, or a relay in front of one, as a child, with its control API: what real clients talk to.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "client/bencode/value.hpp"
#include "scenarios/process/child_process.hpp"

namespace rtpe::test {

/// A request that the mock's journal holds.
struct RecordedRequest {
  std::string engine, transport, command;
  std::vector<std::string> rules;  ///< that acted on it
  bencode::Value dictionary;       ///< of the request
  bencode::Value reply;            ///< an empty dictionary: there was none, or it cannot be decoded
};

class MockProgram {
 public:
  /// Runs `rtpe-lab VERB ARGUMENTS` with the control API on port 9901 of `control_address`; ready when it returns.
  /// Fails the test when it does not start.
  MockProgram(std::vector<std::string> arguments, std::string control_address, const std::string& verb = "mock");
  ~MockProgram();
  MockProgram(const MockProgram&) = delete;
  MockProgram& operator=(const MockProgram&) = delete;

  /// The body of a control API's reply; fails the test when its status is not 2xx.
  std::string control(const std::string& method, const std::string& path, const std::string& body = "") const;
  /// The whole reply, head and body, whatever its status.
  std::string answer(const std::string& method, const std::string& path, const std::string& body = "") const;
  /// What this engine was asked since the last call. Names are those of the engines file, else "engine".
  std::vector<RecordedRequest> take_requests(const std::string& engine = "engine");
  /// Ends the mock as a user does and returns all it said, on stdout and stderr.
  std::string end();
  /// A directory that lives as long as this.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  [[nodiscard]] std::string said() const;
  std::filesystem::path folder_;
  std::string control_address_;
  scenario::ChildProcess process_;
  std::map<std::string, std::uint64_t> seen_;  ///< last journal number by engine
};

/// A directory of its own below the system's directory for temporary files.
[[nodiscard]] std::filesystem::path make_temporary_folder();

}  // namespace rtpe::test

#include "tests/support/mock_program.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/loopback.hpp"
#include "tests/support/must.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/transcript.hpp"

namespace rtpe::test {
namespace {

constexpr std::uint16_t control_port = 9901;

scenario::ChildProcess start(const std::string& verb, std::vector<std::string> arguments, const std::string& control,
                             const std::filesystem::path& log) {
  arguments.insert(arguments.begin(), {lab_program_path(), verb});
  arguments.insert(arguments.end(), {"--control", fmt::format("http:{}:{}", control, control_port)});
  return must(scenario::ChildProcess::start(arguments, log.string()));
}

std::string text_at(const boost::json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

}  // namespace

std::filesystem::path make_temporary_folder() {
  std::string path = (std::filesystem::temp_directory_path() / "rtpe-lab-XXXXXX").string();
  BOOST_REQUIRE_MESSAGE(::mkdtemp(path.data()) != nullptr, "cannot make " << path);
  return path;
}

MockProgram::MockProgram(std::vector<std::string> arguments, std::string control_address, const std::string& verb)
    : folder_(make_temporary_folder()),
      control_address_(std::move(control_address)),
      process_(start(verb, std::move(arguments), control_address_, folder_ / "mock.log")) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (said().find("rtpe-lab: ready") == std::string::npos) {
    BOOST_REQUIRE_MESSAGE(process_.running(), "the mock ended: " << said());
    BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "the mock is not ready: " << said());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

MockProgram::~MockProgram() {
  process_.stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string MockProgram::said() const {
  std::ostringstream text;
  text << std::ifstream(folder_ / "mock.log", std::ios::binary).rdbuf();
  return text.str();
}

std::string MockProgram::end() {
  process_.stop();
  return said();
}

std::string MockProgram::answer(const std::string& method, const std::string& path, const std::string& body) const {
  ClientSocket socket(ClientSocket::Kind::stream, {mock::ListenKind::http, control_address_, control_port});
  socket.send(fmt::format("{} {} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}", method,
                          path, body.size(), body));
  return socket.receive_to_end();
}

std::string MockProgram::control(const std::string& method, const std::string& path, const std::string& body) const {
  const std::string reply = answer(method, path, body);
  BOOST_REQUIRE_MESSAGE(reply.starts_with("HTTP/1.1 2"), method << " " << path << " " << body << ": " << reply);
  const auto head_end = reply.find("\r\n\r\n");
  return head_end == std::string::npos ? std::string() : reply.substr(head_end + 4);
}

std::vector<RecordedRequest> MockProgram::take_requests(const std::string& engine) {
  std::uint64_t& seen = seen_[engine];
  const auto answer =
      boost::json::parse(control("GET", fmt::format("/engines/{}/requests?since={}", engine, seen))).as_object();
  std::vector<RecordedRequest> out;
  for (const auto& item : answer.at("requests").as_array()) {
    const auto& entry = item.as_object();
    seen = entry.at("number").to_number<std::uint64_t>();
    std::vector<std::string> rules;
    for (const auto& rule : entry.at("rules").as_array()) rules.emplace_back(rule.as_string());
    out.push_back({.engine = engine,
                   .transport = text_at(entry, "transport"),
                   .command = text_at(entry, "command"),
                   .rules = std::move(rules),
                   .dictionary = dictionary_of(text_at(entry, "request")),
                   .reply = dictionary_of(text_at(entry, "reply"))});
  }
  return out;
}

}  // namespace rtpe::test

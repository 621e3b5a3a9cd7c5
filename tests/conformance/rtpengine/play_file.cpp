#include "tests/conformance/rtpengine/play_file.hpp"

#include <algorithm>
#include <fstream>

#include "mock_engine/json.hpp"

namespace rtpe::lane {
namespace {

using bencode::Value;

Expected<Value> read_line(const std::string& line, const std::string& place) {
  std::string bytes;
  bencode::Reader reader;
  if (mock::json_to_bencode(line, bytes) == mock::JsonRequest::ok)
    if (const auto view = reader.read(bytes); view && bencode::to_value(*view).dictionary() != nullptr)
      return bencode::to_value(*view);
  return std::unexpected(Error{.kind = ErrorKind::invalid_input, .message = "not a JSON object", .place = place});
}

std::string with_call_id(std::string text) {
  for (std::size_t at = 0; (at = text.find("%CALL", at)) != std::string::npos;)
    if (const std::size_t end = text.find_first_not_of("0123456789", at + 5); end != text.npos && text[end] == '%')
      text.replace(at, end + 1 - at, "c");
    else
      ++at;
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

Expected<std::vector<Session>> read_sessions(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::unexpected(Error{.kind = ErrorKind::missing, .message = "cannot be read", .place = path});
  std::vector<Session> out;
  Session whole;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty()) continue;
    auto read = read_line(with_call_id(line), path + ":" + std::to_string(number));
    if (!read) return std::unexpected(read.error());
    if (const Value* requests = read->find("requests"); requests != nullptr && requests->list() != nullptr) {
      Session& session = out.emplace_back();
      session.seed = static_cast<std::uint64_t>(number);
      for (const Value& request : *requests->list())
        if (request.dictionary() != nullptr) session.requests.push_back(*request.dictionary());
    } else {
      whole.requests.push_back(*read->dictionary());
    }
  }
  if (!whole.requests.empty()) out.push_back(std::move(whole));
  return out;
}

std::string changed_lines(const std::string& first, const std::string& second) {
  const auto one = lines_of(first), other = lines_of(second);
  // The longest common subsequence, from the end.
  std::vector<std::vector<std::size_t>> common(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
  for (std::size_t i = one.size(); i-- > 0;)
    for (std::size_t j = other.size(); j-- > 0;)
      common[i][j] = one[i] == other[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  std::string out;
  const auto tell = [&](std::string_view sign, std::string_view line) {
    out.append(sign).append(line).push_back('\n');
  };
  for (std::size_t i = 0, j = 0; i < one.size() || j < other.size();)
    if (i < one.size() && j < other.size() && one[i] == other[j]) {
      tell("  ", one[i]);
      ++i, ++j;
    } else if (j == other.size() || (i < one.size() && common[i + 1][j] >= common[i][j + 1])) {
      tell("- ", one[i++]);
    } else {
      tell("+ ", other[j++]);
    }
  return out;
}

}  // namespace rtpe::lane

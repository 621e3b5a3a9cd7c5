#include "scenarios/model/sdp_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace rtpe::scenario {
namespace {

constexpr std::size_t largest_file = 16U << 20U;
constexpr std::size_t largest_body = 65000;

/// Takes the next line off `text`, without its line end.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Error problem(const std::string& path, std::uint32_t line, std::string message) {
  return {.kind = ErrorKind::invalid_input, .message = std::move(message), .place = fmt::format("{}:{}", path, line)};
}

/// What parse() has read so far.
struct Collected {
  std::vector<std::string> bodies, call_ids;
  std::vector<std::size_t> owners;  ///< of each body: how many Call-IDs stand above it
};

Expected<void> read_line(std::string_view line, Collected& out, const std::string& path, std::uint32_t number) {
  constexpr std::string_view call_id = "call-id:";
  if (line.empty() || line.starts_with('#')) return {};
  if (line.starts_with(call_id)) {
    line.remove_prefix(call_id.size());
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (line.empty()) return std::unexpected(problem(path, number, "call-id: needs a value"));
    out.call_ids.emplace_back(line);
    return {};
  }
  if (line.size() < 2 || line[1] != '=' || line[0] < 'a' || line[0] > 'z')
    return std::unexpected(problem(path, number, fmt::format("\"{}\" is no SDP line", line.substr(0, 60))));
  if (line == "v=0") {
    out.bodies.emplace_back();
    out.owners.push_back(out.call_ids.size());
  }
  if (out.bodies.empty()) return std::unexpected(problem(path, number, "a body begins with the line v=0"));
  out.bodies.back().append(line).append("\r\n");
  if (out.bodies.back().size() > largest_body)
    return std::unexpected(problem(path, number, fmt::format("a body of more than {} bytes", largest_body)));
  return {};
}

Expected<std::string> read_text(const std::string& path) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!file || !std::filesystem::is_regular_file(path, error))
    return std::unexpected(Error{ErrorKind::missing, "cannot read the file of sdp_from", path});
  std::stringstream text;
  text << file.rdbuf();
  if (text.view().size() > largest_file)
    return std::unexpected(Error{ErrorKind::limit, "the file of sdp_from is larger than 16 MiB", path});
  return text.str();
}

}  // namespace

Expected<SdpFile> parse_sdp_file(std::string_view text, const std::string& path) {
  Collected collected;
  for (std::uint32_t number = 1; !text.empty(); ++number)
    if (auto read = read_line(take_line(text), collected, path, number); !read) return std::unexpected(read.error());
  if (collected.bodies.size() < 2 || collected.bodies.size() % 2 != 0)
    return std::unexpected(
        Error{ErrorKind::invalid_input,
              fmt::format("{} SDP bodies; expected offer and answer in turn", collected.bodies.size()), path});
  SdpFile file{.pairs = {}, .call_ids = std::move(collected.call_ids)};
  for (std::size_t index = 0; index < collected.bodies.size(); index += 2)
    file.pairs.push_back(
        {.offer = std::move(collected.bodies[index]), .answer = std::move(collected.bodies[index + 1])});
  for (const BodyPair& pair : file.pairs)
    for (const std::string* body : {&pair.offer, &pair.answer})
      if (!body->contains("\nm="))
        return std::unexpected(Error{ErrorKind::invalid_input, "a body without m= line", path});
  return file;
}

Expected<SdpFile> read_sdp_file(const std::string& path) {
  const auto text = read_text(path);
  return text ? parse_sdp_file(*text, path) : std::unexpected(text.error());
}

Expected<std::map<std::string, std::vector<std::string>, std::less<>>> parse_call_bodies(std::string_view text,
                                                                                         const std::string& path) {
  Collected collected;
  for (std::uint32_t number = 1; !text.empty(); ++number)
    if (auto read = read_line(take_line(text), collected, path, number); !read) return std::unexpected(read.error());
  std::map<std::string, std::vector<std::string>, std::less<>> calls;
  for (const std::string& call_id : collected.call_ids) calls[call_id];
  for (std::size_t index = 0; index < collected.bodies.size(); ++index) {
    if (collected.owners[index] == 0)
      return std::unexpected(Error{ErrorKind::invalid_input, "a body stands above the first call-id: line", path});
    calls[collected.call_ids[collected.owners[index] - 1]].push_back(std::move(collected.bodies[index]));
  }
  return calls;
}

Expected<const std::vector<std::string>*> CallBodies::of(const ListedCall& call) {
  const std::string path = (std::filesystem::path(directory_) / call.sdp_from).string();
  auto known = files_.find(path);
  if (known == files_.end()) {
    const auto text = read_text(path);
    known = files_.emplace(path, text ? parse_call_bodies(*text, path) : std::unexpected(text.error())).first;
  }
  if (!known->second) return std::unexpected(known->second.error());
  const auto found = known->second->find(call.call_id);
  if (found == known->second->end())
    return std::unexpected(
        Error{ErrorKind::invalid_input, fmt::format("sdp_from: no line \"call-id: {}\" is there", call.call_id), path});
  return &found->second;
}

}  // namespace rtpe::scenario

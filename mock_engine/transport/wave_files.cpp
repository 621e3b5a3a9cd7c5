#include "mock_engine/transport/wave_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "mock_engine/commands/wave.hpp"

namespace rtpe::mock {
namespace {

constexpr std::uintmax_t longest_file = 64U << 20;

}  // namespace

std::optional<std::int64_t> WaveFiles::file_duration_ms(std::string_view path) const {
  const std::filesystem::path file(path);
  std::error_code error;
  // Nothing else: opening a pipe or a terminal could wait for ever.
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  const std::uintmax_t size = std::min(std::filesystem::file_size(file, error), longest_file);
  if (error) return std::nullopt;
  std::string bytes(size, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return wave_duration_ms(bytes);
}

}  // namespace rtpe::mock

#include "cli/kamailio_cfg.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/whole_file.hpp"
#include "client/route/parser.hpp"

namespace rtpe::cli {

namespace fs = std::filesystem;

Expected<std::string> included_cfg(const fs::path& main, const fs::path& name) {
  std::error_code failure;
  const fs::path folder = main.parent_path();
  for (const fs::path& path : {folder / name, folder / name.filename()})
    if (fs::is_regular_file(path, failure)) return read_whole_file(path, most_megabytes_of_cfg);
  return std::unexpected(Error{.message = fmt::format("there is no file {}", name.string()),
                               .remedy = fmt::format("put it beside {}", main.filename().string())});
}

Expected<std::shared_ptr<const route::Configuration>> read_kamailio_cfg(const std::string& path,
                                                                        const std::vector<std::string>& defines) {
  const fs::path main(path);
  auto text = read_whole_file(main, most_megabytes_of_cfg);
  if (!text) return std::unexpected(text.error());
  auto read = route::parse_configuration(
      *text, path,
      {.files = [&](std::string_view name) { return included_cfg(main, fs::path(name)); }, .defines = defines});
  if (!read) return std::unexpected(read.error());
  return std::make_shared<const route::Configuration>(std::move(*read));
}

}  // namespace rtpe::cli

// As many engines as wanted from one TOML file (`rtpe-lab mock --engines FILE`): a table [[engine]] for each.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problems.hpp"
#include "mock_engine/transport/server.hpp"

namespace rtpe::mock {

/// Reads a file that an [[engine]] names by `program`; the path is as written in the file.
using FileReader = std::function<Expected<std::string>(const std::string& path)>;

/// `name` is for errors, which point at name:line:column. Every engine has at least one address to listen on; names
/// are unique.
Read<std::vector<ServerOptions>> read_engines(std::string_view text, std::string_view name,
                                              const FileReader& read_file);

}  // namespace rtpe::mock

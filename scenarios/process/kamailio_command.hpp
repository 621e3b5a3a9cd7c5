// How Kamailio is started everywhere: in the foreground, with memory for large configurations.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace rtpe::scenario {

/// In MB: shared by all processes, and of each.
inline constexpr const char* kamailio_shared_mb = "256";
inline constexpr const char* kamailio_private_mb = "16";

/// `start`: the program, and what runs it elsewhere; `folder`: where it may put its files.
[[nodiscard]] inline std::vector<std::string> kamailio_command(std::vector<std::string> start, const std::string& file,
                                                               const std::string& folder) {
  for (const std::string& word :
       {std::string("-DD"), std::string("-E"), std::string("-f"), file, std::string("-Y"), folder, std::string("-m"),
        std::string(kamailio_shared_mb), std::string("-M"), std::string(kamailio_private_mb)})
    start.push_back(word);
  return start;
}

}  // namespace rtpe::scenario

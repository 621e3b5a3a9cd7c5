// Names for cookies that do not depend on chance.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::lane {

/// For releases whose cookies begin at a random number: processes are p0, p1, ... in the order in which engines first
/// see them, and each counts from the first command that an engine sees of it.
class CookieNames {
 public:
  /// `process`: which one sent it, when that is known (the library). `number`: the cookie's last field.
  [[nodiscard]] std::string of_process(char process, std::uint32_t number);
  /// Told by neighbouring numbers, because the middle field says nothing (Kamailio 6.1).
  [[nodiscard]] std::string of_neighbour(std::uint32_t number);

 private:
  struct Process {
    std::uint32_t first = 0, last = 0;
  };
  std::vector<Process> processes_;
  std::map<char, std::size_t> letters_;
};

}  // namespace rtpe::lane

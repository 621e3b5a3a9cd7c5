// Ctrl-C and SIGTERM as a flag.
#pragma once
#include <atomic>

namespace rtpe::cli {

/// From now on the first SIGINT or SIGTERM sets the flag and the second ends the program at once.
[[nodiscard]] const std::atomic<bool>& interrupt_flag();

}  // namespace rtpe::cli

// In which order the daemon lists what it keeps in one of its hash tables.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace rtpe::mock {

/// Positions of `keys`, which came into the table one after another, in the order in which GLib 2.74's GHashTable of
/// strings gives its keys: its slots from the last to the first. The keys differ from each other, none is ever removed.
[[nodiscard]] std::vector<std::size_t> table_order(std::span<const std::string> keys);

}  // namespace rtpe::mock

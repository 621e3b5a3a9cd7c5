// Numbers and addresses as packets have them: the highest byte first.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

template <class T>
void put(std::string& out, T value) {
  for (std::size_t byte = sizeof value; byte-- > 0;) out.push_back(static_cast<char>(value >> (byte * 8)));
}

/// Four or sixteen.
[[nodiscard]] inline std::string_view bytes_of(const Address& address) {
  return {reinterpret_cast<const char*>(address.bytes.data()), address.is_v6 ? std::size_t{16} : std::size_t{4}};
}

}  // namespace rtpe::capture

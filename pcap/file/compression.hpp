// gzip and zstd by their libraries, recognised by their first bytes.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "pcap/file/byte_source.hpp"

namespace rtpe::capture {

enum class Compression : std::uint8_t { gzip, zstd, xz, bzip2, lz4, zip };
/// "gzip", "zstd", ...
[[nodiscard]] std::string_view name_of(Compression compression);
/// What a file that begins with these bytes (6 are enough) is packed with.
[[nodiscard]] std::optional<Compression> compression_of(std::string_view beginning);

/// gzip and zstd only (nullptr for the others). Members and frames may follow one another; memory is bounded whatever
/// the input says. read() gives an error where the packed bytes are damaged or end too early.
[[nodiscard]] std::unique_ptr<ByteSource> unpacked(Compression compression, std::unique_ptr<ByteSource> source);

/// A whole zlib stream of a few bytes (HEP's packed payloads); nullopt: damaged, or more than `at_most` bytes.
[[nodiscard]] std::optional<std::string> inflated(std::string_view packed, std::size_t at_most);

}  // namespace rtpe::capture

#include "cli/datagram_file.hpp"

#include <fmt/format.h>

#include "cli/replaced_file.hpp"
#include "pcap/pcapng_writer.hpp"

namespace rtpe::cli {
namespace {

class PcapngFile final : public DatagramFile {
 public:
  PcapngFile(std::string path, capture::PcapngWriter writer, ReplacedFile place, Time start,
             const DatagramComments& comments)
      : path_(std::move(path)),
        place_(std::move(place)),
        writer_(std::move(writer)),
        start_(start),
        comments_(comments) {}

  void datagram(const scenario::Datagram& datagram) override {
    if (!status_) return;
    const auto source = endpoint(datagram.source, datagram.source_port);
    const auto destination = endpoint(datagram.destination, datagram.destination_port);
    if (!source || !destination) return;
    status_ = writer_.write({.time = start_ + datagram.since_start,
                             .source = *source,
                             .destination = *destination,
                             .payload = datagram.bytes,
                             .comment = comments_.of(datagram)});
  }

  void begin(Time start) override { start_ = start; }

  Expected<void> close() override {
    auto closed = writer_.close();
    if (!status_) closed = status_;
    if (closed) return place_.commit();
    if (closed.error().place == place_.path()) closed.error().place = path_;
    return closed;
  }

 private:
  /// Remembers a text that is no address as this file's trouble.
  std::optional<capture::Endpoint> endpoint(std::string_view address, std::uint16_t port) {
    if (const auto parsed = capture::parse_address(address)) return capture::Endpoint{*parsed, port};
    status_ =
        std::unexpected(Error{.message = fmt::format("\"{}\" is no IP address and cannot stand in a capture", address),
                              .remedy = "name engines by address, not by host name"});
    return std::nullopt;
  }
  std::string path_;  ///< as the user named it
  ReplacedFile place_;
  capture::PcapngWriter writer_;
  Time start_;
  const DatagramComments& comments_;
  Expected<void> status_;
};

}  // namespace

Expected<std::unique_ptr<DatagramFile>> DatagramFile::create(const std::string& path, Time start,
                                                             const DatagramComments& comments) {
  auto place = ReplacedFile::open(path);
  if (!place) return std::unexpected(place.error());
  auto writer = capture::PcapngWriter::create(place->path());
  if (!writer) return std::unexpected(writer.error());
  return std::make_unique<PcapngFile>(path, std::move(*writer), std::move(*place), start, comments);
}

}  // namespace rtpe::cli

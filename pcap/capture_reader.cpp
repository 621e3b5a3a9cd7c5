#include "pcap/capture_reader.hpp"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <cerrno>
#include <cstring>

namespace rtpe::capture {

struct CaptureReader::State {
  pcap_t* handle = nullptr;
  std::string path;
  std::uint64_t frames = 0;
  int link_type = 0;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (handle != nullptr) pcap_close(handle);
  }
};

CaptureReader::CaptureReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaptureReader::CaptureReader(CaptureReader&&) noexcept = default;
CaptureReader& CaptureReader::operator=(CaptureReader&&) noexcept = default;
CaptureReader::~CaptureReader() = default;

Expected<CaptureReader> CaptureReader::open(const std::string& path) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr)
    return std::unexpected(Error{
        .kind = ErrorKind::missing, .message = std::string("cannot open: ") + std::strerror(errno), .place = path});
  char message[PCAP_ERRBUF_SIZE] = "";
  auto state = std::make_unique<State>();
  state->path = path;
  state->handle = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, message);
  if (state->handle == nullptr) {
    if (file != stdin) std::fclose(file);
    return std::unexpected(Error{.message = fmt::format("not a capture that can be read: {}", message),
                                 .place = path,
                                 .remedy = "pcap and pcapng files are read, uncompressed"});
  }
  state->link_type = pcap_datalink(state->handle);
  return CaptureReader(std::move(state));
}

Expected<std::optional<Frame>> CaptureReader::next() {
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  const int status = pcap_next_ex(state_->handle, &header, &data);
  if (status == PCAP_ERROR_BREAK) return std::nullopt;
  if (status != 1) {
    const auto offset = ftello(pcap_file(state_->handle));
    std::string place = fmt::format("{}: after frame {}", state_->path, state_->frames);
    if (offset >= 0) place += fmt::format(", near byte {}", offset);
    return std::unexpected(Error{.message = pcap_geterr(state_->handle), .place = std::move(place)});
  }
  // With nanosecond precision asked for, libpcap puts nanoseconds into tv_usec.
  const auto since_epoch = std::chrono::seconds(header->ts.tv_sec) + std::chrono::nanoseconds(header->ts.tv_usec);
  return Frame{.number = ++state_->frames,
               .time = Time(since_epoch),
               .bytes = {reinterpret_cast<const char*>(data), header->caplen},
               .wire_length = header->len};
}

int CaptureReader::link_type() const { return state_->link_type; }

}  // namespace rtpe::capture

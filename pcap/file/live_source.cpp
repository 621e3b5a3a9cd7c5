#include "pcap/file/live_source.hpp"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>

#include "pcap/file/pcap_format.hpp"

namespace rtpe::capture {
namespace {

constexpr int wait_ms = 500;

struct Closer {
  void operator()(pcap_t* handle) const { pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap_t, Closer>;

class LiveSource : public FrameSource {
 public:
  LiveSource(Handle handle, std::string name, Idle idle)
      : handle_(std::move(handle)), name_(std::move(name)), idle_(std::move(idle)) {
    link_type_ = registered_link_type(static_cast<std::uint32_t>(pcap_datalink(handle_.get())));
    is_nanosecond_ = pcap_get_tstamp_precision(handle_.get()) == PCAP_TSTAMP_PRECISION_NANO;
  }
  Expected<bool> next(Frame& frame) override {
    for (;;) {
      pcap_pkthdr* header = nullptr;
      const u_char* data = nullptr;
      const int status = pcap_next_ex(handle_.get(), &header, &data);
      if (status == 1) {
        const auto fraction = std::chrono::nanoseconds(header->ts.tv_usec * (is_nanosecond_ ? 1 : 1000));
        frame = {.number = ++frames_,
                 .time = Time(std::chrono::seconds(header->ts.tv_sec) + fraction),
                 .bytes = {reinterpret_cast<const char*>(data), header->caplen},
                 .wire_length = header->len,
                 .link_type = link_type_};
        return true;
      }
      if (status != 0)
        return std::unexpected(
            Error{.kind = ErrorKind::missing, .message = pcap_geterr(handle_.get()), .place = name_});
      if (idle_ && !idle_()) return false;
      wait();
    }
  }

 private:
  /// libpcap itself would wait until a packet comes, however long.
  void wait() const {
    pollfd descriptor{.fd = pcap_get_selectable_fd(handle_.get()), .events = POLLIN, .revents = 0};
    (void)poll(&descriptor, 1, wait_ms);
  }
  Handle handle_;
  std::string name_;
  Idle idle_;
  int link_type_ = 0;
  bool is_nanosecond_ = false;
  std::uint64_t frames_ = 0;
};

}  // namespace

Expected<std::unique_ptr<FrameSource>> open_interface(const std::string& interface, const std::string& filter,
                                                      Idle idle) {
  char message[PCAP_ERRBUF_SIZE] = "";
  const auto trouble = [&](std::string_view why) {
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = std::string(why), .place = interface});
  };
  Handle handle(pcap_create(interface.c_str(), message));
  if (handle == nullptr) return trouble(message);
  pcap_set_snaplen(handle.get(), static_cast<int>(frame_bytes_at_most));
  pcap_set_timeout(handle.get(), wait_ms);
  pcap_set_immediate_mode(handle.get(), 1);
  pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);
  if (const int status = pcap_activate(handle.get()); status < 0)
    return trouble(fmt::format("cannot capture: {} {}", pcap_statustostr(status), pcap_geterr(handle.get())));
  if (pcap_setnonblock(handle.get(), 1, message) != 0) return trouble(message);
  if (!filter.empty()) {
    bpf_program program{};
    if (pcap_compile(handle.get(), &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0 ||
        pcap_setfilter(handle.get(), &program) != 0)
      return std::unexpected(Error{.message = pcap_geterr(handle.get()), .place = "--bpf"});
    pcap_freecode(&program);
  }
  return std::make_unique<LiveSource>(std::move(handle), interface, std::move(idle));
}

}  // namespace rtpe::capture

// An SDP body, read once into lines that are views of the text (RFC 8866 lines, with the daemon's tolerance:
// sdp-rewriting.md 2). Nothing is repaired: what is not understood stays a line that can be copied as it is.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace rtpe::sdp {

/// Attributes that offer/answer handling looks at; every other one is `other`.
enum class Attribute : std::uint8_t {
  none,  ///< the line is no a= line
  other,
  candidate,
  crypto,
  end_of_candidates,
  extmap,
  fingerprint,
  fmtp,
  group,
  ice_lite,
  ice_mismatch,
  ice_options,
  ice_pwd,
  ice_ufrag,
  inactive,
  label,
  maxptime,
  mid,
  ptime,
  recvonly,
  remote_candidates,
  rtcp,
  rtcp_fb,
  rtcp_mux,
  rtpengine,
  rtpmap,
  sendonly,
  sendrecv,
  setup,
  tls_id,
  t38,  ///< any of the T38... attributes
};

struct Line {
  std::string_view text;    ///< the line without its end
  std::string_view value;   ///< after '='; for attributes after the ':' that follows the name
  std::uint32_t begin = 0;  ///< offset of the line in the body
  std::uint32_t next = 0;   ///< offset after its line end
  char letter = 0;
  Attribute attribute = Attribute::none;
  /// An attribute's name, between "a=" and ':' or the end.
  [[nodiscard]] std::string_view name() const;
};

enum class Fault : std::uint8_t {
  no_version,
  bad_version,
  unknown_line,
  bad_origin,
  second_origin,
  misplaced_line,
  bad_connection,
  second_connection,
  bad_media,
  empty_line,
  too_many_lines,
};
[[nodiscard]] std::string_view describe(Fault fault);

struct ParseError {
  Fault fault;
  std::uint32_t line;  ///< from 1
};

/// What an empty line does.
enum class EmptyLine : std::uint8_t {
  ends_the_body,  ///< the rest of the body is dropped
  is_refused,     ///< --reject-invalid-sdp
};

struct ReadOptions {
  EmptyLine empty_line = EmptyLine::ends_the_body;
  std::uint32_t lines = 4096;  ///< more are refused
};

/// A media section or the session section in front of it: lines [first, last).
struct Section {
  std::uint32_t first = 0, last = 0;
};

class Document {
 public:
  /// The text must outlive the document. Reading again reuses the memory.
  std::expected<void, ParseError> read(std::string_view text, const ReadOptions& options = {});
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }
  /// Session sections begin with v=, media sections with m=; in the order of the text.
  [[nodiscard]] const std::vector<Section>& sections() const { return sections_; }
  [[nodiscard]] const Line& head(const Section& section) const { return lines_[section.first]; }

 private:
  std::string_view text_;
  std::vector<Line> lines_;
  std::vector<Section> sections_;
};

/// Re-assembles a body: copies what is kept in long runs, leaves out what is skipped, adds what is inserted.
class Editor {
 public:
  Editor(std::string_view text, std::string& out) : text_(text), out_(&out) {}
  /// Copies up to this offset of the text.
  void keep_until(std::uint32_t offset) {
    if (offset > at_) out_->append(text_.substr(at_, offset - at_));
    if (offset > at_) at_ = offset;
  }
  /// Leaves out up to this offset.
  void skip_until(std::uint32_t offset) {
    if (offset > at_) at_ = offset;
  }
  void keep(const Line& line) { keep_until(line.next); }
  void drop(const Line& line) {
    keep_until(line.begin);
    skip_until(line.next);
  }
  /// Copies up to a piece of the text and leaves the piece out; what replaces it is appended to output().
  void cut(std::string_view piece) {
    const auto begin = static_cast<std::uint32_t>(piece.data() - text_.data());
    keep_until(begin);
    skip_until(begin + static_cast<std::uint32_t>(piece.size()));
  }
  [[nodiscard]] std::string& output() { return *out_; }

 private:
  std::string_view text_;
  std::string* out_;
  std::uint32_t at_ = 0;
};

}  // namespace rtpe::sdp

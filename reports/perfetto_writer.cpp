#include "reports/perfetto_writer.hpp"

#include <algorithm>

#include "reports/text.hpp"

namespace rtpe::report {
namespace {

constexpr std::size_t piece = std::size_t{1} << 16U;
/// Of trusted_packet_sequence_id: there is one sequence.
constexpr std::uint64_t sequence = 1;

/// Field numbers of the published .proto files.
namespace trace {
constexpr std::uint32_t packet = 1;
}
namespace trace_packet {
constexpr std::uint32_t timestamp = 8, sequence_id = 10, track_event = 11, interned_data = 12, sequence_flags = 13,
                        track_descriptor = 60;
constexpr std::uint64_t flag_begins = 1, flag_needs_interned = 2;
}  // namespace trace_packet
namespace descriptor {
constexpr std::uint32_t uuid = 1, name = 2, process = 3, thread = 4, parent = 5, counter = 8;
}
namespace process {
constexpr std::uint32_t pid = 1, name = 6;
}
namespace thread {
constexpr std::uint32_t pid = 1, tid = 2, name = 5;
}
namespace track_event {
constexpr std::uint32_t category = 3, note = 4, type = 9, name_number = 10, track = 11, name = 23, counter_value = 30,
                        flow = 47;
constexpr std::uint64_t slice_begin = 1, slice_end = 2, instant = 3, counter = 4;
}  // namespace track_event
namespace note_fields {
constexpr std::uint32_t name_number = 1, number = 4, text = 6;
}
namespace interned {
constexpr std::uint32_t number = 1, text = 2;
}

void put_varint(std::string& out, std::uint64_t value) {
  for (; value > 0x7F; value >>= 7U) out.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
  out.push_back(static_cast<char>(value));
}
void put_number(std::string& out, std::uint32_t field, std::uint64_t value) {
  put_varint(out, std::uint64_t{field} << 3U);
  put_varint(out, value);
}
/// A text or a message.
void put_bytes(std::string& out, std::uint32_t field, std::string_view value) {
  put_varint(out, (std::uint64_t{field} << 3U) | 2U);
  put_varint(out, value.size());
  out += value;
}
void put_text(std::string& out, std::uint32_t field, std::string_view value) {
  put_bytes(out, field, valid_utf8(value));
}
void put_fixed64(std::string& out, std::uint32_t field, std::uint64_t value) {
  put_varint(out, (std::uint64_t{field} << 3U) | 1U);
  for (unsigned byte = 0; byte < 8; ++byte) out.push_back(static_cast<char>(value >> (byte * 8)));
}

}  // namespace

std::uint64_t PerfettoWriter::Interned::number(std::string_view value, std::string& news) {
  const auto [row, is_new] = numbers_.try_emplace(std::string(value), numbers_.size() + 1);
  if (is_new) {
    std::string entry;
    put_number(entry, interned::number, row->second);
    put_text(entry, interned::text, value);
    put_bytes(news, field_, entry);
  }
  return row->second;
}

PerfettoWriter::PerfettoWriter(std::function<void(std::string_view)> write) : write_(std::move(write)) {
  put_number(packet_, trace_packet::sequence_id, sequence);
  put_number(packet_, trace_packet::sequence_flags, trace_packet::flag_begins);
  packet();
}

void PerfettoWriter::flush() {
  if (!buffer_.empty()) write_(buffer_);
  buffer_.clear();
}

void PerfettoWriter::packet() {
  put_bytes(buffer_, trace::packet, packet_);
  packet_.clear();
  if (buffer_.size() >= piece) flush();
}

void PerfettoWriter::describe(Track track, std::string_view name, Track parent, std::uint32_t kind,
                              std::string_view content) {
  std::string out;
  put_number(out, descriptor::uuid, track);
  if (parent != 0) put_number(out, descriptor::parent, parent);
  if (kind == 0 || kind == descriptor::counter) put_text(out, descriptor::name, name);
  if (kind != 0) put_bytes(out, kind, content);
  put_number(packet_, trace_packet::sequence_id, sequence);
  put_bytes(packet_, trace_packet::track_descriptor, out);
  packet();
}

PerfettoWriter::Track PerfettoWriter::add_process(std::uint32_t pid, std::string_view name) {
  std::string content;
  put_number(content, process::pid, pid);
  put_text(content, process::name, name);
  describe(++last_track_, name, 0, descriptor::process, content);
  return last_track_;
}

PerfettoWriter::Track PerfettoWriter::add_thread(std::uint32_t pid, std::uint32_t tid, std::string_view name) {
  std::string content;
  put_number(content, thread::pid, pid);
  put_number(content, thread::tid, tid);
  put_text(content, thread::name, name);
  describe(++last_track_, name, 0, descriptor::thread, content);
  return last_track_;
}

PerfettoWriter::Track PerfettoWriter::add_track(Track parent, std::string_view name) {
  describe(++last_track_, name, parent, 0, {});
  return last_track_;
}

PerfettoWriter::Track PerfettoWriter::add_counter(Track parent, std::string_view name) {
  describe(++last_track_, name, parent, descriptor::counter, {});
  return last_track_;
}

/// `event_` has type, track and what else only its kind has.
void PerfettoWriter::event(Duration at, std::string_view category, const Name* name, TraceNotes notes) {
  news_.clear();
  if (!category.empty()) put_number(event_, track_event::category, categories_.number(category, news_));
  if (name != nullptr && name->comes_again)
    put_number(event_, track_event::name_number, names_.number(name->text, news_));
  else if (name != nullptr)
    put_text(event_, track_event::name, name->text);
  for (const TraceNote& one : notes) {
    note_.clear();
    put_number(note_, note_fields::name_number, note_names_.number(one.name, news_));
    if (const auto* value = std::get_if<std::int64_t>(&one.value))
      put_number(note_, note_fields::number, static_cast<std::uint64_t>(*value));
    else
      put_text(note_, note_fields::text, std::get<std::string>(one.value));
    put_bytes(event_, track_event::note, note_);
  }
  put_number(packet_, trace_packet::timestamp, static_cast<std::uint64_t>(std::max<std::int64_t>(at.count(), 0)));
  put_number(packet_, trace_packet::sequence_id, sequence);
  put_number(packet_, trace_packet::sequence_flags, trace_packet::flag_needs_interned);
  if (!news_.empty()) put_bytes(packet_, trace_packet::interned_data, news_);
  put_bytes(packet_, trace_packet::track_event, event_);
  packet();
  event_.clear();
}

void PerfettoWriter::begin(Duration at, Track track, std::string_view category, const Name& name, TraceNotes notes,
                           std::uint64_t flow) {
  put_number(event_, track_event::type, track_event::slice_begin);
  put_number(event_, track_event::track, track);
  if (flow != 0) put_fixed64(event_, track_event::flow, flow);
  event(at, category, &name, notes);
}

void PerfettoWriter::end(Duration at, Track track, TraceNotes notes) {
  put_number(event_, track_event::type, track_event::slice_end);
  put_number(event_, track_event::track, track);
  event(at, {}, nullptr, notes);
}

void PerfettoWriter::instant(Duration at, Track track, std::string_view category, const Name& name, TraceNotes notes) {
  put_number(event_, track_event::type, track_event::instant);
  put_number(event_, track_event::track, track);
  event(at, category, &name, notes);
}

void PerfettoWriter::count(Duration at, Track track, std::int64_t value) {
  put_number(event_, track_event::type, track_event::counter);
  put_number(event_, track_event::track, track);
  put_number(event_, track_event::counter_value, static_cast<std::uint64_t>(value));
  event(at, {}, nullptr, {});
}

}  // namespace rtpe::report

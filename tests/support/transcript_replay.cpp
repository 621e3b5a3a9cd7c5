#include "tests/support/transcript_replay.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "tests/support/transcript.hpp"
#include "tests/support/transcript_media.hpp"

namespace rtpe::test {

using bencode::Value;

namespace {

/// Time that passed before a record.
const std::map<std::string, std::chrono::milliseconds> pauses = {
    {"flow_delay2/05-query-1s", std::chrono::seconds(1)},
    {"flow_delay2/06-query-4s", std::chrono::seconds(3)},
    {"timeouts/05-offer-only-after-4s", std::chrono::seconds(4)},
};

struct Tone : mock::MediaLibrary {
  std::optional<std::int64_t> file_duration_ms(std::string_view path) const override {
    if (path.ends_with("/ngrec-tone.wav")) return 1000;  // the recordings' file
    return std::nullopt;
  }
};

std::int64_t number(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return found != nullptr && found->integer() != nullptr ? *found->integer() : 0;
}

/// The latest `last packet` of a reply.
std::int64_t last_packet(const Value& reply) {
  std::int64_t latest = 0;
  if (const Value* tags = reply.find("tags"); tags != nullptr && tags->dictionary() != nullptr)
    for (const auto& [tag, party] : *tags->dictionary())
      for (const Value& media : *party.find("medias")->list())
        for (const Value& stream : *media.find("streams")->list())
          latest = std::max(latest, number(stream, "last packet"));
  return latest;
}

/// A list of calls has no order; with a limit it is any part.
void forget_order(Value& reply, const std::string& name) {
  Value* calls = reply.find("calls");
  if (calls == nullptr) return;
  auto& list = std::get<Value::List>(calls->data);
  if (name.find("limit") != std::string::npos)
    for (Value& item : list) item = Value("any");
  std::ranges::sort(list, {}, [](const Value& item) { return *item.string(); });
}

class Replay {
 public:
  Replay(const Recordings& recordings, const std::string& group)
      : recordings_(recordings), transcript_(read_transcript(group, recordings.directory)) {}

  void run() {
    start_time();
    for (const TranscriptRecord& record : transcript_.records) {
      const auto exception = recordings_.exceptions.find(record.name);
      if (exception == recordings_.exceptions.end() && !is_covered(record)) {
        ++skipped_;
        continue;
      }
      const std::string difference = replay(record);
      if (exception != recordings_.exceptions.end()) {
        ++excepted_;
        if (difference.empty())
          BOOST_ERROR(record.name << " is as recorded: no exception (" << exception->second << ")");
        continue;
      }
      (difference.empty() ? passed_ : failed_) += 1;
      if (!difference.empty()) BOOST_ERROR(record.name << " " << difference);
    }
    BOOST_TEST_MESSAGE(transcript_.group << ": " << passed_ << " of " << passed_ + failed_ << " replies as recorded, "
                                         << excepted_ << " exceptions, " << skipped_ << " skipped (other transports)");
  }

 private:
  /// The second in which the recording's first call was created.
  void start_time() {
    for (const TranscriptRecord& record : transcript_.records) {
      if (!record.has_reply || record.transport == "cli") continue;
      if (const std::int64_t second = number(dictionary_of(record.reply), "created"); second != 0) {
        now_ = Time(std::chrono::seconds(second) + std::chrono::milliseconds(100));
        return;
      }
    }
  }

  /// Framing belongs to the transports; a dead node answers nothing.
  [[nodiscard]] bool is_covered(const TranscriptRecord& record) const {
    if (record.request.empty()) return record.name == "media_dtmf_events/04-dtmf-notification";
    if (!record.node.empty()) return record.has_reply;
    const bool datagram = record.transport.starts_with("udp") || record.transport == "cli";
    return datagram || transcript_.group == "cookie_cache" || transcript_.group == "media_dtmf_events";
  }

  mock::Engine& engine_of(const TranscriptRecord& record) {
    auto& engine = engines_[record.node];
    if (engine) return *engine;
    mock::EngineConfig config = config_of(transcript_.arguments);
    config.personality = mock::find_personality(recordings_.personality);
    if (!record.node.empty()) {  // the lab of lab/kamailio.cfg: 127.0.8.1 has its media on 127.0.8.11
      config.interfaces.front().address = "127.0.8.1" + record.node.substr(record.node.size() - 1);
      config.delete_delay_s = 0;
    }
    engine = std::make_unique<mock::Engine>(*mock::Engine::create(config));
    engine->set_media_library(&tone_);
    engine->set_load({.load_average = 5});
    // The recordings began with a ping that waited for the daemon.
    RecordingSink sink;
    if (record.node.empty()) engine->receive(now_, peer(), "first d7:command4:pinge", sink);
    return *engine;
  }

  static mock::Peer peer() { return {.transport = mock::Transport::udp, .address = "127.0.0.1", .port = 34774}; }

  std::string replay(const TranscriptRecord& record) {
    mock::Engine& engine = engine_of(record);
    now_ += std::chrono::milliseconds(1);
    if (const auto pause = pauses.find(record.name); pause != pauses.end()) now_ += pause->second;
    if (record.transport == "cli") return command_line(engine, record);
    Value recorded = dictionary_of(record.reply);
    if (record.request.empty()) return notification(engine, record, recorded);
    const Value request = dictionary_of(record.request);
    if (const std::int64_t second = last_packet(recorded); second != 0)
      now_ = std::max(now_, Time(std::chrono::seconds(second) + std::chrono::milliseconds(500)));
    if (const Value* call_id = request.find("call-id"); call_id != nullptr && call_id->string() != nullptr)
      media_.feed(engine, *call_id->string(), recorded);
    if (record.name == "media_good/06-play-dtmf" || record.name.starts_with("media_inject_dtmf/03"))
      media_.feed(engine, "c1", dictionary_of(transcript_.records.back().reply));
    RecordingSink sink;
    engine.receive(now_, peer(), record.request, sink);
    if (!record.has_reply) return sink.replies.empty() ? "" : "the daemon was silent";
    if (sink.replies.size() != 1) return "no reply";
    return compare(record, std::move(recorded), sink.replies.front());
  }

  static std::string compare(const TranscriptRecord& record, Value recorded, const std::string& reply) {
    if (reply.substr(0, reply.find(' ')) != record.reply.substr(0, record.reply.find(' '))) return "another cookie";
    if (reply[reply.find(' ') + 1] != record.reply[record.reply.find(' ') + 1]) return "another syntax";
    // Invented to-tags, which later replies repeat as keys.
    const auto tags_hidden = [](const std::string& text) {
      return std::regex_replace(text, std::regex("[0-9a-f]{64}"), std::string(64, 'h'));
    };
    recorded = dictionary_of(tags_hidden(record.reply));
    Value given = dictionary_of(tags_hidden(reply));
    forget_order(recorded, record.name);
    forget_order(given, record.name);
    Volatile random = record.random;
    // How long the daemon took, what it did in its last second, and where its port cursor stands.
    for (const char* key : {"packetrate_user", "byterate_user", "packetrate", "byterate", "uptime", "last"})
      random.keys.insert(key);
    for (const mock::CountedCommand& command : mock::counted())
      random.keys.insert(std::string(command.key) + "duration");
    return first_difference(recorded, given, random);
  }

  /// Where numbers are volatile, texts compare without digits and runs of blanks.
  std::string command_line(mock::Engine& engine, const TranscriptRecord& record) {
    std::string recorded = record.reply, given = engine.command_line(now_, record.request);
    if (record.random.paths.contains("$"))
      for (std::string* text : {&recorded, &given})
        *text = std::regex_replace(std::regex_replace(*text, std::regex("[0-9]+"), "N"), std::regex(" +"), " ");
    if (recorded == given) return {};
    std::size_t at = 0;
    while (at < recorded.size() && at < given.size() && recorded[at] == given[at]) ++at;
    const std::size_t from = at < 60 ? 0 : at - 60;
    return "recorded '" + recorded.substr(from, 160) + "', given '" + given.substr(from, 160) + "'";
  }

  static std::string notification(mock::Engine& engine, const TranscriptRecord& record, const Value& recorded) {
    const Value& data = *recorded.find("data");
    const auto given = engine.dtmf_notification(
        {.from = {.call_id = *data.find("callid")->string(), .tag = *data.find("source_tag")->string()},
         .at = Time(std::chrono::seconds(number(data, "timestamp"))),
         .event = static_cast<std::uint32_t>(number(data, "event")),
         .duration_ms = static_cast<std::uint32_t>(number(data, "duration")),
         .volume = static_cast<std::uint32_t>(number(data, "volume"))});
    if (!given) return given.error().text();
    Value sorted = dictionary_of(*given), wanted = recorded;
    for (Value* value : {&sorted, &wanted})  // the daemon's order of tags is that of a hash table
      std::ranges::sort(std::get<Value::List>(value->find("data")->find("tags")->data), {},
                        [](const Value& item) { return *item.string(); });
    return first_difference(wanted, sorted, record.random);
  }

  const Recordings& recordings_;
  Transcript transcript_;
  Tone tone_;
  std::map<std::string, std::unique_ptr<mock::Engine>> engines_;
  RecordedMedia media_;
  Time now_{std::chrono::seconds(1795394000)};
  int passed_ = 0, failed_ = 0, excepted_ = 0, skipped_ = 0;
};

}  // namespace

void replay_group(const Recordings& recordings, const std::string& group) { Replay(recordings, group).run(); }

}  // namespace rtpe::test

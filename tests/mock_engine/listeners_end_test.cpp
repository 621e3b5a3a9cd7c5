// Which parties lose their ports with a deleted one, in calls with publishers and listeners; as rtpengine 10.5.3.5 has
// it.
#include "mock_engine/engine.hpp"
#include "tests/support/negotiation_bench.hpp"

BOOST_AUTO_TEST_SUITE(listeners_end_test)

using namespace rtpe;

namespace {

struct Step {
  std::string_view command, from, to;
};
struct Course {
  std::string_view name;
  std::vector<Step> steps;
  std::string_view deleted, expected;  ///< who has no ports after `deleted` went; "all": the call is gone
};

class Lab : public mock::ReplySink {
 public:
  void send(const Step& step) {
    bencode::Value::Dictionary request = {{"command", step.command}, {"call-id", "c"}};
    if (!step.from.empty()) request.emplace_back("from-tag", step.from);
    if (!step.to.empty()) request.emplace_back("to-tag", step.to);
    if (step.command == "delete") request.emplace_back("delete-delay", 0);
    const bool has_body = step.command == "offer" || step.command == "answer" || step.command == "publish";
    if (has_body) request.emplace_back("sdp", test::body("m=audio 4000 RTP/AVP 0"));
    engine_.receive(now_, {.transport = mock::Transport::udp, .address = "192.0.2.1", .port = 5},
                    std::to_string(++cookie_) + " " + bencode::encode(bencode::Value(std::move(request))), *this);
  }
  std::string without_ports() {
    send({"query", "", ""});
    bencode::Reader reader;
    const auto reply = reader.read(std::string_view(last_).substr(last_.find(' ') + 1));
    BOOST_REQUIRE(reply.has_value());
    const auto tags = reply->find("tags");
    if (!tags) return "all";
    std::string out;
    for (const std::string_view tag : {"p", "a", "b", "d", "w"}) {
      const bencode::View party = tags.find(tag);
      if (party && !has_ports(party)) out += tag;
    }
    return out;
  }
  void reply(std::string_view bytes, Duration) override { last_ = bytes; }

 private:
  static bool has_ports(bencode::View party) {
    for (const bencode::View media : party.find("medias"))
      for (const bencode::View stream : media.find("streams"))
        if (stream.find("local port")) return true;
    return false;
  }

  mock::Engine engine_ = *mock::Engine::create(test::NegotiationBench::two_families());
  Time now_{std::chrono::seconds(1'700'000'000)};
  int cookie_ = 0;
  std::string last_;
};

constexpr Step published{"publish", "p", ""}, offered{"offer", "a", ""}, answered{"answer", "a", "b"};
constexpr Step heard_a{"subscribe request", "a", "w"}, heard_b{"subscribe request", "b", "w"};
constexpr Step offered_again{"offer", "a", "b"}, unsubscribed{"unsubscribe", "", "w"};

}  // namespace

BOOST_AUTO_TEST_CASE(parties_that_end_with_another) {
  const std::vector<Course> courses = {
      {"listeners stay", {published, offered, answered, heard_a}, "a", "ab"},
      {"of either side", {published, offered, answered, heard_a}, "b", "ab"},
      {"a listener goes alone", {published, offered, answered, heard_a}, "w", "w"},
      {"a bare offer keeps nobody", {published, offered, answered, heard_a, offered}, "a", "ab"},
      {"one that names a party keeps them", {published, offered, answered, heard_a, offered_again}, "a", "all"},
      {"and the writer with them", {published, offered, answered, heard_a, offered_again}, "b", "b"},
      {"also when they listen no more",
       {published, offered, answered, heard_a, offered_again, unsubscribed},
       "a",
       "all"},
      {"an answer keeps those of the answerer", {published, offered, answered, heard_b, answered}, "b", "all"},
      {"who goes on with them", {published, offered, answered, heard_b, answered}, "a", "a"},
      {"and of nobody else", {published, offered, answered, heard_a, offered, answered}, "a", "ab"},
      {"a new party", {published, offered, answered, heard_a, {"offer", "a", "d"}}, "a", "all"},
      {"a listener that offers", {published, offered, answered, heard_a, {"offer", "w", "b"}}, "w", "w"},
  };
  for (const Course& course : courses) {
    Lab lab;
    for (const Step& step : course.steps) lab.send(step);
    lab.send({"delete", course.deleted, ""});
    BOOST_TEST(lab.without_ports() == course.expected, course.name << ": " << lab.without_ports());
  }
}

BOOST_AUTO_TEST_SUITE_END()

// Call flows: bodies against the recorded capture, dialogs step by step, traffic.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "client/sip/body.hpp"
#include "scenarios/flow/traffic_source.hpp"
#include "scenarios/model/parts.hpp"
#include "scenarios/model/read_flow.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(flow_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace rtpe::scenario::flow;
using namespace std::chrono_literals;

namespace {

/// The capture as text: SIP over loopback stands in it as it was sent.
std::string capture(const std::string& name) {
  std::ifstream file(rtpe::test::data_directory() + "/pcap/" + name, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file, "cannot open tests/data/pcap/" << name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Dialog dialog_of(std::string_view flow, const Bodies& bodies) {
  Dialog dialog;
  dialog.flow = find_flow(flow);
  BOOST_REQUIRE(dialog.flow != nullptr);
  static std::map<std::string_view, FlowOrder> orders;
  dialog.order = &orders.try_emplace(dialog.flow->name, *dialog.flow).first->second;
  dialog.bodies = &bodies;
  dialog.call_id = "4a71@198.51.100.7";
  dialog.caller_tag = "aaa";
  dialog.callee_tag = "bbb";
  return dialog;
}

/// "INVITE 1 aaa>", "200 INVITE 1 aaa>bbb sdp": every message of a dialog with its CSeq and tags.
std::vector<std::string> walk(const Dialog& dialog) {
  std::vector<std::string> out;
  std::string buffer;
  for (std::uint32_t step = 0; step < dialog.size(); ++step) {
    const PacketFields fields = compose({.dialog = dialog, .step = step, .hangs_up = dialog.hangs_up}, buffer);
    sip::Message message;
    to_message(fields, "192.0.2.20", message);
    out.push_back(std::string(name_of(fields)) + " " + std::to_string(message.cseq_number) + " " +
                  std::string(message.from_tag) + ">" + std::string(message.to_tag) +
                  (sip::core_finds_sdp(message) ? " sdp" : ""));
  }
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(bodies_are_the_recorded_ones) {
  const Bodies bodies = Bodies::recorded();
  const std::string basic = capture("sip_basic.pcap"), held = capture("sip_reinvite.pcap");
  for (const Body::Side side : {Body::Side::offer, Body::Side::answer}) {
    BOOST_TEST(basic.contains(bodies.text(0, {side, 0})));
    for (std::uint8_t round = 0; round < Bodies::rounds; ++round)
      BOOST_TEST(held.contains(bodies.text(0, {side, round})), "round " << int(round));
  }
}

BOOST_AUTO_TEST_CASE(directions_and_versions_are_renewed_in_every_section) {
  const std::string_view sdp =
      "v=0\r\no=- 5 9 IN IP4 h\r\ns=-\r\na=sendrecv\r\nm=audio 1 RTP/AVP 0\r\na=inactive\r\n"
      "a=x\r\nm=video 2 RTP/AVP 96\r\n";
  BOOST_TEST(renegotiated(sdp, 2, "sendonly") ==
             "v=0\r\no=- 5 11 IN IP4 h\r\ns=-\r\nm=audio 1 RTP/AVP 0\r\na=x\r\na=sendonly\r\n"
             "m=video 2 RTP/AVP 96\r\na=sendonly\r\n");
  BOOST_TEST(renegotiated("v=0\r\no=- 5 x IN\r\n", 1, "sendonly") == "v=0\r\no=- 5 x IN\r\n");
}

BOOST_AUTO_TEST_CASE(a_file_of_bodies) {
  const auto bodies = Bodies::parse(
      "# recorded\ncall-id: one@h\nv=0\no=- 1 1 IN IP4 h\nm=audio 9 RTP/AVP 8\n\n"
      "v=0\no=- 2 1 IN IP4 h\nm=audio 7 RTP/AVP 8\ncall-id: two@h\n",
      "bodies.txt");
  BOOST_REQUIRE(bodies.has_value());
  BOOST_TEST(bodies->pairs() == 1U);
  BOOST_TEST(bodies->text(0, {Body::Side::answer, 0}) == "v=0\r\no=- 2 1 IN IP4 h\r\nm=audio 7 RTP/AVP 8\r\n");
  BOOST_TEST(bodies->call_ids() == (Texts{"one@h", "two@h"}), boost::test_tools::per_element());
}

struct Broken {
  std::string_view text, message;
};
std::ostream& operator<<(std::ostream& out, const Broken& broken) { return out << broken.message; }
const Broken broken_files[] = {
    {"", "expected offer and answer"},
    {"v=0\nm=audio 1 RTP/AVP 0\n", "1 SDP bodies"},
    {"v=0\nm=a\nv=0\no=x\n", "without m= line"},
    {"o=x\n", "a body begins with the line v=0"},
    {"v=0\nhello\n", "bodies.txt:2: \"hello\" is no SDP line"},
    {"call-id:\n", "bodies.txt:1: call-id: needs a value"},
};
BOOST_DATA_TEST_CASE(broken_files_of_bodies, boost::unit_test::data::make(broken_files), broken) {
  const auto bodies = Bodies::parse(broken.text, "bodies.txt");
  BOOST_REQUIRE(!bodies.has_value());
  BOOST_TEST(bodies.error().text().contains(broken.message), bodies.error().text());
}

BOOST_AUTO_TEST_CASE(a_missing_file_of_bodies) {
  const auto bodies = Bodies::read("/nonexistent/bodies.txt");
  BOOST_REQUIRE(!bodies.has_value());
  BOOST_TEST((bodies.error().kind == ErrorKind::missing));
}

BOOST_AUTO_TEST_CASE(basic_call_hung_up_by_the_callee) {
  const Bodies bodies = Bodies::recorded();
  Dialog dialog = dialog_of("basic-call", bodies);
  dialog.hangs_up = Party::callee;
  const Texts expected{"INVITE 1 aaa> sdp", "180 INVITE 1 aaa>bbb", "200 INVITE 1 aaa>bbb sdp",
                       "ACK 1 aaa>bbb",     "BYE 2 bbb>aaa",        "200 BYE 2 bbb>aaa"};
  BOOST_TEST(walk(dialog) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(re_invite_has_three_negotiations) {
  const Bodies bodies = Bodies::recorded();
  Dialog dialog = dialog_of("re-invite", bodies);
  const Texts expected{"INVITE 1 aaa> sdp", "180 INVITE 1 aaa>bbb", "200 INVITE 1 aaa>bbb sdp",
                       "ACK 1 aaa>bbb",     "INVITE 2 aaa>bbb sdp", "200 INVITE 2 aaa>bbb sdp",
                       "ACK 2 aaa>bbb",     "INVITE 3 aaa>bbb sdp", "200 INVITE 3 aaa>bbb sdp",
                       "ACK 3 aaa>bbb",     "BYE 4 aaa>bbb",        "200 BYE 4 aaa>bbb"};
  BOOST_TEST(walk(dialog) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(steps_know_their_transaction) {
  const Bodies bodies = Bodies::recorded();
  const Dialog dialog = dialog_of("re-invite", bodies);
  BOOST_TEST(dialog.after_transaction(0) == dialog.size());  // the call is over without its first transaction
  BOOST_TEST(dialog.after_transaction(4) == 7U);
  BOOST_TEST(dialog.request_of(6) == 4U);
  BOOST_TEST(dialog.cseq_of(6) == 2U);
  BOOST_TEST(dialog.find(2, "INVITE", 0) == 4U);
  BOOST_TEST(dialog.find(2, "ACK", 0) == 6U);
  BOOST_TEST(dialog.find(4, "BYE", 200) == 11U);
  BOOST_TEST(dialog.find(1, "INVITE", 486) == Dialog::nothing);
}

BOOST_AUTO_TEST_CASE(replies_come_from_the_other_side) {
  const Bodies bodies = Bodies::recorded();
  const Dialog dialog = dialog_of("basic-call", bodies);
  BOOST_TEST((sender_of(dialog, 0, Party::callee) == Party::caller));
  BOOST_TEST((sender_of(dialog, 2, Party::callee) == Party::callee));
  BOOST_TEST((sender_of(dialog, 4, Party::callee) == Party::callee));
  BOOST_TEST((sender_of(dialog, 5, Party::callee) == Party::caller));
}

BOOST_AUTO_TEST_CASE(a_declined_invite_is_answered_488_without_a_body) {
  const Bodies bodies = Bodies::recorded();
  const Dialog dialog = dialog_of("basic-call", bodies);
  const Branches branches{.sender = "one", .proxy = "two"};
  std::string buffer;
  const PacketFields fields = compose({.dialog = dialog, .step = 2, .status = 488, .branches = &branches}, buffer);
  BOOST_TEST(name_of(fields) == "488 INVITE");
  BOOST_TEST(fields.body.empty());
  BOOST_TEST(fields.sender_branch == "one");
  BOOST_TEST(fields.proxy_branch == "two");
}

namespace {

/// The messages of a flow of one's own as walk() says them.
Texts walk_of(const std::vector<std::string>& messages) {
  static const Bodies bodies = Bodies::recorded();
  const auto read = make_flow("mine", messages);
  if (!read) BOOST_FAIL(read.error().front().message);
  const Flow flow = read->view();
  const FlowOrder order(flow);
  Dialog dialog = dialog_of("basic-call", bodies);
  dialog.flow = &flow;
  dialog.order = &order;
  dialog.tag_phones();
  Texts written;
  for (std::size_t index = 0; index < read->steps.size(); ++index) written.push_back(message_text(*read, index));
  BOOST_TEST(written == messages, boost::test_tools::per_element());
  return walk(dialog);
}

}  // namespace

BOOST_AUTO_TEST_CASE(prack_has_a_number_of_its_own_and_answers_a_late_offer) {
  const Texts expected{"INVITE 1 aaa>",       "183 INVITE 1 aaa>bbb sdp", "PRACK 2 aaa>bbb sdp",
                       "200 PRACK 2 aaa>bbb", "200 INVITE 1 aaa>bbb",     "ACK 1 aaa>bbb"};
  BOOST_TEST(walk_of({"caller INVITE", "callee 183 sdp", "caller PRACK sdp", "callee 200 PRACK", "callee 200",
                      "caller ACK"}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_invites_cross_each_other) {
  const Texts all = walk_of({"caller INVITE sdp", "callee 200 sdp", "caller ACK", "caller INVITE sdp after 1s",
                             "callee INVITE sdp crossing after 1s", "callee 491", "caller 491 crossing"});
  const Texts expected{"INVITE 2 aaa>bbb sdp", "INVITE 3 bbb>aaa sdp", "491 INVITE 2 aaa>bbb", "491 INVITE 3 bbb>aaa"};
  BOOST_TEST(Texts(all.begin() + 3, all.end()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(phones_behind_a_fork_have_tags_of_their_own) {
  const Texts expected{"INVITE 1 aaa> sdp",          "183 INVITE 1 aaa>bbb sdp", "183 INVITE 1 aaa>bbb-2 sdp",
                       "200 INVITE 1 aaa>bbb-2 sdp", "ACK 1 aaa>bbb-2",          "BYE 2 aaa>bbb-2",
                       "200 BYE 2 aaa>bbb-2"};
  BOOST_TEST(walk_of({"caller INVITE sdp", "callee 183 sdp", "callee2 183 sdp", "callee2 200 sdp",
                      "caller ACK to callee2", "caller BYE to callee2", "callee2 200"}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cancel_has_the_number_of_its_invite_whatever_came_between) {
  const Texts expected{"INVITE 1 aaa> sdp", "183 INVITE 1 aaa>bbb", "PRACK 2 aaa>bbb",     "200 PRACK 2 aaa>bbb",
                       "CANCEL 1 aaa>",     "200 CANCEL 1 aaa>bbb", "487 INVITE 1 aaa>bbb"};
  BOOST_TEST(walk_of({"caller INVITE sdp", "callee 183", "caller PRACK", "callee 200 PRACK", "caller CANCEL",
                      "callee 200 CANCEL", "callee 487"}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cancel_and_a_copy_are_as_their_invite) {
  const Texts expected{"INVITE 1 aaa> sdp", "INVITE 1 aaa> sdp",    "200 INVITE 1 aaa>bbb sdp",
                       "CANCEL 1 aaa>",     "200 CANCEL 1 aaa>bbb", "ACK 1 aaa>bbb"};
  BOOST_TEST(walk_of({"caller INVITE sdp", "caller INVITE again after 1s", "callee 200 sdp", "caller CANCEL crossing",
                      "callee 200", "caller ACK"}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(regular_traffic_keeps_its_rate_and_its_bounds) {
  Scenario scenario;
  Traffic& traffic = scenario.traffic.emplace_back();
  traffic.rate_per_s = 3;
  traffic.arrival = Traffic::Arrival::regular;
  traffic.start = 1s;
  traffic.until = 3s;
  auto source = TrafficSource::open(scenario, 0, 1);
  BOOST_REQUIRE(source.has_value());
  std::vector<std::int64_t> at;
  while (const auto next = source->next_arrival()) at.push_back(next->count() / 1000);
  const std::vector<std::int64_t> expected{1000000, 1333333, 1666666, 2000000, 2333333, 2666666};
  BOOST_TEST(at == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(poisson_traffic_has_the_mean_and_the_spread) {
  Scenario scenario;
  scenario.traffic.emplace_back().rate_per_s = 10;
  scenario.traffic.front().until = 10000s;
  auto source = TrafficSource::open(scenario, 0, 1);
  std::uint64_t calls = 0;
  double squares = 0, last = 0;
  while (const auto next = source->next_arrival()) {
    const double now = std::chrono::duration<double>(*next).count();
    squares += (now - last) * (now - last);
    last = now;
    ++calls;
  }
  BOOST_TEST(calls > 99000U);  // standard deviation 316
  BOOST_TEST(calls < 101000U);
  BOOST_TEST(squares / static_cast<double>(calls) > 0.0195);  // E[gap^2] = 2 / rate^2
  BOOST_TEST(squares / static_cast<double>(calls) < 0.0205);
}

BOOST_AUTO_TEST_CASE(calls_differ_and_given_call_ids_come_first) {
  Scenario scenario;
  scenario.traffic.emplace_back().call_ids = {"first@h"};
  auto source = TrafficSource::open(scenario, 0, 1);
  Dialog one, two, three;
  source->fill(one);
  source->fill(two);
  source->fill(three);
  BOOST_TEST(one.call_id == "first@h");
  BOOST_TEST(two.call_id != three.call_id);
  BOOST_TEST(two.caller_tag != two.callee_tag);
  auto again = TrafficSource::open(scenario, 0, 1);
  Dialog skipped, same;
  again->fill(skipped);
  again->fill(same);
  BOOST_TEST(same.call_id == two.call_id);
}

namespace {

Scenario one_traffic(const Traffic& traffic) {
  Scenario scenario;
  scenario.traffic = {traffic};
  return scenario;
}

/// Calls that start in each of the `count` parts of that length.
std::vector<int> arrivals_in(const Scenario& scenario, Duration part, std::size_t count) {
  auto source = TrafficSource::open(scenario, 0, 1);
  BOOST_REQUIRE(source.has_value());
  std::vector<int> parts(count);
  while (const auto at = source->next_arrival()) ++parts.at(static_cast<std::size_t>(*at / part));
  return parts;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_rate_changes_between_its_points) {
  Traffic traffic;
  traffic.curve = {{.at = 0s, .per_s = 0}, {.at = 100s, .per_s = 10}, {.at = 200s, .per_s = 10}};
  traffic.arrival = Traffic::Arrival::regular;
  traffic.until = 400s;
  const auto regular = arrivals_in(one_traffic(traffic), 100s, 4);
  BOOST_TEST(std::abs(regular[0] - 500) <= 10);
  BOOST_TEST(std::abs(regular[1] - 1000) <= 10);
  BOOST_TEST(std::abs(regular[3] - 1000) <= 10);  // the last rate stays
  traffic.arrival = Traffic::Arrival::poisson;
  const auto random = arrivals_in(one_traffic(traffic), 100s, 4);
  BOOST_TEST(std::abs(random[0] - 500) < 100);
  BOOST_TEST(std::abs(random[1] - 1000) < 150);
  traffic.period = 250s;  // 200 s: 10/s, 250 s: 0/s, then anew
  const auto anew = arrivals_in(one_traffic(traffic), 50s, 8);
  BOOST_TEST(std::abs(anew[4] - 250) < 80);
  BOOST_TEST(std::abs(anew[5] - 125) < 60);
}

BOOST_AUTO_TEST_CASE(a_rate_that_ends_at_nothing_ends_the_traffic) {
  Traffic traffic;
  traffic.curve = {{.at = 0s, .per_s = 5}, {.at = 10s, .per_s = 0}};
  traffic.count = 1000;
  const auto parts = arrivals_in(one_traffic(traffic), 10s, 2);
  BOOST_TEST(parts[0] > 5);
  BOOST_TEST(parts[1] == 0);
}

BOOST_AUTO_TEST_CASE(hold_times_have_their_shape) {
  const auto median_and_mean = [](HoldShape shape, double sigma) {
    Traffic traffic;
    traffic.hold = {60s, 60s};
    traffic.hold_shape = shape;
    traffic.hold_sigma = sigma;
    const Scenario scenario = one_traffic(traffic);
    auto source = TrafficSource::open(scenario, 0, 1);
    std::vector<double> holds;
    double sum = 0;
    for (int call = 0; call < 4001; ++call) {
      Dialog dialog;
      source->fill(dialog);
      holds.push_back(std::chrono::duration<double>(dialog.hold).count());
      sum += holds.back();
    }
    std::ranges::sort(holds);
    return std::pair(holds[2000], sum / 4001);
  };
  const auto [exponential_median, exponential_mean] = median_and_mean(HoldShape::exponential, 1);
  BOOST_TEST(std::abs(exponential_mean - 60) < 4);
  BOOST_TEST(std::abs(exponential_median - 41.6) < 4);
  const auto [lognormal_median, lognormal_mean] = median_and_mean(HoldShape::lognormal, 0.5);
  BOOST_TEST(std::abs(lognormal_median - 60) < 4);
  BOOST_TEST(std::abs(lognormal_mean - 68) < 4);
}

BOOST_AUTO_TEST_SUITE_END()

// Every recording of the real rtpengine 10.5.3 replayed against the engine: same keys, types, order, values and SDP
// lines, apart from what a recording lists as volatile. `transcripts_test --run_test=offer_flags` runs one group.
#include <boost/test/unit_test.hpp>

#include "tests/support/transcript_replay.hpp"

BOOST_AUTO_TEST_SUITE(transcripts_test)

namespace {

const rtpe::test::Recordings recordings = {
    .directory = "transcripts",
    .personality = "rtpengine-10.5",
    .exceptions = {
        {"media_long/04-query-end", "24 samples were recorded but only 11 of them are printed, so they cannot be fed"},
        {"media_long/05-delete", "as media_long/04-query-end"},
        {"cli_tcp/08-list maxopenfiles", "names a process and its limit of the recording machine"},
        {"cli_tcp/26-params start", "prints listeners, threads and log levels of the recording"},
    }};

}  // namespace

#define GROUP(name) \
  BOOST_AUTO_TEST_CASE(name) { rtpe::test::replay_group(recordings, #name); }

GROUP(cli_tcp)
GROUP(cookie_cache)
GROUP(flow_answer_variants)
GROUP(flow_basic)
GROUP(flow_branch_singleton)
GROUP(flow_delay2)
GROUP(flow_directions)
GROUP(flow_fork)
GROUP(flow_nodelay)
GROUP(flow_reinvite)
GROUP(flow_sdpversion)
GROUP(framing_raw)
GROUP(inject_dtmf)
GROUP(json_utf8)
GROUP(kamailio_after_kill_newcall)
GROUP(kamailio_after_restart)
GROUP(kamailio_all_dead)
GROUP(kamailio_basic)
GROUP(kamailio_busy486)
GROUP(kamailio_cancel)
GROUP(kamailio_fork)
GROUP(kamailio_kill9_bye)
GROUP(kamailio_kill9_reinvite)
GROUP(kamailio_media_mos)
GROUP(kamailio_reinvite)
GROUP(limit_load)
GROUP(limit_ports)
GROUP(limit_sessions)
GROUP(limit_zero)
GROUP(media_bad)
GROUP(media_control)
GROUP(media_dtmf_events)
GROUP(media_flags)
GROUP(media_genrtcp)
GROUP(media_good)
GROUP(media_inject_dtmf)
GROUP(media_long)
GROUP(media_lq)
GROUP(media_nortcp)
GROUP(media_oneway)
GROUP(oa_flags)
GROUP(offer_flags)
GROUP(param_errors)
GROUP(pubsub)
GROUP(recording)
GROUP(sdp_malformed)
GROUP(sdp_shapes)
GROUP(stats_list)
GROUP(timeouts)
GROUP(transports)
GROUP(trickle)

BOOST_AUTO_TEST_SUITE_END()

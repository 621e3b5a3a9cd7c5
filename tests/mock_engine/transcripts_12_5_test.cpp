// Every recording of the real rtpengine 12.5.1 replayed against the engine of that personality, as transcripts_test
// does with those of 10.5.3. `transcripts_12_5_test --run_test=offer_flags` runs one group.
#include <boost/test/unit_test.hpp>

#include "tests/support/transcript_replay.hpp"

BOOST_AUTO_TEST_SUITE(transcripts_12_5_test)

namespace {

const rtpe::test::Recordings recordings = {
    .directory = "transcripts-12.5",
    .personality = "rtpengine-12.5",
    .exceptions = {
        {"cli_tcp/04-list sessions all", "the console still prints as 10.5 does"},
        {"cli_tcp/05-list sessions c1", "the console still prints as 10.5 does"},
        {"cli_tcp/08-list maxopenfiles", "names a process and its limit of the recording machine"},
        {"cli_tcp/09-list totals", "the console still prints as 10.5 does"},
        {"cli_tcp/10-list interfaces", "the console still prints as 10.5 does"},
        {"cli_tcp/15-list jsonstats", "the console still prints as 10.5 does"},
        {"cli_tcp/26-params start", "prints listeners, threads and log levels of the recording"},
        {"later_forks/03-answer-2", "the second of two answers does without multiplexing: the daemon shows ports of 0"},
        {"later_forks/04-query", "a second passed inside the recording"},
        {"later_keys/01-webrtc-flag", "the flag `webrtc` is not played"},
        {"later_keys/02-sdp-attr-add", "the key `sdp-attr` is not played"},
        {"later_keys/03-sdp-attr-remove", "the key `sdp-attr` is not played"},
        {"later_keys/04-sdp-attr-substitute", "the key `sdp-attr` is not played"},
        {"later_sdp/41-dtls-passive-answer-query", "the daemon sent packets of its own"},
        {"later_sdp/46-unknown-pt-answer", "an answered number without a=rtpmap counts as what was offered under it"},
        {"later_sdp/47-unknown-pt-query", "as later_sdp/46-unknown-pt-answer"},
        {"limit_zero/03-statistics", "voip_metrics and the figures of interfaces are not counted"},
        {"media_control/85-delete", "the daemon sent packets of its own"},
        {"media_dtmf_events/05-query", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_dtmf_events/06-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_genrtcp/03-query-end", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_genrtcp/04-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_good/03-query-mid-2", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_good/04-query-end", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_good/05-statistics", "voip_metrics and the figures of interfaces are not counted"},
        {"media_good/07-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_inject_dtmf/06-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_long/03-query-mid-2", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_long/04-query-end", "23 samples were recorded but only 11 of them are printed, so they cannot be fed"},
        {"media_long/05-delete", "23 samples were recorded but only 11 of them are printed, so they cannot be fed"},
        {"media_lq/03-query-mid-2", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_lq/04-query-end", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_lq/05-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_nortcp/03-query-end", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_nortcp/04-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_oneway/03-query-end", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"media_oneway/04-delete", "time stamps, sequence numbers and kernel flags of RTP are not observed"},
        {"stats_list/01-statistics-empty", "voip_metrics and the figures of interfaces are not counted"},
        {"stats_list/04-statistics", "voip_metrics and the figures of interfaces are not counted"},
        {"stats_list/05-statistics-json", "voip_metrics and the figures of interfaces are not counted"},
        {"timeouts/07-stats", "voip_metrics and the figures of interfaces are not counted"},
        {"trickle/05-query", "the endpoint of a party that trickles stays told"},
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
GROUP(flow_fork)
GROUP(flow_reinvite)
GROUP(flow_sdpversion)
GROUP(framing_raw)
GROUP(inject_dtmf)
GROUP(later_commands)
GROUP(later_delete)
GROUP(later_forks)
GROUP(later_keys)
GROUP(later_pubsub)
GROUP(later_sdp)
GROUP(later_selectors)
GROUP(later_tags)
GROUP(later_unparsable)
GROUP(limit_load)
GROUP(limit_ports)
GROUP(limit_zero)
GROUP(media_control)
GROUP(media_dtmf_events)
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
GROUP(tcp_framing)
GROUP(timeouts)
GROUP(transports)
GROUP(trickle)

BOOST_AUTO_TEST_SUITE_END()

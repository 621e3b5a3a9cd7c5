// DTLS: roles, certificates, and DTLS beside SDES; expected replies as rtpengine 10.5.3.5 gave them.
#include "tests/support/secure_negotiation.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_dtls_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(as_the_daemon_answers) {
  test::play({
      {"an offer of actpass",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:active sha-256"},
       }},
      {"an offer of active",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:passive sha-256"},
       }},
      {"an offer of passive",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:passive; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:active sha-256"},
       }},
      {"an offer of holdconn",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:holdconn; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP"},
       }},
      {"passive by option",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "DTLS=passive",
            "UDP/TLS/RTP/SAVP setup:passive sha-256"},
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:passive sha-256"},
       }},
      {"passive in reverse",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "SDES=off, DTLS-reverse=passive",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:passive sha-256"},
       }},
      {"who was passive stays so",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:passive sha-256"},
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "", "", "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:active sha-256"},
       }},
      {"no fingerprint, no DTLS",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP"},
       }},
      {"both are offered, DTLS is given back",
       {
           {"offer", "a", "", "RTP/SAVP", "1 80 01; setup:actpass; {sha-256}", "",
            "RTP/SAVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
           {"answer", "a", "b", "RTP/SAVP", "1 80 02; setup:active; {sha-256}", "", "RTP/SAVP setup:active sha-256"},
       }},
      {"both are offered, DTLS is off in the answer",
       {
           {"offer", "a", "", "RTP/SAVP", "1 80 01; setup:actpass; {sha-256}", "",
            "RTP/SAVP setup:actpass sha-256 {1 80 bG01, 2 G256 K1, 3 G128 K2, ..12, 12 N32 K11}"},
           {"answer", "a", "b", "RTP/SAVP", "1 80 02; setup:active; {sha-256}", "DTLS=off", "RTP/SAVP {1 80 bG02}"},
       }},
      {"DTLS alone cannot be switched off",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "SDES=off,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "DTLS=off",
            "UDP/TLS/RTP/SAVP setup:active sha-256"},
       }},
      {"who answered with keys only is offered keys only",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256 {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
           {"answer", "a", "b", "RTP/SAVP", "7 80 01", "", "UDP/TLS/RTP/SAVP setup:active sha-256"},
           {"offer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "",
            "RTP/SAVP {7 80 K7, 8 G256 K13, 9 G128 K14, ..12, 18 N32 K23}"},
       }},
      {"who answered with neither is asked for both",
       {
           {"offer", "a", "", "RTP/AVP", "", "", "RTP/AVP"},
           {"answer", "a", "b", "RTP/SAVP", "", "", "RTP/AVP"},
           {"offer", "a", "b", "RTP/AVP", "", "",
            "RTP/SAVP setup:actpass sha-256 {1 G256 K1, 2 G128 K2, 3 256_80 K3, ..12, 12 N32 K12}"},
       }},
      {"both off: the next offer decides",
       {
           {"offer", "a", "", "RTP/AVP", "", "transport-protocol=RTP/SAVP SDES=off, DTLS=off", "RTP/SAVP"},
           {"offer", "a", "", "RTP/AVP", "", "SDES=off,", "RTP/SAVP setup:actpass sha-256"},
           {"offer", "a", "", "RTP/AVP", "", "DTLS=off", "RTP/SAVP setup:actpass sha-256"},
       }},
      {"hash by option, for good",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "SDES=off, DTLS-fingerprint=SHA-1",
            "UDP/TLS/RTP/SAVP setup:actpass sha-1"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "DTLS-fingerprint=sha-384",
            "UDP/TLS/RTP/SAVP setup:active sha-256"},
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "DTLS-fingerprint=sha-512",
            "UDP/TLS/RTP/SAVP setup:actpass sha-1"},
       }},
      {"hash of an unknown name",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "SDES=off, DTLS-fingerprint=md5",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
       }},
      {"hash of the party itself",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-1}", "SDES=off, transport-protocol=RTP/AVP",
            "RTP/AVP"},
           {"answer", "a", "b", "RTP/AVP", "", "", "UDP/TLS/RTP/SAVP setup:active sha-1"},
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "", "RTP/AVP"},
           {"answer", "a", "b", "RTP/AVP", "", "", "UDP/TLS/RTP/SAVP setup:active sha-1"},
       }},
      {"plain RTP with a certificate",
       {
           {"offer", "a", "", "RTP/AVP", "setup:actpass; {sha-256}", "SDES=off,", "RTP/AVP setup:actpass sha-256"},
           {"answer", "a", "b", "RTP/AVP", "", "", "RTP/AVP"},
           {"offer", "a", "", "RTP/AVP", "setup:actpass; {sha-256}", "SDES=off,", "RTP/AVP setup:actpass sha-256"},
           {"answer", "a", "b", "RTP/AVP", "", "OSRTP=accept,", "RTP/AVP setup:active sha-256"},
       }},
      {"passthrough",
       {
           {"offer", "a", "", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "flags=passthrough,",
            "UDP/TLS/RTP/SAVP setup:actpass sha-256"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "",
            "UDP/TLS/RTP/SAVP setup:active sha-256"},
           {"offer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:actpass; {sha-256}", "flags=no-passthrough,",
            "UDP/TLS/RTP/SAVP"},
           {"answer", "a", "b", "UDP/TLS/RTP/SAVP", "setup:active; {sha-256}", "", "UDP/TLS/RTP/SAVP"},
       }},
  });
}

BOOST_AUTO_TEST_SUITE_END()

// What rtpengine_manage takes for SDP: bodies that were given to Kamailio 5.6.3, and what it made of them.
#include "client/sip/core_sdp.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(core_sdp_test)

BOOST_AUTO_TEST_CASE(every_body_that_was_tried) {
  const std::string v = "v=0", o = "o=- 1 1 IN IP4 1.1.1.1", s = "s=-", c = "c=IN IP4 1.1.1.1", t = "t=0 0",
                    m = "m=audio 4000 RTP/AVP 0", video = "m=video 5 RTP/AVP 1";
  const std::vector<std::pair<std::vector<std::string>, bool>> bodies = {
      {{v, o, s, c, t, m}, true},
      {{v, o, c, m}, true},
      {{"", v, o, c, m}, true},
      {{"zz", v, o, c, m}, true},
      {{v, "junk", o, c, m}, true},
      {{"v=", o, c, m}, true},
      {{v, o, m, "a=x", "c=IN IP4 2.2.2.2"}, true},
      {{v, o, c, "m=audio 0 RTP/AVP 0"}, true},
      {{v, o, c, "m=audio 4000 RTP/AVP"}, true},
      {{v, o, c, "m=image 4000 udptl t38"}, true},
      {{v, o, c, "m=audio abc RTP/AVP 0"}, true},
      {{v, o, c, "m=audio  4000 RTP/AVP 0"}, true},
      {{v, o, "c=IN IP6 ::1", m}, true},
      {{v, o, "c= IN IP4 1.1.1.1", m}, true},
      {{v, o, "c=ATM IP4 1.1.1.1", m}, true},
      {{v, o, "c=IN", m}, true},
      {{}, false},
      {{s}, false},
      {{v}, false},
      {{v, s, c, t, m}, false},
      {{o, s, c, t, m}, false},
      {{o, v, s, c, t, m}, false},
      {{v, o, s, t, m}, false},
      {{v, o, s, c, t}, false},
      {{v, c, o, m}, false},
      {{v, c, m}, false},
      {{v, m, c}, false},
      {{v, o, t, m, c, video}, false},
      {{v, o, t, video, m, c}, false},
      {{v, o, c, "m=audio"}, false},
      {{v, o, c, "m=audio 4000"}, false},
      {{v, o, "c=IN IPX 1.1.1.1", m}, false},
      {{v, o, "c=", m}, false},
      {{v, "o=- 1 1 IN IP4", c, m}, false},
      {{v, "o=-", c, m}, false},
      {{v, "o=", c, m}, false},
  };
  for (const auto& [lines, sdp] : bodies)
    for (const std::string end : {"\r\n", "\n"}) {
      std::string body;
      for (const auto& line : lines) body += line + end;
      BOOST_TEST(rtpe::sip::core_parses_sdp(body) == sdp, body);
    }
}

BOOST_AUTO_TEST_SUITE_END()

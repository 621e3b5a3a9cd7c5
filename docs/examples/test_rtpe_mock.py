"""What a test looks like: python3 -m unittest test_rtpe_mock; RTPE_LAB names the program where it is not in the PATH."""
import os
import socket
import unittest

from rtpe_mock import MockEngine

SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"


def offer(engine, call_id):
    """Stands for the program under test: sends an offer, returns the reply."""
    fields = {"call-id": call_id, "command": "offer", "from-tag": "a", "sdp": SDP}
    body = "".join(f"{len(text)}:{text}" for pair in fields.items() for text in pair)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(10)
        client.connect((engine.host, engine.port))
        client.send(f"cookie-{call_id} d{body}e".encode())
        return client.recv(65536).decode()


class Offers(unittest.TestCase):
    def test_an_offer_reaches_the_engine(self):
        with MockEngine(os.environ.get("RTPE_LAB", "rtpe-lab")) as engine:
            self.assertIn("6:result2:ok", offer(engine, "one"))
            self.assertEqual(engine.count(command="offer"), 1)
            self.assertEqual(engine.requests(call_id="one")[0]["from-tag"], "a")

    def test_a_full_engine_refuses(self):
        with MockEngine(os.environ.get("RTPE_LAB", "rtpe-lab")) as engine:
            engine.rule("full", "session-limit", match={"command": "offer"})
            self.assertIn("Parallel session limit reached", offer(engine, "two"))


if __name__ == "__main__":
    unittest.main()

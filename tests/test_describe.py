"""What a writer of probes is told, and whether a cited page answers."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from checks import cited, describe


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("lambda Timeout", "minimum: 1"),
        ("ecs LaunchType", "enumeration: EC2, FARGATE"),
        ("sqs CreateQueue", "input: sqs CreateQueueRequest"),
        (
            "sqs CreateQueueRequest.QueueName",
            "{package: botocore, reads: sentence, at: sqs CreateQueueRequest.QueueName",
        ),
        ("sqs", "operations: "),
    ],
)
def test_describe(at, expected):
    assert expected in "\n".join(describe.describe(at))


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("sqss", "no service of botocore is called 'sqss', expected for example sqs"),
        ("lambda Timeot", "expected for example Timeout"),
        ("sqs CreateQueueRequest.Name", "no member of CreateQueueRequest is called 'Name', expected"),
    ],
)
def test_what_botocore_does_not_know(at, fault):
    with pytest.raises(ValueError, match=fault):
        list(describe.describe(at))


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.send_response({"gone.html": 404, "refused.html": 403, "moved.html": 302}.get(name, 200))
        if name == "moved.html":
            self.send_header("Location", "/guide/welcome.html")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_whether_a_page_answers():
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/guide"
    said = {name: cited.answer(f"{base}/{name}.html") for name in ("here", "gone", "refused", "moved")}
    server.shutdown()
    server.server_close()
    assert said == {"here": "", "gone": "answers 404", "refused": "", "moved": f"leads to {base}/welcome.html"}
    assert cited.answer(f"{base}/here.html").startswith("does not answer: ")

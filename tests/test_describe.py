"""What a writer of probes is told, and whether a cited page answers."""

import pytest
from asking import served
from conftest import Quiet

from checks import cited, describe


def test_describe():
    """What there is, by its name, and the nearest to a name that there is not."""
    for at, said in {
        "lambda Timeout": "minimum: 1",
        "sqs CreateQueue": "input: sqs CreateQueueRequest",
        "sqs CreateQueueRequest.QueueName": "{package: botocore, reads: sentence, at: sqs CreateQueueRequest.QueueName",
    }.items():
        assert said in "\n".join(describe.describe(at)), at
    with pytest.raises(ValueError, match="no service of botocore is called 'sqss', expected for example sqs"):
        list(describe.describe("sqss"))


class Site(Quiet):
    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.send_response({"gone.html": 404, "refused.html": 403, "moved.html": 302}.get(name, 200))
        if name == "moved.html":
            self.send_header("Location", "/guide/welcome.html")
        self.end_headers()


def test_whether_a_page_answers():
    with served(Site) as address:
        base = f"{address}guide"
        said = {name: cited.answer(f"{base}/{name}.html") for name in ("here", "gone", "refused", "moved")}
    assert said == {"here": "", "gone": "answers 404", "refused": "", "moved": f"leads to {base}/welcome.html"}
    assert cited.answer(f"{base}/here.html").startswith("does not answer: ")

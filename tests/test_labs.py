"""Each line of each lab does what its page says; the local AWS touches nothing else, and goes on where it was stopped."""

import os
import signal
import subprocess
import sys
import time

import pytest
import yaml
from conftest import FACTS, ROOT

from checks import labs
from checks.shell import LocalAws, Shell

LOCAL = [key for key, lab in FACTS.labs.items() if not lab.account]


@pytest.fixture(scope="module")
def local():
    with LocalAws() as running:
        yield running


@pytest.mark.parametrize("key", LOCAL)
def test_every_line_does_what_the_page_says(local, key):
    assert list(labs.run(local, FACTS, key)) == []


CASES = yaml.safe_load((ROOT / "tests/labs.yml").read_text(encoding="utf-8"))


def test_faults_are_found(local):
    """Each with its line; a page without a fault has none."""
    for name, (old, new, message) in {"none": ("", "", ""), **CASES["faults"]}.items():
        assert old in CASES["page"]
        with Shell(local) as shell:
            faults = list(labs.run_page(shell, CASES["page"].replace(old, new, 1), "docs/labs/x.md"))
        assert [message in fault for fault in faults] == [True] * bool(message), (name, faults)
    with pytest.raises(labs.DataError, match=r"x\.md:3: a block that nobody can run, expected bash"):
        labs.parse_blocks("# Lab\n\n```python\nprint()\n```\n", "docs/labs/x.md")


def test_a_command_that_does_not_end_is_left(local):
    """Its time-out says what it printed last, and nobody waits for its end."""
    begin = time.monotonic()
    with Shell(local) as shell, pytest.raises(TimeoutError, match="after 1 seconds, and printed 'waits' last"):
        shell.run("echo waits; python -c 'import time; time.sleep(20)'", seconds=1)
    assert time.monotonic() - begin < 10


def test_a_reset_empties_every_service():
    """Also two that each were first called by the same number of request after a reset."""
    tables = "aws dynamodb list-tables --query TableNames --output text"
    table = (
        "aws dynamodb create-table --table-name a --attribute-definitions AttributeName=b,AttributeType=S"
        " --key-schema AttributeName=b,KeyType=HASH --billing-mode PAY_PER_REQUEST > made.txt"
    )
    queues, queue = "aws sqs list-queues --query QueueUrls", "aws sqs create-queue --queue-name a > made.txt"
    with LocalAws() as local, Shell(local) as shell:
        for lines in ([queue], [table], [table, queue]):
            local.reset()
            for line in lines:
                assert shell.run(line) == ""
        assert shell.run(tables).strip() == "a" and "/a" in shell.run(queues)
        local.reset()
        assert (shell.run(tables).strip(), shell.run(queues).strip()) == ("", "null")


def test_the_local_aws_goes_on_where_it_was_stopped(local):
    """Ids, times and keys are the same after a stop."""
    local.restart("--reset")  # a process of its own: what it has imported decides what it makes up
    queries = "aws s3api list-object-versions --bucket b-1; aws kms decrypt --ciphertext-blob fileb://hidden"
    with Shell(local) as shell:
        shell.run(
            "aws s3 mb s3://b-1; aws s3api put-bucket-versioning --bucket b-1 --versioning-configuration Status=Enabled\n"
            "for one in 1 2; do echo $one | aws s3 cp - s3://b-1/a; done; echo plain > plain\n"
            "KEY=$(aws kms create-key --query KeyMetadata.KeyId --output text)\n"
            "aws kms encrypt --key-id $KEY --plaintext fileb://plain --query CiphertextBlob --output text | base64 -d > hidden"
        )
        before = shell.run(queries)
        assert "VersionId" in before and "cGxhaW4K" in before
        local.restart()
        assert shell.run(queries) == before
        local.restart("--reset")
        assert "NoSuchBucket" in shell.run(queries)


def start(folder, *options, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "labs", *options], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_the_local_aws_touches_nothing_of_the_learner(tmp_path):
    """Whatever the shell was set to leads to the local AWS, with the real programs; the home folder stays as it is."""
    home = tmp_path / "home"
    (home / ".aws").mkdir(parents=True)
    (home / ".aws/config").write_text("[default]\nregion = eu-west-1\n")
    (home / ".aws/credentials").write_text("[default]\naws_access_key_id = real\naws_secret_access_key = real\n")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    server = start(tmp_path, "--port", "0", HOME=str(home))
    lines = [server.stdout.readline() for _ in range(5)]
    assert "A local AWS answers at http://127.0.0.1:" in lines[0] and lines[3].startswith("  source ")
    elsewhere = "http://127.0.0.1:9"
    script = """\
aws sqs create-queue --queue-name a --query QueueUrl
python3 -c 'import boto3; print(boto3.client("sqs").list_queues()["QueueUrls"])'
sed 's/profile lab/profile role/; $a role_arn = arn:aws:iam::123456789012:role/clerk\\nsource_profile = lab' "$AWS_CONFIG_FILE" > config
AWS_CONFIG_FILE=config aws sts get-caller-identity --profile role --query Arn
aws sqs start-message-move-task --source-arn arn:aws:sqs:us-east-1:123456789012:a 2>&1
aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::123456789012:user/a --action-names s3:GetObject 2>&1
PS1='$ '; source ../env; source ../env; echo "$PS1"
env | grep AWS_
"""
    result = subprocess.run(
        ["bash", "-c", f"{lines[3].strip()}\n{lines[4].strip()}\n{script}"],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL_SQS": elsewhere, "AWS_ACCESS_KEY_ID": "real", "HTTP_PROXY": elsewhere, "AWS_PROFILE": "real"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout.count("/123456789012/a") == 2 and "real" not in result.stdout, result
    assert "assumed-role/clerk" in result.stdout  # the CLI keeps the credentials of a role in the home folder
    assert result.stdout.count("has not been implemented. The local AWS cannot answer this\n") == 2
    assert "\n(lab) $ \n" in result.stdout
    second = start(tmp_path, "--port", lines[0].partition("127.0.0.1:")[2].split(",")[0])
    assert second.communicate()[1].startswith("Error: port ") and second.returncode == 1
    server.send_signal(signal.SIGINT)
    assert server.communicate()[0].strip() == "Stopped; the next `make lab` goes on from here."
    assert server.returncode == 0
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    (tmp_path / ".lab/journal").write_text("{}\n")
    broken = start(tmp_path, "--port", "0")
    stderr = broken.communicate()[1]
    assert "journal: is no journal" in stderr and stderr.count("\n") == 1 and broken.returncode == 1


def test_steps_are_ticked(page, address):
    """Ticks stay in the browser, lab by lab."""
    page.goto(f"{address}labs/s3/")
    steps = page.locator(".lab ~ h3").count()
    assert page.locator(".tick").count() == steps > 5
    page.get_by_role("checkbox", name="Done: Overwrite an object").check()
    page.reload()
    assert page.get_by_role("checkbox", name="Done: Overwrite an object").is_checked()
    assert f"1 of {steps} steps done" in page.locator(".lab").inner_text()
    page.goto(f"{address}labs/sqs-sns/")
    assert page.get_by_role("checkbox", checked=True).count() == 0

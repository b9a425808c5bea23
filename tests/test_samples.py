"""Every sample of every page is read by the program for its kind; each kind is shown to refuse."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from checks import commands, options, samples
from checks.kinds import KINDS
from checks.samples import Programs, Reason, Sample, Unchecked

ROOT = Path(__file__).parent.parent
NONE = Unchecked(languages={}, samples=(), programs=())


@pytest.fixture(scope="module")
def found(pages):
    return samples.read(pages)


def test_every_sample_and_command_is_right(pages, found):
    lines = samples.lines(found, pages)
    report = samples.check(found, lines, samples.unchecked())
    assert report.faults == []
    assert len(found) > 200 and len(lines) > 300, "the checker looked at next to nothing"
    assert sum(report.kinds.values()) > 400


def test_namespaces_in_text(pages):
    assert [*samples.spaces(pages)] == []


def test_every_fence_is_found(found):
    """As many code blocks in the HTML as fences in the source: none is lost on the way, and each keeps its language."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        name = path.relative_to(ROOT).as_posix()
        written = re.findall(r"^ *```(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert [one.language for one in found if one.where.startswith(f"{name}:")] == written, name


def test_every_client_line_is_found(pages, found):
    """No `aws` or `eb` at the head of a line escapes the reading of shell."""
    lines = samples.lines(found, pages)
    for sample in found:
        if sample.language == "bash":
            heads = re.findall(r"^ *(?:aws|eb)\b", sample.text, re.MULTILINE)
            assert sum(line.where == sample.where and line.program in commands.PARSERS for line in lines) >= len(heads), sample


def test_a_new_page_is_covered():
    """Nobody lists pages: what stands in the HTML is read, in code blocks and in text."""
    html = """<p>Run <code>eb deploi</code> in <code>aws:elasticbeanstalk:comand</code>.</p>
        <div class="language-json highlight"><span class="filename">task-definition.json</span><pre><span></span><code>{"family": 1, "containerDefinitions": []}</code></pre></div>
        <div class="language-yaml highlight"><span class="filename">.ebextensions/a.config</span><pre><code>commands:
  a: {command: "aws s3 lss"}</code></pre></div>
        <pre><code>no language</code></pre>"""
    pages = {"new/index.html": BeautifulSoup(html, "html5lib")}
    blocks = samples.read(pages)
    faults = "\n".join(samples.check(blocks, samples.lines(blocks, pages), NONE).faults)
    for said in (
        "new/index.html (task-definition.json): Invalid type for parameter family",
        "new/index.html: aws s3 lss: Invalid choice: 'lss'",
        "new/index.html: eb deploi: unrecognized arguments: deploi",
        "new/index.html (): is of no known kind",
    ):
        assert said in faults, faults
    assert "no namespace is called 'aws:elasticbeanstalk:comand'" in [*samples.spaces(pages)][0]


CONTAINERS = '"containerDefinitions": [{"name": "a", "image": "b"}]'
FARGATE = '"family": "a", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc"'
TIMES = '"id": "0123456789abcdef", "start_time": 1.0, "end_time": 2.0'
# kind, language, title, text, what is said
BROKEN = [
    ("shell", "bash", "", "if true; then echo", "Couldn't find 'fi' for this 'if'"),
    ("shell", "bash", "", "rm -rf $FOLDER/x", "Double quote to prevent globbing and word splitting. (SC2086)"),
    ("Dockerfile", "dockerfile", "Dockerfile", "FROM node:latest\n", "Using latest is prone to errors"),
    ("Dockerfile", "dockerfile", "Dockerfile", "FROM node:22\nCOPPY a b\n", "unexpected 'C'"),
    ("Python", "python", "app.py", "def f(:\n  pass", "line 1: invalid syntax"),
    ("JavaScript", "javascript", "server.js", "const a = {;", "SyntaxError: Unexpected token ';'"),
    ("Procfile", "text", "Procfile", "web node server.js", "'web node server.js' does not fit, expected name: command"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "option_setting: {}", "option_setting: Extra inputs are not permitted"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "option_settings:\n  aws:elasticbeanstalk:comand:\n    Timeout: 1", "no namespace is called 'aws:elasticbeanstalk:comand', expected for example aws:elasticbeanstalk:command"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "option_settings:\n  aws:elasticbeanstalk:command:\n    HealthCheckSuccessThreshold: Ok", "no option is called 'HealthCheckSuccessThreshold'"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "option_settings:\n  aws:elasticbeanstalk:command:\n    DeploymentPolicy: Canary", "'Canary' is not known, expected one of: AllAtOnce, Rolling"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "option_settings:\n  aws:elasticbeanstalk:command:\n    Timeout: 3601", "3601 is out of range, expected 1 to 3600"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "option_settings:\n  - option: MinSize", "does not fit, expected namespace, option_name and value"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "container_commands:\n  a: {command: b, leader_only: true, test: c}", "leader_only or test, not both"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "files:\n  /a: {mode: '644', content: b}", "files./a.mode: String should match"),
    (".ebextensions", "yaml", ".ebextensions/a.config", "Resources:\n  Q: {Type: 'AWS::SQS::Queue', Properties: {VisibilityTimeout: 43201}}", "Q.Properties.VisibilityTimeout: 43201 is greater than the maximum of 43200 (E3034)"),
    ("env.yaml", "yaml", "env.yaml", "EnvironmentName: front", "AWSConfigurationTemplateVersion: Field required"),
    ("env.yaml", "yaml", "env.yaml", "AWSConfigurationTemplateVersion: 1.1.0.0\nOptionSettings:\n  aws:x:\n    a: b", "no namespace is called 'aws:x'"),
    ("cron.yaml", "yaml", "cron.yaml", "version: 1\ncron: [{name: a, url: /a, schedule: '60 * * * *'}]", "'60' is out of range, expected 0 to 59"),
    ("cron.yaml", "yaml", "cron.yaml", "version: 1\ncron: [{name: a, url: /a, schedule: '* * * *'}]", "has 4 fields, expected 5"),
    ("EB CLI configuration", "yaml", ".elasticbeanstalk/config.yml", "global:\n  default_regoin: us-east-1", "default_regoin"),
    ("docker-compose.yml", "yaml", "docker-compose.yml", "services:\n  web:\n    ports: ['80:8080']", "expected build or image"),
    ("Dockerrun.aws.json", "json", "Dockerrun.aws.json", '{"AWSEBDockerrunVersion": "4"}', "4 is not known, expected 1, 2 or 3"),
    ("Dockerrun.aws.json", "json", "Dockerrun.aws.json", '{"AWSEBDockerrunVersion": "1", "Image": {"Name": "a"}}', "an Image needs Ports"),
    ("Dockerrun.aws.json", "json", "Dockerrun.aws.json", '{"AWSEBDockerrunVersion": 2, "containerDefinitions": [{"name": "a", "image": "b"}]}', "a has no memory"),
    ("Dockerrun.aws.json", "json", "Dockerrun.aws.json", '{"AWSEBDockerrunVersion": "3", "Authentication": {"Bucket": "a", "Key": "b"}}', "Authentication.bucket: Field required"),
    ("package.json", "json", "package.json", '{"name": "a", "version": "1.0.0", "script": {}}', "script: Extra inputs are not permitted"),
    ("task definition", "json", "", '{"family": "a", "containerDefinitions": [], "cpus": "1"}', 'Unknown parameter in input: "cpus"'),
    ("task definition", "json", "", '{"family": "a", "networkMode": "vpc", ' + CONTAINERS + "}", "networkMode: 'vpc' is not known, expected one of: bridge, host, awsvpc, none"),
    ("task definition", "json", "", "{" + FARGATE + ', "cpu": "256", "memory": "4096", ' + CONTAINERS + "}", "Cpu '256' is not compatible with memory '4096' (E3047)"),
    ("container definition (part)", "json", "", '{"image": "a", "portMapping": []}', 'Unknown parameter in input: "portMapping"'),
    ("container definition (part)", "json", "", '{"image": "a", "portMappings": [{"protocol": "http"}]}', "portMappings[0].protocol: 'http' is not known, expected one of: tcp, udp"),
    ("CloudFormation template", "yaml", "template.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: {Type: 'AWS::SQS::Queue', Properties: {VisibilityTimeout: 43201}}", "Q.Properties.VisibilityTimeout: 43201 is greater than the maximum of 43200 (E3034)"),
    ("CloudFormation template", "yaml", "template.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Role: !GetAtt Rolle.Arn\n      Handler: a.b\n      Runtime: python3.13\n      CodeUri: .", "'Rolle' is not one of"),
    ("IAM policy", "json", "", '{"Version": "2012-10-17", "Statement": [{"Effect": "Alow", "Action": "s3:*", "Resource": "*"}]}', "'Alow' is not one of"),
    ("IAM policy", "json", "", '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Actions": "a"}]}', "Additional properties are not allowed"),
    ("ECR lifecycle policy", "json", "lifecycle-policy.json", '{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "none", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}', "Lifecycle policy validation failure"),
    ("X-Ray sampling rule", "json", "", '{"SamplingRule": {"RuleName": "a", "Priority": 0, "FixedRate": 0.1}}', "Missing required parameter in SamplingRule: \"ResourceARN\""),
    ("X-Ray SDK sampling rules", "json", "", '{"version": 2, "rules": [{"host": "*", "fixed_target": 1, "rate": 0.1}], "default": {"fixed_target": 1, "rate": 0.1}}', "All non-default rules must have values for url_path"),
    ("X-Ray SDK sampling rules", "json", "", '{"version": 2, "default": {"fixed_target": 1, "rate": 5}}', "less than or equal to 1"),
    ("X-Ray segment", "json", "", '{"name": "a", "trace_id": "1-x", ' + TIMES + "}", "trace_id: String should match"),
    ("X-Ray segment", "json", "", '{"name": "a", "trace_id": "1-6b02af10-5f84c7a1e2b94d3086a7c9d1", "annotations": {"order-id": 1}, ' + TIMES + "}", "annotations.order-id"),
    ("X-Ray subsegment", "json", "", '{"name": "a", "subsegments": [{"name": "b", "id": "0123456789abcdef", "start_time": 1.5, "end_time": 2.5}], ' + TIMES + "}", "runs outside its parent's time"),
    ("OpenTelemetry collector", "yaml", "c.yaml", "receivers: {otlp: {}}\nexporters: {awsxray: {}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [xray]}}}", "traces: xray is not among the exporters"),
    (None, "json", "a.json", '{"a": 1,}', "does not parse: "),
    (None, "json", "a.json", '{"a": 1, "a": 2}', "does not parse: a key is repeated"),
    (None, "yaml", "a.yml", "a: [", "does not parse: sample:"),
    (None, "nginx", "nginx.conf", "server {}", "is of no known kind, expected one of checks/kinds.py or a reason in checks/unchecked.yml"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "language", "title", "text", "said"), BROKEN, ids=[f"{one[0] or one[1]}-{number}" for number, one in enumerate(BROKEN)])
def test_refuses(kind, language, title, text, said):
    """A broken sample is known for its kind, and the message names its place and what is wrong."""
    report = samples.check([Sample("x/index.html", "docs/x.md:7", language, title, text)], [], NONE)
    assert [name.split(": ")[0] for name in report.kinds] == ([kind] if kind else [])
    assert any(fault.startswith(f"docs/x.md:7 ({title or language}): ") and said in fault for fault in report.faults), report.faults


def test_every_kind_is_shown_to_refuse():
    """But for outputs, which `test_commands` breaks with their lines."""
    assert {one[0] for one in BROKEN} - {None} == {kind.name for kind in KINDS} - {"output of an aws line"}


def test_unknown_program_and_option():
    lines = [commands.Line("docs/x.md:7", ("terraform", "apply")), commands.Line("docs/x.md:8", ("aws", "elasticbeanstalk", "update-environment", "--options-to-remove", "Namespace=aws:autoscaling:asg,OptionName=MinSizes"))]  # fmt: skip
    faults = samples.check([], lines, NONE).faults
    assert faults[0].startswith("docs/x.md:7: terraform apply: the program terraform is not known")
    assert "aws:autoscaling:asg: no option is called 'MinSizes', expected for example MinSize" in faults[1]


def test_exceptions_stay_necessary():
    extra = Unchecked(
        languages={"cobol": "none"},
        samples=(Reason(page="x.md", title="gone", reason="none"),),
        programs=(Programs(names=("fortune",), reason="none"),),
    )
    faults = samples.check([], [], extra).faults
    assert [fault.split("nothing needs ")[1] for fault in sorted(faults)] == ["'cobol', expected it gone", "'fortune', expected it gone", "('x.md', 'gone'), expected it gone"]


def test_options_are_those_of_the_guide():
    """A namespace may end in one's own name, and only where the guide says so."""
    assert options.option("aws:elbv2:listener:443", "Protocol", "HTTPS") == ""
    assert options.option("aws:elasticbeanstalk:application:environment", "ANY_NAME", 1) == ""
    assert options.option("aws:elasticbeanstalk:xray", "XRayEnabled", True) == ""
    assert "no namespace" in options.option("aws:autoscaling:mine", "MinSize")

"""Command lines: found in shell as a shell finds them, and refused by the clients' own parsers."""

import pytest

from checks import commands
from checks.commands import Line, split


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "aws ecs create-cluster \\\n  --cluster-name notes": [
            ("aws", "ecs", "create-cluster", "--cluster-name", "notes")
        ],
        "cd ~/app\neb deploy": [("cd", "~/app"), ("eb", "deploy")],
        "aws ecr get-login-password | docker login --password-stdin x": [
            ("aws", "ecr", "get-login-password"),
            ("docker", "login", "--password-stdin", "x"),
        ],
        "ID=$(aws sts get-caller-identity --query Account) && eb list": [
            ("eb", "list"),
            ("aws", "sts", "get-caller-identity", "--query", "Account"),
        ],
        'echo "$(aws s3 ls) now"': [("echo", "<variable> now"), ("aws", "s3", "ls")],
        "AWS_PROFILE=x aws s3 ls > out.txt 2>&1": [("aws", "s3", "ls")],
        "eb use <environment-name>": [("eb", "use", "<environment-name>")],
        'eb deploy $NAME --label "${LABEL}"': [("eb", "deploy", "<variable>", "--label", "<variable>")],
        "aws x --query 'a[?b==`$c`]' # why": [("aws", "x", "--query", "a[?b==`$c`]")],
        "# aws is not run here\nif aws s3 ls; then eb list; fi": [("aws", "s3", "ls"), ("eb", "list")],
        "for one in a b; do eb status $one; done": [("eb", "status", "<variable>")],
        "cat > x <<'EOF'\naws is text\nEOF\neb list": [("cat",), ("eb", "list")],
    }.items(),
)
def test_split(text, words):
    assert [*split(text)] == words


RIGHT = [
    "aws logs filter-log-events --log-group-name orders --filter-pattern '{ $.level = \"ERROR\" }'",
    "aws configure",
    "aws ecs wait services-stable --cluster notes --services web",
    "aws s3 rb s3://bucket --force",
    "aws cloudformation package --template-file none.yaml --s3-bucket <bucket>",
    "aws lambda update-function-code --function-name orders --zip-file fileb://orders.zip",
    "aws iam delete-access-key --access-key-id <your-access-key-id>",
    "aws ecs update-service --service <service> --desired-count <count>",
    "aws ecs run-task --task-definition x --launch-type <launch-type>",
    "aws ecs execute-command --cluster notes --task <task-id> --interactive --command /bin/sh",
    "aws ecr describe-repositories --query repositories[].repositoryName",
    "aws ecs register-task-definition --cli-input-json file://task.json",
    "eb --version",
    "eb deploy <environment> --timeout <minutes>",
    "eb config save <environment> --cfg <name>",
]
WRONG = {
    "aws ecs create-cluster --cluster-nam notes": "Unknown options: --cluster-nam, notes",  # argparse alone takes the prefix
    "aws ecs create-cluster --name notes": "Unknown options: --name, notes",
    "aws ecs create-service --desired-count 2": "the following arguments are required: --service-name",
    "aws ecs craete-service --service-name web": "Invalid choice: 'craete-service', maybe you meant: * create-service",
    "aws ecss list-clusters": "Invalid choice: 'ecss', maybe you meant: * ecs",
    "aws ecs run-task --task-definition x --count three": "invalid literal for int() with base 10: 'three'",
    "aws ecs run-task --task-definition x --launch-type FARGAT": "launchType: 'FARGAT' is not known, expected one of: EC2, FARGATE",
    "aws ecs create-cluster --tags key=a,valu=b": 'Unknown parameter in tags[0]: "valu", must be one of: key, value',
    "aws ecr describe-repositories --max-results 1001": "maxResults: 1001 is too much, expected 1000 at most",
    "aws ecr describe-repositories --query repositories[].name": "finds nothing in the output of DescribeRepositories",
    "aws ecr describe-repositories --query repositories[": "Bad value for --query",
    "aws ecs register-task-definition --cli-input-json file://other.json": "No such file or directory: 'other.json'",
    "aws ecs register-task-definition --cli-input-json file://bad.json": "Invalid JSON",
    "aws s3 rb s3://bucket --forc": "Unknown options: --forc",
    "aws cloudformation deploy --template-file none.yaml": "the following arguments are required: --stack-name",
    "aws lambda update-function-code --zip-file fileb://orders.zip": "the following arguments are required: --function-name",
    "eb deploy --stage": "unrecognized arguments: --stage",  # a prefix of --staged
    "eb swap blue --destination-name green": "unrecognized arguments: --destination-name green",
    "eb deploi": "unrecognized arguments: deploi",
    "eb scale": "the following arguments are required: number",
    "eb scale three": "invalid int value: 'three'",
}
NAMES = {
    "aws ecr delete-repository": "",
    "aws ecr delete-repositories": "Invalid choice: 'delete-repositories'",
    "aws ecr delete-repository --force": "the following arguments are required: --repository-name",
    "eb platform list": "",
    "eb plattform list": "unrecognized arguments: plattform list",
}
OUTPUTS = {
    ("aws ecr create-repository --repository-name notes --query repository.repositoryUri", '"uri"'): "",
    (
        "aws ecr create-repository --repository-name notes --query repository.repositoryUri",
        '["uri"]',
    ): "output: is of type list, expected str",
    (
        "aws sts get-caller-identity",
        '{"UserId": "a", "AccountId": "1"}',
    ): "output: has no 'AccountId', expected of: Account, Arn, UserId",
    (
        "aws elasticbeanstalk describe-applications --query Applications[].ApplicationName",
        "[1]",
    ): "output[0]: is of type int, expected str",
}


def test_parsers():
    """Right lines pass and wrong ones are refused with a reason; all in one go, since a client takes a second to start."""
    files = {"task.json": '{"family": "x", "containerDefinitions": []}', "bad.json": "{"}
    expected = {Line("docs/x.md:1", *split(text), files=files): "" for text in RIGHT}
    expected |= {Line("docs/x.md:1", *split(text), files=files): said for text, said in WRONG.items()}
    expected |= {Line("docs/x.md:1", *split(text), inline=True): said for text, said in NAMES.items()}
    expected |= {Line("docs/x.md:1", *split(text), output=output): said for (text, output), said in OUTPUTS.items()}
    answers = commands.run(expected)
    assert set(answers) == set(expected)
    for line, said in expected.items():
        fault = answers[line].fault
        assert (said in fault) if said else fault == "", (str(line), fault)

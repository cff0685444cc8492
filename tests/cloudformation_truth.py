"""What an emulator of CloudFormation makes of templates: one line of JSON a template and choice of parameters.

Usage: cloudformation_truth.py FOLDER_OF_THE_ORACLE FOLDER_OF_TEMPLATES. Every template is resolved for its defaults and
for every combination of AllowedValues, up to 64.
"""

import itertools
import json
import sys
from pathlib import Path

TYPES = ("AWS::CloudTrail::Trail", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::IAM::Role")
MAX_CHOICES = 64

sys.path.insert(0, sys.argv[1])
import cloudformation_truth as oracle  # noqa: E402


def written(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def choices(template):
    """The defaults, and every combination of what is allowed."""
    yield {}
    allowed = {
        name: [written(value) for value in declared["AllowedValues"]]
        for name, declared in (template.get("Parameters") or {}).items()
        if isinstance(declared, dict) and declared.get("AllowedValues") and declared.get("Type") in ("String", "Number")
    }
    if allowed:
        combinations = itertools.product(*allowed.values())
        for values in itertools.islice(combinations, MAX_CHOICES):
            yield dict(zip(allowed, values))


for path in sorted(Path(sys.argv[2]).rglob("*")):
    if path.suffix not in (".yaml", ".yml", ".json", ".template") or not path.is_file():
        continue
    try:
        template = oracle.load(path)
        if not any(it.get("Type") in TYPES for it in template["Resources"].values()):
            continue
    except Exception:  # no template
        continue
    for parameters in choices(template):
        line = {"file": str(path), "parameters": parameters}
        try:
            line["resources"] = oracle.resolve(str(path), parameters, TYPES)
        except Exception as error:  # the emulator's limits
            line["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(line, default=str))

#!/usr/bin/env python3
"""Writes the tables of properties beside this file, one a service, from CloudFormation's published resource schemas.

They are read from an installed cfn-lint, which carries them (`pip install cfn-lint`, any folder):

    python3 src/cloudformation/properties/generate.py
"""

import importlib.util
import json
import re
from pathlib import Path

HERE = Path(__file__).parent

# a service's types, all of them where none is named
TYPES = {
    "CloudTrail": [],
    "CloudWatch": ["Alarm", "CompositeAlarm"],
    "Config": [],
    "Events": ["Rule"],
    "IAM": ["ManagedPolicy", "Policy", "Role", "RolePolicy"],
    "KMS": ["Alias", "Key"],
    "Logs": ["LogGroup", "MetricFilter"],
    "Organizations": ["Organization", "Policy"],
    "S3": ["Bucket", "BucketPolicy"],
    "SNS": ["Subscription", "Topic", "TopicPolicy"],
}
KINDS = {"boolean": "Boolean", "integer": "Integer", "number": "Number", "string": "String"}
WIDTH = 110


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).upper()


class Service:
    """The objects of one service's types, in the order in which they are met."""

    def __init__(self):
        self.objects = {}

    def object(self, name, properties, schema):
        if name not in self.objects:
            self.objects[name] = None
            rows = [(key, self.kind(name, key, node, schema)) for key, node in sorted(properties.items())]
            self.objects[name] = rows
        return name

    def kind(self, owner, key, node, schema):
        definition = None
        while "$ref" in node:
            *_, section, definition = node["$ref"].split("/")
            if section != "definitions":
                return "Any"
            node = schema["definitions"][definition]
        type_name = node.get("type")
        if isinstance(type_name, list):
            return "Any"
        if type_name in KINDS:
            return KINDS[type_name]
        if type_name == "array":
            return f"List(&{self.kind(owner, key, node.get('items', {}), schema)})"
        properties = dict(node.get("properties", {}))
        for word in ("allOf", "anyOf", "oneOf"):
            for branch in node.get(word, []):
                properties.update(branch.get("properties", {}))
        if properties and node.get("additionalProperties") is False and "patternProperties" not in node:
            root = snake(schema["typeName"].split("::")[2]) if definition else owner
            return f"Object(&{self.object(f'{root}_{snake(definition or key)}', properties, schema)})"
        return "Any"


def packed(rows):
    lines, line = [], "   "
    for name, kind in rows:
        item = f' ("{name}", {kind}),'
        if len(line) + len(item) > WIDTH:
            lines.append(line)
            line = "   "
        line += item
    return "\n".join([*lines, line])


def main():
    package = Path(importlib.util.find_spec("cfnlint").origin).parent
    version = re.search(r'"(.*)"', (package / "version.py").read_text(encoding="utf-8")).group(1)
    schemas = package / "data" / "schemas"
    providers = json.loads((schemas / "providers" / "us-east-1.json").read_text(encoding="utf-8"))
    for service, names in TYPES.items():
        known = Service()
        rows = []
        for kind in sorted(providers):
            _, owner, name = (kind.split("::") + ["", ""])[:3]
            if owner != service or (names and name not in names):
                continue
            schema = json.loads((schemas / "resources" / f"{providers[kind]}.json").read_text(encoding="utf-8"))
            rows.append((kind, known.object(snake(name), schema["properties"], schema)))
        kinds = " ".join(kind for table in known.objects.values() for _, kind in table)
        used = sorted(set(re.findall(r"\b(Any|Boolean|Integer|List|Number|Object|String)\b", kinds)))
        text = [
            f"//! `AWS::{service}::…`: written by `generate.py` from cfn-lint {version}; not to be edited.",
            f"\nuse super::Kind::{{self, {', '.join(used)}}};",
            "use super::Properties;",
            "\n/// The types, sorted.",
            "#[rustfmt::skip]",
            "pub(super) static TYPES: &[(&str, Properties)] = &[",
        ]
        text.extend(f'    ("{kind}", &{name}),' for kind, name in rows)
        text.append("];")
        for name, table in known.objects.items():
            text.append(f"\n#[rustfmt::skip]\nstatic {name}: [(&str, Kind); {len(table)}] = [\n{packed(table)}\n];")
        (HERE / f"{service.lower()}.rs").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

# Asks the oracle about a root: arguments are the oracle's folder, the root and its repository. Where it has variables
# without a value, it is asked again in two worlds with values for all of them: what is said without values must hold in both,
# and some roots Terraform refuses to plan otherwise, because a `count` or `for_each` hangs on a variable.
import json, os, sys

sys.path.insert(0, sys.argv[1])
from hclshape import body, strip
from terraform_truth import best

ROOT, REPOSITORY = sys.argv[2], sys.argv[3]
EMPTY = {"list": "[]", "set": "[]", "map": "{}", "tuple": "[]"}


def required():
    """Variables without a default: name and type."""
    found = {}
    for name in sorted(os.listdir(ROOT)):
        if not name.endswith(".tf"):
            continue
        with open(os.path.join(ROOT, name), encoding="utf-8", errors="replace") as file:
            items, _ = body(strip(file.read()), 0, None)
        for item in items:
            if item[0] == "block" and item[1] == "variable" and item[2]:
                attributes = {part[1]: part[2] for part in item[3] if part[0] == "attr"}
                if "default" not in attributes:
                    found[item[2][0]] = str(attributes.get("type", "string")).replace(" ", "").strip('"')
    return found


def value(kind, world):
    if kind == "bool":
        return "true" if world == 0 else "false"
    if kind == "number":
        return "1" if world == 0 else "0"
    for head, empty in EMPTY.items():
        if kind.startswith(head):
            items = {"list(string)": '["one"]', "set(string)": '["one"]', "map(string)": '{ one = "1" }'}
            return items.get(kind, empty) if world == 0 else empty
    return '"generated"' if world == 0 else '"other"'


def is_set_in_files():
    """Whether a variables file is read of itself, so that it is not only the generated values that count."""
    return any(name == "terraform.tfvars" or name.endswith(".auto.tfvars") for name in os.listdir(ROOT))


answer = best(ROOT, types=None, keep=REPOSITORY)
answer["worlds"] = []
unset = required()
if unset and not is_set_in_files():
    for world in (0, 1):
        variables = {name: value(kind, world) for name, kind in unset.items()}
        planned = best(ROOT, types=None, keep=REPOSITORY, variables=dict(variables))
        # as the command line takes them: texts without quotes
        planned["variables"] = {name: text.strip('"') for name, text in variables.items()}
        answer["worlds"].append(planned)
print(json.dumps(answer))

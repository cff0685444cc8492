# Asks the oracle, whose folder is the argument, what configurations resolve to. Standard input is a JSON list of
# {"language", "text"}; a line of JSON goes out for each: resources with their arguments, or an error.
import json, os, sys, tempfile

sys.path.insert(0, sys.argv[1])


def terraform(text):
    from terraform_truth import best

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "main.tf"), "w", encoding="utf-8") as file:
            file.write(text)
        return best(folder, types=None, keep=folder)


def cloudformation(text):
    from cloudformation_truth import resolve

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "template.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return {"resources": resolve(path, types=None)}


for job in json.load(sys.stdin):
    try:
        answer = {"terraform": terraform, "cloudformation": cloudformation}[job["language"]](job["text"])
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer, default=str), flush=True)

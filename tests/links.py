#!/usr/bin/env python3
"""Which neighbours of every trail in a tree are found, which are elsewhere and why: a table to be read by hand.

    tests/links.py target/debug/trailguard FOLDER…

Every folder is analysed by itself. A line is: folder, trail, neighbour, state, what it leads to or why not. States:
`resolved` (to a resource of the files), `external` (a known name that is in none of the files), `elsewhere` (not known,
and why), `absent` (the argument is not set), `sensitive` (not shown).
"""

import collections
import json
import pathlib
import subprocess
import sys

# link of a trail → the field that it is read from
LINKS = {
    "bucket": "bucket_name",
    "key": "kms_key_id",
    "log_group": "log_group_arn",
    "role": "role_arn",
    "topic": "topic_name",
}


def state_of(trail, link, field):
    found = trail["links"].get(link)
    if link == "key" and not isinstance(found, str):
        found = trail["links"].get("key_alias") or found
    read = trail["fields"][field]
    if found == "(sensitive)":
        return "sensitive", ""
    if isinstance(found, str):
        return "resolved", found
    if found is not None:
        return "resolved by cases", json.dumps(found)
    if read["state"] == "absent" or (read["state"] == "known" and not read["value"]):
        return "absent", ""
    if isinstance(read["value"], str) and read["state"] == "known":
        return "external", read["value"] or ""
    return "elsewhere", read["cause"] or read["state"]


def alarms_of(unit, trail):
    group = trail["links"].get("log_group")
    filters = [it for it in unit["metric_filters"] if group and it["links"].get("log_group") == group]
    alarms = {alarm for it in filters for alarm in it["links"].get("alarms") or [] if isinstance(alarm, str)}
    if not filters:
        # filters on a group of the trail that is not here, or none
        others = len(unit["metric_filters"])
        return ("absent", "") if not others else ("elsewhere", f"{others} filters on other log groups")
    return ("resolved", f"{len(filters)} filters, {len(alarms)} alarms")


def main():
    binary, folders = sys.argv[1], sys.argv[2:]
    counts = collections.defaultdict(collections.Counter)
    trails = 0
    for folder in folders:
        done = subprocess.run([binary, "model", "--format", "json", folder], capture_output=True, text=True)
        if not done.stdout:
            print(f"{folder}\t-\t-\tfailed\t{done.stderr.strip()[:200]}")
            continue
        for unit in json.loads(done.stdout)["units"]:
            below = pathlib.Path(unit["root"]).name
            for trail in unit["trails"]:
                trails += 1
                rows = [(link, *state_of(trail, link, field)) for link, field in LINKS.items()]
                rows.append(("alarms", *alarms_of(unit, trail)))
                recorders = [it["address"] for it in unit["recorders"]]
                rows.append(("recorder", "resolved" if recorders else "absent", ", ".join(recorders)))
                for link, state, told in rows:
                    counts[link][state] += 1
                    print(f"{pathlib.Path(folder).name}/{below}\t{trail['address']}\t{link}\t{state}\t{told}")
    print(f"\n{trails} trails")
    for link, states in counts.items():
        print(f"{link}: " + ", ".join(f"{state} {count}" for state, count in states.most_common()))


if __name__ == "__main__":
    main()

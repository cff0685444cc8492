#!/usr/bin/env python3
"""Hostile inputs: each with its exit status, time, peak memory and what the program says.

`python3 benches/hostile.py target/release/trailguard [NAME…]` prints a table and ends with 1 where an input takes
longer than 2 s or more than 500 MB, ends the program by a signal, or is passed over in silence. Runs on Linux.
"""

import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SECONDS, MEGABYTES = 2.0, 500
TRAIL = 'resource "aws_cloudtrail" "t" {\n  name = "t"\n  s3_bucket_name = "b"\n}\n'
STACK = "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      S3BucketName: %s\n"
PLAIN = STACK % "b"
DEEP = 100_000
MB = 1_000_000
CASES = []


def case(name, files, status, says, arguments=("check",), **more):
    """A tree, its exit status, and words that the program says. `files` is a mapping or a function that fills a folder."""
    CASES.append(dict(name=name, files=files, status=status, says=says, arguments=arguments, **more))


def one(name, path, text, status, says=None, **more):
    case(name, {path: text}, status, says or os.path.basename(path), **more)


def local(name, expression, status=1, says="main.tf", before="", **more):
    def text():
        first = before() if callable(before) else before
        return "locals {\n%s  x = %s\n}\n%s" % (first, expression(), TRAIL.replace('"b"', "local.x"))

    case(name, {"main.tf": text, **more}, status, says)


def deep(opening, closing="", middle="", times=DEEP):
    return lambda: opening * times + middle + closing * times


def utf16(text, order="utf-16-le", mark=b"\xff\xfe"):
    return mark + text.encode(order)


def chain(step, times=60, first='"aaaaaaaaaa"'):
    lines = ["  x0 = %s\n" % first]
    lines += ["  x%d = %s\n" % (n, step.replace("@", "local.x%d" % (n - 1))) for n in range(1, times)]
    return "".join(lines)


def policy(statements):
    body = '{"Version": "2012-10-17", "Statement": [%s]}' % statements
    return TRAIL.replace('"b"', "aws_s3_bucket.b.id") + (
        'resource "aws_s3_bucket" "b" {\n  bucket = "audit-logs"\n}\n'
        'resource "aws_s3_bucket_policy" "p" {\n  bucket = aws_s3_bucket.b.id\n  policy = <<E\n%s\nE\n}\n' % body
    )


def pattern(text):
    return TRAIL.replace("}\n", "  cloud_watch_logs_group_arn = \"${aws_cloudwatch_log_group.g.arn}:*\"\n}\n") + (
        'resource "aws_cloudwatch_log_group" "g" {\n  name = "g"\n}\n'
        'resource "aws_cloudwatch_log_metric_filter" "f" {\n  name = "f"\n  log_group_name = aws_cloudwatch_log_group.g.name\n'
        "  pattern = %s\n  metric_transformation {\n    name = \"m\"\n    namespace = \"n\"\n    value = \"1\"\n  }\n}\n" % json.dumps(text)
    )


def buckets(number):
    return "".join(
        "  B%d:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: bucket-number-%d\n      Tags: [{Key: a, Value: b}]\n" % (n, n)
        for n in range(number)
    )


def trails(number):
    return "".join(TRAIL.replace('"t" {', '"t%d" {' % n).replace('name = "t"', 'name = "trail-%d"' % n) for n in range(number))


def aliases(levels=30):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"]
    lines += ["a%d: &a%d [%s]\n" % (n, n, "*a%d, " % (n - 1) * 10) for n in range(1, levels)]
    return "".join(lines)


def often(expression, before=""):
    """An expression 50,000 times, with a list of as many texts and a text of a megabyte at hand."""
    megabyte = '  m = join("", [for n in range(1000) : "%s"])\n' % ("x" * 900 + " b" * 50)
    listed = "  big = flatten([for q in range(50) : [for n in range(1000) : tostring(q * 1000 + n)]])\n"
    mapped = '  map = { for n in local.big : "k${n}" => n }\n'
    return lambda: megabyte + listed + mapped + before, lambda: "length(flatten([for q in range(50) : [for n in range(1000) : %s]]))" % expression


def encodings():
    one("not UTF-8: configuration", "main.tf", TRAIL.encode() + b"# caf\xe9\n", 2)
    one("not UTF-8: template", "t.yaml", PLAIN.encode() + b"# caf\xe9\n", 2)
    one("not UTF-8: tfvars", "x.auto.tfvars", b"a = \"\xff\"\n", 2, with_trail=True)
    one("UTF-16 template", "t.yaml", utf16(PLAIN), 1)
    one("UTF-16 template, big end first", "t.json", utf16(json.dumps({"Resources": {"T": {"Type": "AWS::CloudTrail::Trail", "Properties": {"IsLogging": True, "S3BucketName": "b"}}}}), "utf-16-be", b"\xfe\xff"), 1)
    whole = utf16('{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"T": {"Type": "AWS::CloudTrail::Trail"}}}')
    one("UTF-16 template cut inside a character", "t.json", whole[:61], 2)
    one("UTF-16 template cut in half", "t.json", whole[:90], 2)
    one("UTF-16 template cut in the type", "t.json", whole[: 2 * 80], 2)
    one("UTF-16 configuration cut in half", "main.tf", utf16(TRAIL)[:80], 2)
    one("UTF-16 plan cut inside a character", "plan.json", utf16('{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"type":"aws_cloudtrail"')[:-3], 2)
    one("plan cut in half", "plan.json", '{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"type":"aws_cloudtrail"', 2)
    one("NUL in configuration", "main.tf", TRAIL + "# \0\n", 2)
    one("NUL in YAML", "t.yaml", PLAIN + "# \0\n", 2)
    one("NUL in JSON", "t.json", '{"Resources": {"T": {"Type": "AWS::CloudTrail::Trail\0"}}}', 2)
    one("a program named as configuration", "main.tf", TRAIL.encode() + bytes(range(256)) * 1000, 2)
    one("nothing", "main.tf", "", 0, "no trail")
    one("a mark and nothing", "main.tf", b"\xef\xbb\xbf", 0, "no trail")
    one("old line ends", "main.tf", TRAIL.replace("\n", "\r"), 2)


def special_files():
    def fifo(name):
        return lambda folder: os.mkfifo(os.path.join(folder, name))

    def link(name, target):
        return lambda folder: os.symlink(target, os.path.join(folder, name))

    def bound(folder):
        with socket.socket(socket.AF_UNIX) as it:
            it.bind(os.path.join(folder, "s.tf"))

    case("a pipe", fifo("p.tf"), 2, "p.tf", with_trail=True)
    case("a pipe named as template", fifo("p.yaml"), 2, "p.yaml", ("check", "p.yaml"), with_trail=True)
    case("a socket", bound, 2, "s.tf", with_trail=True)
    case("a link to a device", link("d.tf", "/dev/zero"), 2, "d.tf", with_trail=True)
    case("a folder named as configuration", {"x.tf/a.txt": ""}, 1, "main.tf", with_trail=True)
    case("a folder named as template", {"t.yaml/a.txt": ""}, 1, "main.tf", ("check", "t.yaml", "main.tf"), with_trail=True)
    case("a link to nothing", link("l.tf", "nowhere"), 2, "l.tf", with_trail=True)
    case("a link to itself", link("l.tf", "l.tf"), 2, "l.tf", with_trail=True)
    case("a link to the folder above", link("up", ".."), 1, "main.tf", with_trail=True)
    case("a link to the root", link("all", "/etc"), 1, "main.tf", with_trail=True)
    case("links to each other", lambda folder: [os.mkdir(f"{folder}/a"), os.mkdir(f"{folder}/b"), os.symlink("../b", f"{folder}/a/b"), os.symlink("../a", f"{folder}/b/a")], 1, "main.tf", with_trail=True)

    def closed(name, mode):
        def make(folder):
            path = os.path.join(folder, name)
            os.makedirs(path) if mode == 0o000 and name == "closed" else open(path, "w").write(TRAIL)
            os.chmod(path, 0)

        return make

    case("a file that may not be read", closed("c.tf", 0), 2, "c.tf", with_trail=True, as_nobody=True)
    case("a folder that may not be read", closed("closed", 0), 2, "closed", with_trail=True, as_nobody=True)
    case("a new line in a name", {"a\n::error::b.tf": TRAIL}, 1, "error")
    case("an escape in a name", {"\x1b[31m\x07.tf": TRAIL}, 1, "31m")
    case("a name that is not UTF-8", lambda folder: open(os.fsencode(folder) + b"/\xff\xfe.tf", "w").write(TRAIL), 2, ".tf")
    case("a name of 255 bytes", {"x" * 252 + ".tf": TRAIL}, 1, "xxx")

    def burrow(folder):
        here = os.open(folder, os.O_RDONLY)
        for _ in range(1500):
            os.mkdir("d", dir_fd=here)
            here = os.open("d", os.O_RDONLY, dir_fd=here)
            if here > 900:
                break

    case("900 folders in each other", burrow, 1, "main.tf", with_trail=True)
    case("20,000 files", lambda folder: [open(f"{folder}/f{n}.yaml", "w").close() for n in range(20_000)], 1, "main.tf", with_trail=True)


def sizes():
    for path, text, line in [("main.tf", TRAIL, "# x\n"), ("t.yaml", PLAIN, "# x\n"), ("t.json", '{"AWSTemplateFormatVersion": "AWS::CloudTrail::Trail"', " \n")]:
        one(f"200 MB of {path}", path, lambda text=text, line=line: text + line * (200 * MB // len(line)), 2)
    one("120 MB of comments, HCL", "main.tf", lambda: TRAIL + "# a comment of some length\n" * (120 * MB // 27), 1)
    one("120 MB of comments, YAML", "t.yaml", lambda: PLAIN + "# a comment of some length\n" * (120 * MB // 27), 1)
    one("100 MB of one list, HCL", "main.tf", lambda: TRAIL + "locals {\n  x = [\n" + "    1,\n" * (100 * MB // 7) + "  ]\n}\n", (1, 2))
    one("100 MB of one list, YAML", "t.yaml", lambda: PLAIN + "Metadata:\n  X:\n" + "    - a\n" * (100 * MB // 8), (1, 2))
    one("100 MB of one list, JSON", "t.json", lambda: '{"Metadata": [' + "1," * (50 * MB) + '1], "Resources": {"T": {"Type": "AWS::CloudTrail::Trail", "Properties": {"IsLogging": true, "S3BucketName": "b"}}}}', (1, 2))
    one("100 MB of blocks, HCL", "main.tf", lambda: TRAIL + 'variable "v" {\n}\n' * (100 * MB // 17), (1, 2))

    def plan():
        item = json.dumps({"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0, "values": {"bucket": "b", "tags": {"a": "b"}}, "sensitive_values": {}})
        trail = json.dumps({"address": "aws_cloudtrail.t", "mode": "managed", "type": "aws_cloudtrail", "name": "t", "values": {"name": "t", "s3_bucket_name": "b"}})
        return '{"format_version":"1.2","planned_values":{"root_module":{"resources":[' + (item + ",") * (100 * MB // (len(item) + 1)) + trail + "]}}}"

    one("plan of 100 MB", "plan.json", plan, (1, 2))
    one("template of 10 MB", "t.yaml", lambda: PLAIN + buckets(80_000), 2, "10,000 resources")
    one("10,000 resources in a template", "t.yaml", lambda: PLAIN + buckets(9_990), 2, "takes 500")
    one("10,000 findings, HCL", "main.tf", lambda: trails(2_500), 1)
    one("10,000 findings, HCL, human format in full", "main.tf", lambda: trails(2_500), 1, arguments=("check", "--show", "all"))
    one("10,000 findings, JSON report", "main.tf", lambda: trails(2_500), 1, arguments=("check", "--format", "json"))
    one("10,000 findings, SARIF report", "main.tf", lambda: trails(2_500), 1, arguments=("check", "--format", "sarif"))
    one("100,000 trails", "main.tf", lambda: trails(100_000), (1, 2))
    one("a line of 50 MB", "main.tf", lambda: TRAIL + "# " + "x" * 50 * MB, 1)
    one("a text of 50 MB", "main.tf", lambda: TRAIL.replace('"b"', '"' + "x" * 50 * MB + '"'), (1, 2))
    one("findings on a line of 5 MB", "t.json", lambda: '{"Resources":{%s"T":{"Type":"AWS::CloudTrail::Trail","Properties":{"IsLogging":true,"S3BucketName":"b"}}}}' % ('"B":{"Type":"AWS::S3::Bucket"},' * 150_000), 2)
    one("100,000 comments that silence", "main.tf", lambda: "# trailguard:ignore trail/multi-region -- because\n" * DEEP + TRAIL, 1)
    one("standard input of 200 MB", "none.tf", "", 2, "larger than the limit", arguments=("check", "--stdin-filename", "x.tf"), stdin=lambda: b"# x\n" * (50 * MB))


def depth():
    for name, opening, closing, middle in [
        ("lists", "[", "]", ""), ("parentheses", "(", ")", "1"), ("objects", "{a=", "}", "1"), ("calls", "f(", ")", "1"),
        ("templates", '"${', '}"', "1"), ("negations", "!", "", "true"), ("indexes", "a[", "]", "0"), ("loops", "[for v in [1] : ", "]", "v"),
        ("open brackets", "[", "", ""), ("conditionals", "true ? 1 : ", "", "2"), ("sums", "1 + ", "", "1"),
    ]:
        local(f"{DEEP:,} {name}, HCL", deep(opening, closing, middle), 2)
    one(f"{DEEP:,} blocks, HCL", "main.tf", lambda: TRAIL + "b {\n" * DEEP + "}\n" * DEEP, 2)
    one(f"{DEEP:,} brackets in a tfvars file", "x.auto.tfvars", lambda: "a = " + deep("[", "]")() + "\n", 2, with_trail=True)
    for name, opening, closing in [("brackets", "[", "]"), ("mappings", "{a: ", "}"), ("open brackets", "[", ""), ("sequences", "- ", ""), ("keys", "? ", "")]:
        one(f"{DEEP:,} {name}, YAML", "t.yaml", lambda o=opening, c=closing: STACK % deep(o, c)(), 2)
    one("20,000 lines, each deeper, YAML", "t.yaml", lambda: PLAIN + "X:\n" + "".join(" " * n + "a:\n" for n in range(1, 5000)), 2)
    body = '{"Resources":{"T":{"Type":"AWS::CloudTrail::Trail","Properties":{"S3BucketName":%s}}}}'
    one(f"{DEEP:,} brackets, JSON", "t.json", lambda: body % deep("[", "]")(), 2)
    one(f"{DEEP:,} objects, JSON", "t.json", lambda: body % deep('{"a":', "}", "1")(), 2)
    one(f"{DEEP:,} brackets in a policy", "main.tf", lambda: policy('{"Effect": "Allow", "Principal": %s}' % deep("[", "]")()), 1)
    one(f"{DEEP:,} brackets in a filter pattern", "main.tf", lambda: pattern("{ " + deep("(", ")", "$.a = 1")() + " }"), 1)
    one(f"{DEEP:,} terms in a filter pattern", "main.tf", lambda: pattern("{ " + " || ".join(["($.eventName = *x*)"] * DEEP) + " }"), 1)
    local(f"{DEEP:,} brackets in jsondecode", lambda: 'jsondecode("%s")' % deep("[", "]")())
    local(f"{DEEP:,} brackets in yamldecode", lambda: 'yamldecode("%s")' % deep("[", "]")())
    one("conditions in each other, template", "t.yaml", lambda: STACK % (deep("{'Fn::If': [C, a, ", "]}", "b", 10_000)()), 2)


def explosions():
    one("alias bomb", "t.yaml", lambda: aliases() + STACK % "*a29", 2)
    one("alias bomb by merge keys", "t.yaml", lambda: "".join("a%d: &a%d\n%s" % (n, n, "".join("  k%d: *a%d\n" % (m, n - 1) for m in range(9)) if n else "  k: v\n") for n in range(30)) + STACK % "*a29", 2)
    local("alias bomb in yamldecode", lambda: "yamldecode(%s)" % json.dumps(aliases()))
    local("range without end", lambda: 'join(",", range(0, 100000000000))')
    local("products of sets", lambda: 'join("", flatten(setproduct(range(1000), range(1000), range(1000))))')
    local("lists doubled 60 times", lambda: 'join("", local.x59)', before=chain("concat(@, @)", first='["a"]'))
    local("objects tripled 60 times", lambda: "jsonencode(local.x59)", before=chain("{ a = @, b = @, c = @ }"))
    for name, step in [("format", 'format("%s%s%s", @, @, @)'), ("join", "join(@, [@, @, @])"), ("replace", 'replace(@, "a", @)'), ("a template", '"${@}${@}${@}"'), ("jsonencode", "jsonencode([@, @, @])"), ("indent", "indent(1000, replace(@, \"a\", \"\\n\"))"), ("urlencode", "urlencode(urlencode(\"${@}%\"))"), ("base64encode", "base64encode(\"${@}${@}\")"), ("strrev and title", "title(strrev(\"${@}${@}\"))")]:
        local(f"text grown by {name}", lambda: "local.x59", before=chain(step))
    local("width of format", lambda: 'format("%999999999d", 1)')
    local("catastrophic pattern", lambda: 'regex("(a*)*(a*)*(a*)*$", "%s")' % ("a" * 5000 + "b"))
    local("pattern too large", lambda: 'regex("((a{1000}){1000}){1000}", "a")')
    local("pattern in replace", lambda: 'replace("%s", "/(a|aa)+$/", "x")' % ("a" * 50_000 + "b"))
    local("number too large", lambda: "pow(10, 1000000000)")
    local("number of a million digits", lambda: "9" * MB)
    local("networks without end", lambda: 'join(",", [for n in range(100000) : cidrsubnet("10.0.0.0/8", 24, n)])')
    local("loops in loops", lambda: 'join("", flatten([for a in range(2000) : [for b in range(2000) : [for c in range(2000) : "x"]]]))')
    local("a ring of locals", lambda: "local.y", before="  y = local.x\n")
    for number in (24, 400):
        open_ones = "".join('variable "v%d" {\n  type = bool\n}\n' % n for n in range(number))
        choice = 'var.v%d ? "a" : "b"'
        for name, (start, part, end) in {
            "a text": ('"', "${" + choice + "}", '"'),
            "directives": ('"', "%%{ if var.v%d }a%%{ else }b%%{ endif }", '"'),
            "join": ('join("", [', choice + ", ", "])"),
            "formatlist": ('join("", formatlist("%s", [', choice + ", ", "]))"),
        }.items():
            whole = start + "".join(part % n for n in range(number)) + end
            one(f"{number} conditions in {name}", "main.tf", open_ones + "locals {\n  x = %s\n}\n" % whole + TRAIL.replace('"b"', "local.x"), 1)
        document = 'var.v%d ? "{\\"Statement\\": []}" : "{\\"Statement\\": {}}", '
        for name, (start, part, end) in {
            "sources of a policy": ("  source_policy_documents = [", document, "]\n"),
            "actions of a policy": ("  statement {\n    actions = [", choice + ", ", "]\n  }\n"),
            "statements of a policy": ("", "  statement {\n    effect = var.v%d ? \"Allow\" : \"Deny\"\n  }\n", ""),
        }.items():
            body = start + "".join(part % n for n in range(number)) + end
            attached = 'resource "aws_s3_bucket_policy" "p" {\n  bucket = "b"\n  policy = data.aws_iam_policy_document.d.json\n}\n'
            one(f"{number} conditions in {name}", "main.tf", open_ones + 'data "aws_iam_policy_document" "d" {\n%s}\n' % body + attached + TRAIL, 1)
    local("5,000 locals in a row", lambda: "local.x4999", before=chain('"${@}"', 5000))
    each = lambda keys: TRAIL.replace("{\n", "{\n  for_each = %s\n" % keys, 1)
    one("for_each of a million", "main.tf", each("toset([for n in range(1000000) : tostring(n)])"), 1)
    one("for_each of a product", "main.tf", each('{ for p in setproduct(range(1000), range(1000)) : "${p[0]}-${p[1]}" => p }'), 1)
    one("count of a billion", "main.tf", TRAIL.replace("{\n", "{\n  count = 1000000000\n", 1), 1)
    one("dynamic blocks in each other", "main.tf", TRAIL.replace('"b"\n', '"b"\n' + '  dynamic "advanced_event_selector" {\n    for_each = range(1000)\n    content {\n      dynamic "field_selector" {\n        for_each = range(1000)\n        content {\n          field = "eventName"\n          equals = [for n in range(1000) : tostring(n)]\n        }\n      }\n    }\n  }\n'), 1)
    undecided = "".join('variable "v%d" {\n  type = bool\n}\n' % n for n in range(60))
    chosen = '"b"'
    for n in range(60):
        chosen = '(var.v%d ? "b%d" : %s)' % (n, n, chosen)
    one("60 undecided variables", "main.tf", undecided + TRAIL.replace('"t"\n', chosen + "\n", 1).replace('"b"', " && ".join("var.v%d" % n for n in range(60)) + ' ? "a" : "b"'), 1)
    loop = lambda inner, depth=1: inner if depth == 0 else "{'Fn::ForEach::L%d': [X%d, [%s], %s]}" % (depth, depth, ",".join(map(str, range(1000))), loop(inner, depth - 1))
    one("ForEach over 20,000", "t.yaml", lambda: "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - X\n    - [%s]\n    - T${X}:\n        Type: AWS::CloudTrail::Trail\n        Properties: {IsLogging: true, S3BucketName: b}\n" % ",".join(map(str, range(20_000))), 2)
    one("ForEach in ForEach", "t.yaml", lambda: "Transform: AWS::LanguageExtensions\nResources: %s\n" % loop("{'T${X1}${X2}${X3}': {Type: 'AWS::CloudTrail::Trail'}}", 3), 2)
    one("Sub and Join that grow", "t.yaml", lambda: "Mappings: {M: {a: {b: c}}}\n" + STACK % deep("!Join ['${x}', [a, a, ", "]]", "a", 60)(), (1, 2))


def sums():
    """What is small each time and much in all."""
    for call in [
        "sha512(local.m)", "base64encode(local.m)", "upper(local.m)", "length(local.m)", 'split(" ", local.m)', 'replace(local.m, "x", "yy")',
        'regexall("(x)(x)", local.m)', "jsonencode(local.m)", "csvdecode(local.m)", '"${local.m}x"', 'format("%s", local.m)', "{ (local.m) = 1 }",
        'contains(local.big, "x")', "keys(local.map)[0]", "merge(local.map, {})", "concat(local.big, [n])", "reverse(local.big)[0]", "toset(local.big)",
        "distinct([for b in local.big : { a = b }])", "zipmap(local.big, local.big)", "max(local.big...)", "local.big[*]", "transpose({ a = local.big })",
        'n == 3 ? local.big : ["x"]', "yamldecode(jsonencode(local.big))", "setproduct(local.big, [n])", "merge([for b in local.big : { (b) = b }]...)",
    ]:
        before, expression = often(call)
        local(f"50,000 times {call}", expression, before=before)
    for call in ['file("b.txt")', 'filesha512("b.txt")', 'templatefile("b.txt", {})']:
        before, expression = often(call)
        local(f"50,000 times {call}", expression, before=before, **{"b.txt": lambda: "x" * MB})
    before, expression = often('fileset(".", "**")')
    local('50,000 times fileset(".", "**")', expression, before=before, **{f"d/f{n}.txt": "" for n in range(2000)})
    loop = "Transform: AWS::LanguageExtensions\nParameters:\n  P: {Type: String, Default: '%s'}\n" + PLAIN + "  Fn::ForEach::A:\n    - X\n    - [" + ",".join(f"k{n}" for n in range(900)) + "]\n    - B${X}:\n        Type: AWS::S3::Bucket\n        Properties:\n          BucketName: %s\n"
    for name, value in [("Sub", '!Sub "${P}${X}"'), ("Join", '!Join ["-", [!Ref P, !Ref P, "${X}"]]'), ("Base64", '{"Fn::Base64": !Ref P}'), ("Split", '!Select [0, !Split ["x", !Ref P]]')]:
        one(f"a megabyte in {name}, 900 times", "t.yaml", lambda value=value: loop % ("x" * MB, value), (1, 2))
    one("a megabyte in a loop's text, 900 times", "t.yaml", lambda: loop % ("x", '"%s${X}"' % ("y" * MB)), (1, 2))
    yaml = lambda number: "Resources:\n" + "".join(PLAIN.split("\n", 1)[1].replace("  T:", f"  T{n}:") for n in range(number))
    one("400 trails in YAML to mend", "t.yaml", lambda: yaml(400), 1, arguments=("check", "--fix"))
    one("400 trails in YAML, JSON report", "t.yaml", lambda: yaml(400), 1, arguments=("check", "--format", "json"))
    selector = TRAIL.replace("}\n", '  advanced_event_selector {\n    field_selector {\n      field = "eventCategory"\n      equals = ["%s"]\n    }\n    field_selector {\n      field = "%s"\n      %s = [%s]\n    }\n  }\n}\n')
    for field, operator, category, value in [("eventSource", "not_equals", "Management", "s%d.amazonaws.com"), ("resources.ARN", "not_starts_with", "Data", "arn:aws:s3:::b%d/")]:
        one(f"20,000 values of {operator}", "main.tf", lambda f=field, o=operator, c=category, v=value: selector % (c, f, o, ", ".join('"%s"' % v % n for n in range(20_000))), 1)
    statement = '{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::audit-logs/p%d/*"}'
    many = lambda number: "".join('resource "aws_cloudtrail" "t%d" {\n  name = "t%d"\n  s3_bucket_name = aws_s3_bucket.b.id\n}\n' % (n, n) for n in range(number))
    one("1,000 trails and 1,000 statements of one policy", "main.tf", lambda: policy(", ".join(statement % n for n in range(1000))) + many(1000), 1)
    numbered = lambda text, n: text.replace('"f"', f'"f{n}"')
    alarm = 'resource "aws_cloudwatch_metric_alarm" "a%d" {\n  alarm_name = "a%d"\n  metric_name = "m"\n  namespace = "n"\n  statistic = "Sum"\n  comparison_operator = "GreaterThanOrEqualToThreshold"\n  threshold = 1\n  evaluation_periods = 1\n  period = 300\n}\n'
    one("2,000 filters and 2,000 alarms of one metric", "main.tf", lambda: pattern("{ $.a = 1 }") + "".join(numbered(pattern("{ $.a = %d }" % n)[pattern("").index('resource "aws_cloudwatch_log_metric_filter"'):], n) + alarm % (n, n) for n in range(2000)), 1)
    inline = "".join("        " + line + "\n" for line in PLAIN.splitlines())
    one("2,000 stack sets with inline templates", "t.yaml", lambda: "Resources:\n" + "".join("  S%d:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: s%d\n      PermissionModel: SELF_MANAGED\n      TemplateBody: |\n%s" % (n, n, inline) for n in range(2000)), (1, 2))


def trees():
    twice = 'module "a" {\n  source = "%s"\n}\nmodule "b" {\n  source = "%s"\n}\n'
    case("a module that calls itself twice", {"main.tf": twice % ("./", "./") + TRAIL}, 2, "leads back")
    case("modules that call each other twice", {"main.tf": twice % ("./m", "./m") + TRAIL, "m/main.tf": twice % ("../", "../") + TRAIL}, 2, "leads back")
    case("calls doubled 30 times", {f"m{n}/main.tf": (twice % (f"../m{n + 1}", f"../m{n + 1}") if n < 30 else TRAIL) for n in range(31)}, (1, 2), "m30")
    case("2,000 modules in a row", {f"m{n}/main.tf": ('module "a" {\n  source = "../m%d"\n}\n' % (n + 1) if n < 1999 else TRAIL) for n in range(2000)}, (1, 2), ".tf")
    case("for_each on calls in calls", {"main.tf": 'module "a" {\n  source = "./m"\n  count = 1000\n}\n', "m/main.tf": 'module "b" {\n  source = "./n"\n  count = 1000\n}\n', "m/n/main.tf": TRAIL}, (1, 2), ".tf")
    nested = lambda *urls: PLAIN + "".join("  N%d: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s}}\n" % pair for pair in enumerate(urls))
    case("a template that nests itself twice", {"t.yaml": nested("./t.yaml", "./t.yaml")}, 1, "t.yaml")
    case("templates that nest each other twice", {"a.yaml": nested("b.yaml", "b.yaml"), "b.yaml": nested("a.yaml", "a.yaml")}, 1, ".yaml")
    case("stacks doubled 30 times", {f"s{n}.yaml": nested(f"s{n + 1}.yaml", f"s{n + 1}.yaml") if n < 30 else PLAIN for n in range(31)}, (1, 2), ".yaml")
    case("1,000 stacks in a row", {f"s{n}.yaml": nested(f"s{n + 1}.yaml") if n < 999 else PLAIN for n in range(1000)}, (1, 2), ".yaml")
    include = "    Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}\n"
    case("an include that includes itself", {"t.yaml": PLAIN.replace("    Properties:\n", include % "p.yaml" + "    Properties:\n"), "p.yaml": include.strip() % "p.yaml" + "\n"}, (1, 2), "t.yaml")
    case("a template file that reads itself", {"main.tf": TRAIL.replace('"b"', 'templatefile("a.tftpl", {})'), "a.tftpl": '${templatefile("a.tftpl", {})}${templatefile("a.tftpl", {})}'}, 1, "main.tf")
    case("files out of the project", {"main.tf": TRAIL.replace('"b"', 'file("/etc/passwd")')}, 1, "inside the project folder")
    case("a pattern over all files", {"main.tf": TRAIL.replace('"b"', 'join("", fileset("/", "**"))')}, 1, "main.tf")
    case("tfvars: 100,000 variables", {"x.auto.tfvars": "".join("v%d = 1\n" % n for n in range(DEEP))}, 1, "main.tf", with_trail=True)
    case("tfvars: 50 MB", lambda folder: open(f"{folder}/x.auto.tfvars", "w").write("v = [\n" + '"a",\n' * (10 * MB) + "]\n"), (1, 2), ".tf", with_trail=True)
    case("100,000 variables", {"main.tf": TRAIL + "".join('variable "v%d" {\n}\n' % n for n in range(DEEP))}, 1, "main.tf")
    case("5,000 calls", {"main.tf": TRAIL + "".join('module "m%d" {\n  source = "./m"\n}\n' % n for n in range(5_000)), "m/main.tf": 'variable "x" {\n}\n'}, 1, "main.tf")
    case("10,000 statements", {"main.tf": policy(", ".join(['{"Effect": "Deny", "Principal": "*", "Action": "s3:a*", "Resource": "*"}'] * 10_000))}, 1, "main.tf")
    stars = "*a" * 10_000
    case("a resource of 10,000 stars", {"main.tf": policy('{"Effect": "Allow", "Principal": "*", "Action": "%s", "Resource": "%s"}' % (stars, stars))}, 1, "main.tf")
    case("a filter of 10,000 stars", {"main.tf": pattern("{ $.eventName = \"%s\" }" % stars)}, 1, "main.tf")
    case("a resource of stars, both sides", {"main.tf": policy('{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "%s"}' % stars).replace('"audit-logs"', '"%s"' % ("a" * 20_000))}, 1, "main.tf")


def settings():
    named = lambda path, *more: ("check", "--config", path, *more)
    case("configuration: alias bomb", {"c.yaml": aliases() + "exclude: *a29\n"}, 2, "c.yaml", named("c.yaml"), with_trail=True)
    case("configuration: brackets", {"c.yaml": "exclude: " + deep("[", "]")()}, 2, "c.yaml", named("c.yaml"), with_trail=True)
    case("configuration: a ring", {"c.yaml": "extends: d.yaml\n", "d.yaml": "extends: c.yaml\n"}, 2, ".yaml", named("c.yaml"), with_trail=True)
    case("configuration: 2^30 files extended", {f"c{n}.yaml": f"extends: [c{n + 1}.yaml, c{n + 1}.yaml]\n" if n < 30 else "profile: default\n" for n in range(31)}, (1, 2), ".", named("c0.yaml"), with_trail=True)
    case("configuration: 1,000 files in a row", {f"c{n}.yaml": f"extends: c{n + 1}.yaml\n" if n < 999 else "profile: default\n" for n in range(1000)}, (1, 2), ".", named("c0.yaml"), with_trail=True)
    case("configuration: a pattern of 10,000 stars", {"c.yaml": "exclude: [%s]\n" % json.dumps("**/" * 10_000 + "x")}, (1, 2), ".", named("c.yaml"), with_trail=True)
    case("configuration: braces", {"c.yaml": "exclude: [%s]\n" % json.dumps("{a,b}" * 10_000)}, (1, 2), ".", named("c.yaml"), with_trail=True)
    case("configuration: 100,000 patterns", {"c.yaml": "exclude:\n" + "".join("  - x%d\n" % n for n in range(DEEP))}, (1, 2), ".", named("c.yaml"), with_trail=True)
    case("configuration: a pipe", lambda folder: os.mkfifo(f"{folder}/c.yaml"), 2, "c.yaml", named("c.yaml"), with_trail=True)
    case("configuration: a pipe that is found", lambda folder: os.mkfifo(f"{folder}/trailguard.yaml"), (1, 2), ".", with_trail=True)
    case("configuration: 200 MB", lambda folder: open(f"{folder}/c.yaml", "w").write("# x\n" * 50 * MB), 2, "c.yaml", named("c.yaml"), with_trail=True)
    case("baseline: a pipe", lambda folder: os.mkfifo(f"{folder}/b.json"), 2, "b.json", ("check", "--baseline", "b.json"), with_trail=True)
    case("baseline: brackets", {"b.json": deep("[", "]")()}, 2, "b.json", ("check", "--baseline", "b.json"), with_trail=True)
    entry = '{"root":".","address":"aws_cloudtrail.t","rule":"trail/multi-region","verdict":"fail","fingerprint":"0","file":"main.tf","message":"m"}'
    case("baseline: 200,000 entries", {"b.json": '{"version":1,"findings":[%s]}' % ",\n".join([entry] * 200_000)}, (1, 2), ".", ("check", "--baseline", "b.json"), with_trail=True)
    rule = "title: t\nseverity: high\nkind: security\nprofile: default\nsubject: trail\nrequire: |\n  %s\nmessage: m\nwhy: w\n"
    for name, text in [("brackets", deep("(", ")", "true")), ("sums", lambda: "1" + " + 1" * DEEP + " == 1"), ("a pattern too large", lambda: 'can(regex("((a{1000}){1000}){1000}", trail.name))'), ("a range without end", lambda: "length(range(100000000000)) == 1")]:
        case(f"rule file: {name}", lambda folder, text=text: [os.makedirs(f"{folder}/r/acme"), open(f"{folder}/r/acme/x.yaml", "w").write(rule % text())], (1, 2), ".", ("check", "--rules", "r"), with_trail=True)
    case("rule files: a ring of links", lambda folder: [os.makedirs(f"{folder}/r/acme"), os.symlink("..", f"{folder}/r/acme/up")], (0, 1, 2), ".", ("check", "--rules", "r"), with_trail=True)
    case("var file: a pipe", lambda folder: os.mkfifo(f"{folder}/v.tfvars"), 2, "v.tfvars", ("check", "--var-file", "v.tfvars"), with_trail=True)
    case("parameters: brackets", {"t.yaml": PLAIN, "p.json": deep("[", "]")()}, 2, "p.json", ("check", "--parameters", "p.json"))
    case("an ignore file of 10 MB", lambda folder: open(f"{folder}/.ignore", "w").write("".join("x%d\n" % n for n in range(MB))), 2, "limit", with_trail=True)
    case("--since without a repository", {".git/HEAD": "ref: refs/heads/" + "x" * 5000 + "\n"}, 2, "no git repository", ("check", "--since", "main"), with_trail=True)


def written(folder, files):
    for path, content in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        content = content() if callable(content) else content
        with open(path, "wb") as out:
            out.write(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)


def made(it, folder):
    written(folder, {"main.tf": TRAIL} if it.get("with_trail") else {})
    it["files"](folder) if callable(it["files"]) else written(folder, it["files"])
    if "stdin" in it:
        with open(folder + ".stdin", "wb") as out:
            out.write(it["stdin"]())


def measured(binary, it, folder):
    """Exit status, seconds, megabytes and all that was said."""
    command = [binary, *it["arguments"]]
    if it.get("as_nobody") and os.getuid() == 0:
        command = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *command]
    with tempfile.TemporaryFile() as out, open(folder + ".stdin" if "stdin" in it else os.devnull, "rb") as given:
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, stdin=given, stdout=out, stderr=subprocess.STDOUT)
        deadline = start + 60
        while True:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                child.kill()
            time.sleep(0.002)
        seconds = time.monotonic() - start
        child.returncode = 0
        out.seek(0)
        said = out.read(3 * MB).decode("utf-8", "replace")
        cpu = used.ru_utime + used.ru_stime
        return os.waitstatus_to_exitcode(status), seconds, cpu, used.ru_maxrss / 1000, said


def judged(it, code, cpu, megabytes, said):
    expected = it["status"] if isinstance(it["status"], tuple) else (it["status"],)
    wrong = []
    if code not in expected:
        wrong.append(f"exit {code}")
    # processor time over all threads, for a machine that does other things beside
    if cpu > SECONDS:
        wrong.append("slow")
    if megabytes > MEGABYTES:
        wrong.append("large")
    if it["says"] not in said:
        wrong.append("silent")
    if "\x1b" in said or "\x07" in said or "\n::error" in said:
        wrong.append("escape")
    if "panicked" in said or "internal error" in said:
        wrong.append("panic")
    return wrong


def message(it, said):
    lines = [line.strip(" │╰─×✗⚠") for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("error") or "limit" in line or "bound" in line or "deep" in line]
    line = (errors or [line for line in lines if it["says"] in line] or lines or [""])[0]
    return line.replace("|", "\\|")[:110]


def main():
    binary = os.path.abspath(sys.argv[1])
    for table in (encodings, special_files, sizes, depth, explosions, sums, trees, settings):
        table()
    chosen = [it for it in CASES if not sys.argv[2:] or any(word in it["name"] for word in sys.argv[2:])]
    failed = []
    print("| input | exit | s (CPU) | MB | says | wrong |\n|---|---|---|---|---|---|")
    for it in chosen:
        folder = tempfile.mkdtemp(prefix="trailguard-hostile-")
        os.chmod(folder, 0o755)
        try:
            # in a process of its own: what a child is charged with begins with what its parent holds
            maker = multiprocessing.get_context("fork").Process(target=made, args=(it, folder))
            maker.start()
            maker.join()
            code, seconds, cpu, megabytes, said = measured(binary, it, folder)
        finally:
            subprocess.run(["chmod", "-R", "u+rwx", folder], stderr=subprocess.DEVNULL)
            shutil.rmtree(folder, ignore_errors=True)
            if "stdin" in it:
                os.unlink(folder + ".stdin")
        wrong = judged(it, code, cpu, megabytes, said)
        if wrong:
            failed.append(it["name"])
        print(f"| {it['name']} | {code} | {seconds:.2f} ({cpu:.2f}) | {megabytes:.0f} | {message(it, said)} | {', '.join(wrong)} |", flush=True)
    print(f"\n{len(chosen)} inputs, {len(failed)} wrong" + (": " + "; ".join(failed) if failed else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

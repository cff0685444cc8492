# Conversions, null, templates, heredocs, try over unknown attributes, precedence.
terraform {
  required_providers {
    aws       = { source = "hashicorp/aws" }
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
variable "nothing" { default = null }
variable "settings" {
  type = object({
    name  = string
    inner = optional(object({
      a = optional(number, 5)
      b = optional(list(string), ["x"])
      c = optional(object({ d = optional(string, "deep") }), {})
    }), {})
    tags = optional(map(string))
    any  = optional(any, "any")
  })
  default = { name = "n", inner = { a = null, b = ["y"] }, extra = "dropped" }
}
variable "listed" {
  type    = list(object({ n = string, on = optional(bool, true) }))
  default = [{ n = 1 }, { n = "two", on = "false" }]
}
variable "tuple" {
  type    = tuple([string, number, bool])
  default = [1, "2", "true"]
}
variable "numbers" {
  type    = set(number)
  default = ["10", 9, "9", 1]
}
variable "not_null" {
  type     = string
  default  = "default"
  nullable = false
}
resource "aws_sns_topic" "t" { name = "topic" }
resource "aws_cloudtrail" "optional" {
  name           = var.settings.name
  s3_bucket_name = var.settings.inner.a + 1
  s3_key_prefix  = var.settings.inner.c.d
  kms_key_id     = join("", var.settings.inner.b)
  sns_topic_name = var.settings.tags == null ? "no tags" : "tags"
  tags = {
    any     = var.settings.any
    extra   = try(var.settings.extra, "dropped")
    first   = var.listed[0].n
    on      = var.listed[0].on
    off     = var.listed[1].on
    tuple   = "${var.tuple[0]}${var.tuple[1] + 1}${var.tuple[2]}"
    numbers = join(",", var.numbers)
  }
}
resource "aws_cloudtrail" "templates" {
  name = <<-EOT
    first
      second ${var.settings.name}
    %{~ for n in ["a", "b"] ~}
    <${n}>
    %{~ endfor ~}
    last
  EOT
  s3_bucket_name = <<EOT
  kept ${"$"}{x} $${literal} %%{literal}
EOT
  s3_key_prefix = "%{ if var.nothing == null }null%{ else }set%{ endif }-${true}-${1.50}-${1e3}"
  kms_key_id    = "a${"b${"c${"d"}"}"}"
  sns_topic_name = <<-EOT
    ${var.settings.name}
      indented
     tail
    EOT
  tags = {
    trim  = "x ${~ "y" ~} z"
    empty = "%{ for x in [] }never%{ endfor }"
    nested = "%{ for x in ["a", "b"] }%{ if x == "a" }[${x}]%{ endif }%{ endfor }"
    escape = "tab\tnew\\n\"q\" \u00e9"
    number = "${100000000000000000000}"
    tostring = tostring(0.1 + 0.2)
    index  = "${["a", "b"][1]}${{ k = "v" }["k"]}"
    first  = "%{ if false }a%{ else }%{ if true }b%{ endif }%{ endif }"
  }
}
resource "aws_cloudtrail" "unknowns" {
  name           = try(var.settings.inner.b[7], aws_sns_topic.t.name)
  s3_bucket_name = coalesce(var.nothing, "", "third")
  s3_key_prefix  = aws_sns_topic.t.name
  kms_key_id     = can(aws_sns_topic.t.arn) ? "can" : "cannot"
  sns_topic_name = length([aws_sns_topic.t.arn, "b"]) == 2 ? "two" : "other"
  tags = {
    unknown  = aws_sns_topic.t.arn
    either   = true || aws_sns_topic.t.arn == "x" ? "yes" : "no"
    same     = aws_sns_topic.t.arn == "x" ? "same" : "same"
    keys     = join(",", keys({ b = aws_sns_topic.t.arn, a = 1 }))
    lookup   = lookup({ a = aws_sns_topic.t.arn, b = "known" }, "b", "none")
    starts   = startswith(aws_sns_topic.t.name, "to")
    merged   = merge({ a = "1" }, { a = "2", b = "3" })["a"]
    nothing  = var.nothing
    fallback = try(var.nothing.x.y, "null has no attributes")
    not_null = var.not_null
  }
}
resource "aws_cloudtrail" "operators" {
  name           = 1 + 2 * 3 - 4 / 2 % 3
  s3_bucket_name = !true || true && false ? "a" : "b"
  s3_key_prefix  = 1 == 1.0 && "1" != 1 && [1] != ["1"] ? "c" : "d"
  kms_key_id     = -(-3) + - 2
  sns_topic_name = (true ? false : true) ? "e" : "f"
  tags = {
    types    = true ? "1" : 2
    list     = jsonencode(true ? [1, "a"] : [])
    object   = jsonencode({ "a b" = 1, (var.settings.name) = 2, c : 3 })
    set      = jsonencode(toset(["b", "a", "b"]))
    null_obj = jsonencode({ a = null, b = [null] })
    html     = jsonencode("<a&b>")
    flat     = jsonencode(flatten([["a"], [], [["b"], "c"]]))
    regex    = jsonencode(regex("(?P<x>[a-z]+)-(?P<y>[0-9]+)", "ab-12"))
    regexall = length(regexall("a", "banana"))
    replace  = replace("a1b22", "/[0-9]+/", "<$0>")
    format   = format("%05.1f|%-5s|%q|%v|%#v|%%", 3.14159, "ab", "q", [1, "a"], { x = true })
    cidr     = cidrsubnet("10.0.0.0/8", 8, 255)
    zip      = jsonencode(zipmap(["a", "b"], [1, 2]))
    mod      = "${-7 % 3}/${7 % -3}"
    compare  = 2 < 10 && "2" < "10"
    sum      = sum([0.1, 0.2, 3])
    chunk    = jsonencode(chunklist(["a", "b", "c"], 2))
    product  = jsonencode(setproduct(["a", "b"], [1, 2]))
    transpose = jsonencode(transpose({ a = ["1", "2"], b = ["2"] }))
    yaml     = yamlencode({ a = [1, { b = null }], s = "x: y" })
    time     = timeadd("2024-02-28T23:00:00Z", "25h30m")
    date     = formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2024-02-29T01:02:03+02:00")
    title    = title("hello wORLD-x")
    indent   = indent(2, "a\nb")
    b64      = base64encode("é")
    sha      = sha256("a")
    tpl      = templatestring(local.tpl, { x = "X", l = ["1", "2"] })
    url      = urlencode("a b&c/é")
    substr   = substr("héllo", -3, 2)
    parse    = parseint("-ff", 16)
    trims    = "${trim("??a?", "?")}${trimprefix("aab", "a")}${trimsuffix("abb", "b")}"
    split    = jsonencode(split(",", "a,,b,"))
    range    = jsonencode(range(5, 0, -2))
    index    = index(["a", "b"], "b")
    matchkeys = jsonencode(matchkeys(["i", "j", "k"], ["a", "b", "a"], ["a"]))
    allany   = "${alltrue([])}${anytrue([])}${alltrue([true, "true"])}"
    strrev   = strrev("añb")
    provider = provider::terraform::encode_expr({ a = [1, "x"] })
  }
}
locals { tpl = "<$${x}%%{ for i in l }-$${i}%%{ endfor }>" }

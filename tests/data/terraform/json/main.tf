# Numbers, escapes and nulls, to JSON and back.
locals {
  raw = jsondecode(<<-J
    {"a": null, "b": [], "c": {}, "d": 1e3, "e": 0.10, "f": "\u00e9\n", "g": [1, "x", {"h": [true]}], "i": -0, "j": 12345678901234567890, "k": 1.0}
  J
  )
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode(local.raw)
  display_name = jsonencode({ s = "<a href=\"x\">&</a>", t = "tab\tnl\nbs\\", u = "é😀", n = 1.50, e = 1e21, small = 1e-7, big = 123456789012345678901234567890, nul = null, emp = [], o = {} })
}

# Texts that YAML would read as something else.
resource "aws_sns_topic" "t" {
  name = "t"
  policy = yamlencode({ a = "yes", b = "1.0", c = "null", d = "multi\nline\n", e = " lead", f = "trail ", g = "a: b", h = "#c", i = "-x", j = "", k = true, l = 1.5, m = [[], {}, [1, [2]], { x = { y = [] } }], n = "é😀", o = "'q'", p = "\"dq\"", q = "~", r = "0x1f", s = "2020-01-01", t = "!tag", u = "*a", v = "@x", w = "a#b", x = "a:b", y = "%x", z = "a, b" })
}

# Functions over strings, dates and networks, one on the other.
locals {
  a = [for i in range(20) : format("%03d", i) if i % 7 == 0]
  b = { for s in ["x-1", "y-2", "x-3"] : split("-", s)[0] => tonumber(split("-", s)[1])... }
  c = [for k, v in local.b : { k = k, sum = sum(v), max = max(v...), min = min(v...) }]
  d = flatten([for x in ["a", "b"] : [for y in [1, 2] : { id = "${x}${y}", n = y * 10 }]])
  e = { for o in local.d : o.id => o.n }
  f = [for pair in setproduct(["p", "q"], [1, 2]) : join("", pair)]
  g = replace("a-b_c.d", "/[^a-z]/", "")
  h = join(",", [for s in reverse(split("", "abc")) : upper(s)])
  i = trimprefix(trimsuffix("xx-mid-yy", "-yy"), "xx-")
  j = try(regex("^v(\\d+)\\.(\\d+)", "v12.34")[1], "none")
  k = substr("abcdef", -2, -1)
  l = regexall("(\\w)=(\\d)", "a=1,b=2")
  m = { for r in local.l : r[0] => r[1] }
  n = formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZZ 'o''clock' h aa", "2020-02-29T15:04:05-07:00")
  o = timeadd("2020-02-28T23:00:00Z", "2h30m")
  p = title(lower("HELLO wORLD"))
  q = indent(4, "a\nb\n\nc")
  r = cidrsubnets("fd00::/48", 16, 16)
  s = base64encode(jsonencode({ a = 1 }))
  t = urlencode("a/b c?d=é&e+f~*'()")
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode([local.a, local.b, local.c, local.d, local.e, local.f, local.g, local.h, local.i, local.j, local.k, local.l, local.m, local.n, local.o, local.p, local.q, local.r, local.s, local.t])
}

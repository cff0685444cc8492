# Notations: object items, escapes, precedence, parentheses across lines, nested templates.
locals {
  json = { "a" : 1, b : { "c" = [1, 2,] }, }
  multi = (
    true
    && !false
    ? "yes"
    : "no"
  )
  esc = "q\" b\\ n\n t\t u\u00e9 U\U0001F600 $${x} %%{y} ${"$"}{z} $ % $x %y"
  nested = "${"${"deep"}"}-${[for x in ["${"i"}"] : "${x}j"][0]}"
  neg = -1 - -1
  prec = 1 + 2 * 3 - 4 / 2 % 3
  logic = true || false && false
  cmp = 1 + 1 == 2 && "a" != "b"
  tern = true ? false ? 1 : 2 : 3
  idx = [[1, 2], [3]][0][1]
  ws = { a = 1
    b = 2
  }
  call = max(
    1,
    2,
  )
  exp = min([3, 1, 2]...)
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode([local.json, local.multi, local.esc, local.nested, local.neg, local.prec, local.logic, local.cmp, local.tern, local.idx, local.ws, local.call, local.exp])
}

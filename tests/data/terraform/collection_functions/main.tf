# Which kind and which type functions over collections give: unified, in order, nulls left out.
locals {
  a = merge({ a = 1 }, { b = "x" })
  b = merge(tomap({ a = 1 }), { b = "x" })
  c = merge(tomap({}), { z = 1 })
  d = concat([1], ["a"], tolist([true]))
  e = setunion([1, "a"], toset([true]))
  f = zipmap(["b", "a"], [1, "x"])
  g = tolist([1, "a", true])
  h = toset([1, "1", 2])
  i = tomap({ a = 1, b = "x" })
  j = { for k, v in local.b : k => v }
  k = distinct([1, "1", 1])
  l = coalesce(1, "a")
  m = coalescelist([], [1, "a"])
  n = matchkeys(["a", "b", "c"], [1, 2, 1], ["1"])
  o = lookup({ a = 1, b = "x" }, "a", 5)
  p = lookup({ a = 1 }, "z", "d")
  r = slice(["a", "b", "c"], 1, 3)
  s = reverse([1, "a"])
  t = sort(["b", "a", 1])
  u = range(5, 0, -2)
  v = chunklist([1, 2, 3], 2)
  w = flatten([[1, [2]], toset(["a"]), 3])
  x = keys({ b = 1, a = 2 })
  y = values({ b = 1, a = "2" })
  z = alltrue([true, "true"])
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode([local.a, local.b, local.c, local.d, local.e, local.f, local.g, local.h, local.i, local.j, local.k, local.l, local.m, local.n, local.o, local.p, local.r, local.s, local.t, local.u, local.v, local.w, local.x, local.y, local.z, anytrue([]), sum([1, "2"]), index(["a", "b"], "b"), contains([1, 2], 2), contains(["1"], "1"), setsubtract(["a", "b"], ["a"]), setintersection([1, 2], [2, 3]), length({ a = 1 }), one([]), one([5]), one(toset(["x"])), nonsensitive(sensitive(3)), issensitive(3) ])
}

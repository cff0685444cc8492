# Splats, legacy ones too, and every form of `for`.
locals {
  a = [for i in range(3) : { id = i, sub = [for j in range(i) : "${i}.${j}"] }]
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode([local.a[*].sub, local.a.*.id, local.a[*].sub[*], flatten(local.a[*].sub), local.a[2].sub[1], local.a[length(local.a) - 1]["sub"][0], [for x in local.a : x.id if x.id % 2 == 0], { for x in local.a : x.id => x.sub... }, [for k, v in { b = 1, a = 2 } : "${k}${v}"], { for i, s in ["x", "y"] : s => i }, [for s in toset(["z", "a"]) : s], [for x in [] : x], !(1 > 2) && 3 != 4 || false, -(-3), 7 % 4 * 2 - 1, 2 > 1 ? "y" : "n", [1, 2] == [1, 2], { a = 1 } == { a = 1 }, "1" == 1, null == null, "a" != null])
}

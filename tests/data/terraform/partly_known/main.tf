# What is known of lists and maps of which some items are known after apply.
resource "aws_sns_topic" "u" {
  name = "u"
}
locals {
  unk  = aws_sns_topic.u.arn
  list = [local.unk, "b"]
  map  = { a = local.unk, b = "known" }
}
resource "aws_sns_topic" "t" {
  for_each = local.map
  name = each.key
  display_name = each.value
}
resource "aws_sns_topic" "c" {
  count = length(local.list)
  name = "n${count.index}"
  display_name = local.list[count.index]
  policy = jsonencode({ i = count.index, l = length(local.list) })
}
resource "aws_sns_topic" "d" {
  name = local.list[1]
  display_name = try(local.map["zz"], local.map["b"])
  policy = jsonencode({ k = keys(local.map), c = contains(local.list, "b"), e = element(local.list, 3), x = lookup(local.map, "b", "n"), z = coalesce("first", local.unk), v = values(local.map)[1], s = slice(local.list, 1, 2), m = merge(local.map, { a = "over" }), f = [for k, v in local.map : k], g = { for k, v in local.map : k => v if k == "b" }, cc = concat(["x"], [for i, l in local.list : i]) })
}

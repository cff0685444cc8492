# Objects in lists in maps, converted, flattened and made into instances.
variable "x" {
  type = map(list(object({ port = number, cidrs = optional(set(string), []) })))
  default = { web = [{ port = "80", cidrs = ["b", "a", "b"] }], db = [] }
}
resource "aws_sns_topic" "t" {
  for_each = { for p in flatten([for k, rules in var.x : [for i, r in rules : { key = "${k}-${i}", rule = r }]]) : p.key => p.rule }
  name = "${each.key}-${each.value.port + 1}"
  policy = jsonencode(each.value)
}

# Grouped keys, lists in the order of keys, objects merged with defaults.
variable "subnets" {
  type = map(object({ cidr = string, public = optional(bool, false), tags = optional(map(string), {}) }))
  default = {
    a = { cidr = "10.0.0.0/24", public = true }
    b = { cidr = "10.0.1.0/24", tags = { x = "y" } }
    c = { cidr = "10.0.2.0/24" }
  }
}
locals {
  groups  = { for k, s in var.subnets : (s.public ? "public" : "private") => k... }
  ordered = [for k in sort(keys(var.subnets)) : var.subnets[k]]
  tagged  = { for k, s in var.subnets : k => merge({ Name = k }, s.tags) if length(s.tags) > 0 || s.public }
  index   = zipmap(keys(var.subnets), range(length(var.subnets)))
}
resource "aws_sns_topic" "t" {
  for_each = local.groups
  name = each.key
  display_name = join(",", each.value)
  policy = jsonencode({ o = local.ordered[*].cidr, t = local.tagged, i = local.index, n = [for k, i in local.index : "${k}=${i}" if i % 2 == 0], first = local.ordered[0].public ? "p" : "q", c = [for s in local.ordered : cidrhost(s.cidr, 5)] })
}

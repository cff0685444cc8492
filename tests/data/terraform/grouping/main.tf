# Grouping with `...` over the outputs of a module, and what is optional in its input.
module "m" {
  source = "./m"
}
resource "aws_sns_topic" "t" {
  for_each = { for k, v in module.m.settings : "${v.env}/${k}" => v... }
  name = each.key
  display_name = join(";", [for s in each.value : s.name])
  fifo_topic = alltrue([for s in each.value : s.fifo])
}

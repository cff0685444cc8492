# Sets of names through two modules.
module "a" {
  source = "./a"
  for_each = { one = ["x", "y"], two = [] }
  list = each.value
}
module "b" {
  source = "./b"
  topics = toset(flatten([for k, m in module.a : m.names]))
  sizes = { for k, m in module.a : k => m.size if m.size > 0 }
}
resource "aws_sns_topic" "t" {
  for_each = module.b.done
  name = each.value
}

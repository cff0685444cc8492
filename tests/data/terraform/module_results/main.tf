# `for_each` over the outputs of module instances that call modules themselves.
module "call" {
  source   = "./m"
  for_each = toset(["b", "a"])
  name     = each.key
  settings = each.key == "a" ? { enabled = true } : {}
}
resource "aws_cloudtrail" "t" {
  for_each       = { for k, m in module.call : k => m.bucket if m.enabled }
  name           = each.key
  s3_bucket_name = each.value
}

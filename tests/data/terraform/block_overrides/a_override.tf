resource "aws_cloudtrail" "t" {
  advanced_event_selector {
    name = "over"
    field_selector {
      field = "eventCategory"
      equals = [local.a]
    }
  }
  tags = { b = "2" }
  lifecycle {
    create_before_destroy = true
  }
}
variable "v" {
  default = "over"
}
locals {
  a = "over"
}
module "m" {
  x = "over"
}

# What override files replace: blocks of a type all together, dynamic ones included, arguments one by one.
variable "events" { default = ["All"] }
resource "aws_cloudtrail" "static_over_dynamic" {
  name           = "a"
  s3_bucket_name = "base"
  dynamic "event_selector" {
    for_each = var.events
    content { read_write_type = event_selector.value }
  }
}
resource "aws_cloudtrail" "dynamic_over_static" {
  name           = "b"
  s3_bucket_name = "base"
  event_selector { read_write_type = "ReadOnly" }
  event_selector { read_write_type = "WriteOnly" }
}
resource "aws_cloudtrail" "arguments" {
  name           = local.name
  s3_bucket_name = "base"
  tags           = { a = "1", b = "2" }
  lifecycle { prevent_destroy = false }
}
locals { name = "base" }
variable "typed" {
  type    = string
  default = "base"
}
output "o" { value = 1 }

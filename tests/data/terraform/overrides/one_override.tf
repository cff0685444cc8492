resource "aws_cloudtrail" "static_over_dynamic" {
  event_selector { read_write_type = "WriteOnly" }
}
resource "aws_cloudtrail" "dynamic_over_static" {
  s3_bucket_name = "over"
  dynamic "event_selector" {
    for_each = { x = "All", y = var.typed }
    content { read_write_type = event_selector.value }
  }
}
resource "aws_cloudtrail" "arguments" {
  tags = { c = "3" }
}
locals { name = "over" }
variable "typed" { default = "ReadOnly" }

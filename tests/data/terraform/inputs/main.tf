# The order of inputs, and what types make of them.
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { default = "default" }
variable "map" {
  type    = map(number)
  default = {}
}
variable "list" {
  type    = list(any)
  default = []
}
variable "flag" {
  type    = bool
  default = false
}
resource "aws_cloudtrail" "t" {
  name                  = "${var.a}-${var.b}-${var.c}-${var.d}"
  s3_bucket_name        = jsonencode(var.map)
  s3_key_prefix         = jsonencode(var.list)
  is_multi_region_trail = var.flag
}

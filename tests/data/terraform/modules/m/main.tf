variable "names" { type = list(string) }
variable "nullable" { default = "default" }
variable "not_null" {
  default  = "default"
  nullable = false
}
resource "aws_s3_bucket" "b" {
  for_each = toset(var.names)
  bucket   = "logs-${each.key}"
}
output "buckets" { value = [for b in aws_s3_bucket.b : b.bucket] }
output "first" { value = try(values(aws_s3_bucket.b)[0].bucket, "none") }
output "nullable" { value = var.nullable == null ? "null" : var.nullable }
output "not_null" { value = var.not_null }

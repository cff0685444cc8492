variable "settings" {
  type = object({ a = string, b = set(string), c = optional(string, "c") })
}
resource "aws_s3_bucket" "b" {
  bucket = "${var.settings.a}-${join("+", var.settings.b)}-${var.settings.c}"
}
output "text" { value = aws_s3_bucket.b.bucket }
output "path" { value = "${path.module}|${path.root}|${basename(path.module)}|${terraform.workspace}" }
output "secret" {
  value     = "s-${var.settings.a}"
  sensitive = true
}

variable "name" {}
resource "aws_s3_bucket" "b" { bucket = "b-${var.name}" }
output "id" { value = aws_s3_bucket.b.bucket }

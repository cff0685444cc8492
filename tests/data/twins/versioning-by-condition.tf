variable "keep" {
  type = bool
}

resource "aws_s3_bucket" "logs" {
}

resource "aws_s3_bucket_versioning" "logs" {
  count  = var.keep ? 1 : 0
  bucket = aws_s3_bucket.logs.id
  versioning_configuration {
    status = "Enabled"
  }
}

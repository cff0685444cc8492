resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
  versioning {
    enabled = true
  }
}

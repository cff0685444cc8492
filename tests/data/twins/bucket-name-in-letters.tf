resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = "audit-logs"
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_cloudtrail" "audit" {
  name                          = "audit"
  s3_bucket_name                = "audit-logs"
}

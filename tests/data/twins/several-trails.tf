resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
}

resource "aws_cloudtrail" "management" {
  name           = "management"
  s3_bucket_name = aws_s3_bucket.logs.bucket
}

resource "aws_cloudtrail" "data" {
  name           = "data"
  s3_bucket_name = "audit-logs"
  s3_key_prefix  = "data"
}

resource "aws_cloudtrail" "other" {
  name           = "other"
  s3_bucket_name = "other-logs"
}

resource "aws_cloudtrail" "audit" {
  name                       = "audit"
  s3_bucket_name             = aws_s3_bucket.logs.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
}

resource "aws_kms_key" "audit" {
  description = "of something else"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

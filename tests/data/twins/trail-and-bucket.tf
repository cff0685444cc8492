resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
  tags   = { team = "security" }
}

resource "aws_cloudtrail" "audit" {
  name                          = "audit"
  s3_bucket_name                = aws_s3_bucket.logs.id
  is_multi_region_trail         = true
  enable_log_file_validation    = true
  include_global_service_events = true
  enable_logging                = true
  tags                          = { team = "security" }
}

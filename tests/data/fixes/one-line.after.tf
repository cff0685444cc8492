resource "aws_cloudtrail" "audit" {
  s3_bucket_name             = "logs"
  enable_log_file_validation = true
  is_multi_region_trail      = true
}

resource "aws_cloudtrail" "audit" {
  name                       = "audit" # the name
  s3_bucket_name             = "logs"  # the bucket
  enable_log_file_validation = true

  is_multi_region_trail = true

  event_selector {
    read_write_type           = "All"
    include_management_events = true
  }
}

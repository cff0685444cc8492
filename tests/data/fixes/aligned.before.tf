resource "aws_cloudtrail" "audit" {
  name           = "audit" # the name
  s3_bucket_name = "logs"  # the bucket

  is_multi_region_trail = false

  event_selector {
    read_write_type           = "All"
    include_management_events = true
  }
}

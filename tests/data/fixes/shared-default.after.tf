variable "on" {
  type    = bool
  default = false
}

resource "aws_cloudtrail" "audit" {
  name                       = "audit"
  s3_bucket_name             = aws_s3_bucket.logs.id
  is_multi_region_trail      = true
  enable_log_file_validation = var.on
}

resource "aws_s3_bucket" "logs" {
  bucket              = "logs"
  object_lock_enabled = var.on
}

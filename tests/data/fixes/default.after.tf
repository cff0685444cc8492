variable "multi" {
  type    = bool
  default = true
}

locals {
  validate = true
}

resource "aws_cloudtrail" "audit" {
  name                       = "audit"
  s3_bucket_name             = "logs"
  is_multi_region_trail      = var.multi
  enable_log_file_validation = local.validate
}

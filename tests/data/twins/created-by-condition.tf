variable "stage" {
  type = string
}

resource "aws_cloudtrail" "audit" {
  count                 = var.stage == "prod" ? 1 : 0
  name                  = "audit"
  s3_bucket_name        = "audit-logs"
  is_multi_region_trail = true
}

resource "aws_cloudtrail" "always" {
  name                  = "always"
  s3_bucket_name        = var.stage == "prod" ? "prod-logs" : "test-logs"
  is_multi_region_trail = var.stage == "prod"
}

locals {
  names = { bucket = "audit-logs", trail = "audit" }
}

resource "aws_s3_bucket" "logs" {
  bucket = local.names["bucket"]
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cloudtrail" "audit" {
  name           = local.names.trail
  s3_bucket_name = one(aws_s3_bucket.logs[*].id)
  depends_on     = [aws_s3_bucket_policy.logs]
  lifecycle {
    ignore_changes = [tags]
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = local.names.bucket
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

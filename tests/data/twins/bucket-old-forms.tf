resource "aws_s3_bucket" "access" {
  bucket = "access-logs"
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
  versioning {
    enabled = true
  }
  logging {
    target_bucket = aws_s3_bucket.access.id
    target_prefix = "audit/"
  }
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
  lifecycle_rule {
    id      = "old"
    enabled = true
    prefix  = "AWSLogs/"
    expiration {
      days = 90
    }
  }
}

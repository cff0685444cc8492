# A bucket from which the logs disappear in four ways: by age, by `terraform destroy`, by overwriting, by anyone.

resource "aws_s3_bucket" "logs" {
  bucket        = var.bucket_name
  force_destroy = true # destroys the evidence with the bucket
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket = aws_s3_bucket.logs.id

  block_public_acls       = true
  block_public_policy     = false # so that the policy below may be public
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = aws_s3_bucket.logs.id

  versioning_configuration {
    status = "Suspended"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "save-money"
    status = "Enabled"

    filter {}

    expiration {
      days = 30 # most intrusions are found later than that
    }
  }
}

resource "aws_s3_bucket_logging" "logs" {
  bucket        = aws_s3_bucket.logs.id
  target_bucket = aws_s3_bucket.logs.id # logs into itself
  target_prefix = "access/"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id

  # No statement allows `s3:GetBucketAcl`, none denies plain HTTP.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "CloudTrailWrites"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/audit/AWSLogs/${local.account}/*"
        # no condition on `aws:SourceArn`: the trails of every other account may write here
      },
      {
        Sid       = "ForTheDashboard"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.logs.arn}/*"
      },
      {
        Sid       = "ForOperations"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:role/operations" }
        Action    = "s3:*"
        Resource  = "${aws_s3_bucket.logs.arn}/*"
      },
    ]
  })
}

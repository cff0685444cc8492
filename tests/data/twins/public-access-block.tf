resource "aws_s3_bucket" "logs" {
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.bucket
  block_public_acls       = true
  block_public_policy     = true
  restrict_public_buckets = true
}

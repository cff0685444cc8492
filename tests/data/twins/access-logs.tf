resource "aws_s3_bucket" "access" {
}

resource "aws_s3_bucket" "logs" {
}

resource "aws_s3_bucket_logging" "logs" {
  bucket        = aws_s3_bucket.logs.id
  target_bucket = aws_s3_bucket.access.id
  target_prefix = "s3/"
}

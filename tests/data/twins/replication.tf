resource "aws_s3_bucket" "replica" {
  bucket = "audit-replica"
}

resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
}

resource "aws_s3_bucket_replication_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id
  role   = "arn:aws:iam::111122223333:role/replication"
  rule {
    id     = "all"
    status = "Enabled"
    destination {
      bucket = aws_s3_bucket.replica.arn
    }
  }
}

resource "aws_cloudtrail" "audit" { s3_bucket_name = "logs" }

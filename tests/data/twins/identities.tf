resource "aws_s3_bucket" "logs" {
  bucket = "audit-logs"
}

resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = aws_s3_bucket.logs.id
}

resource "aws_iam_user" "ops" {
  name = "ops"
}

resource "aws_iam_group" "readers" {
  name = "readers"
}

resource "aws_iam_user_policy" "ops" {
  name = "own"
  user = aws_iam_user.ops.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_iam_group_policy" "readers" {
  name  = "reading"
  group = aws_iam_group.readers.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "*" }]
  })
}

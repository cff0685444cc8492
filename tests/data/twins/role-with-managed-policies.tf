resource "aws_iam_policy" "write" {
  name   = "write"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }] })
}

resource "aws_iam_role" "delivery" {
  name                 = "delivery"
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [] })
  managed_policy_arns  = [aws_iam_policy.write.arn, "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"]
  permissions_boundary = "arn:aws:iam::111122223333:policy/boundary"
}

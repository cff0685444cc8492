variable "prefix" {
  type = string
}

resource "aws_kms_key" "logs" {
  deletion_window_in_days = 7
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = "${var.prefix}-audit"
  retention_in_days = 0
  kms_key_id        = aws_kms_key.logs.arn
  log_group_class   = "INFREQUENT_ACCESS"
}

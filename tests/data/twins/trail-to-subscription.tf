resource "aws_cloudtrail" "audit" {
  name                       = "audit"
  s3_bucket_name             = "audit-logs"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::111122223333:role/delivery"
}

resource "aws_cloudwatch_log_group" "trail" {
}

resource "aws_cloudwatch_log_metric_filter" "login" {
  name           = "login"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ $.eventName = ConsoleLogin }"
  metric_transformation {
    name          = "Login"
    namespace     = "Audit"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_metric_alarm" "login" {
  alarm_name          = "login"
  metric_name         = aws_cloudwatch_log_metric_filter.login.metric_transformation[0].name
  namespace           = "Audit"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn, "arn:aws:sns:eu-west-1:111122223333:other"]
}

resource "aws_sns_topic" "alerts" {
}

resource "aws_sns_topic_subscription" "oncall" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "https"
  endpoint  = "https://example.com/alerts"
}

resource "aws_sns_topic" "@label@" {
  name = "@control@"
}

resource "aws_cloudwatch_log_metric_filter" "@label@" {
  name           = "@control@"
  log_group_name = @address@.name
  pattern        = <<-PATTERN
    @pattern@
  PATTERN

  metric_transformation {
    name      = "@control@"
    namespace = "CloudTrail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "@label@" {
  alarm_name          = "@control@"
  namespace           = "CloudTrail"
  metric_name         = "@control@"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.@label@.arn]
}

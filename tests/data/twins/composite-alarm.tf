resource "aws_cloudwatch_metric_alarm" "one" {
  alarm_name          = "one"
  metric_name         = "M"
  namespace           = "N"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "two" {
  alarm_name          = "two"
  metric_name         = "M"
  namespace           = "N"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "three" {
  alarm_name          = "three"
  metric_name         = "M"
  namespace           = "N"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}

resource "aws_cloudwatch_composite_alarm" "any" {
  alarm_name    = "any"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.one.alarm_name}) OR ALARM(\"two\")"
  alarm_actions = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_composite_alarm" "arn" {
  alarm_name      = "arn"
  alarm_rule      = "ALARM(\"${aws_cloudwatch_metric_alarm.three.arn}\") AND NOT OK(elsewhere)"
  actions_enabled = false
}

resource "aws_sns_topic" "alerts" {
  name = "alerts"
}

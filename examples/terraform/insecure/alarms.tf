# Alarms that are there and do not ring.

resource "aws_sns_topic" "audit" {
  name = "${var.name}-audit"
}

resource "aws_sns_topic_policy" "audit" {
  arn = aws_sns_topic.audit.arn

  # Anybody may send false alarms until nobody listens.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "SNS:Publish"
      Resource  = aws_sns_topic.audit.arn
    }]
  })
}

# Deleting a trail is not among what is watched.
resource "aws_cloudwatch_log_metric_filter" "trail_changes" {
  name           = "trail-changes"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = StartLogging) }"

  metric_transformation {
    name      = "trail-changes"
    namespace = "Audit"
    value     = "1"
  }
}

# Reads a metric that nobody writes: the namespace is spelt differently.
resource "aws_cloudwatch_metric_alarm" "trail_changes" {
  alarm_name          = "trail-changes"
  metric_name         = "trail-changes"
  namespace           = "audit"
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.audit.arn]
}

# True for everything that is not both: `||` where `&&` was meant.
resource "aws_cloudwatch_log_metric_filter" "unauthorized" {
  name           = "unauthorized"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.errorCode = \"AccessDenied*\") || ($.sourceIPAddress != \"delivery.logs.amazonaws.com\") || ($.eventName != \"HeadBucket\") }"

  metric_transformation {
    name      = "unauthorized"
    namespace = "Audit"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "unauthorized" {
  alarm_name          = "unauthorized"
  metric_name         = "unauthorized"
  namespace           = "Audit"
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  actions_enabled     = false # it rang too often
  alarm_actions       = [aws_sns_topic.audit.arn]
}

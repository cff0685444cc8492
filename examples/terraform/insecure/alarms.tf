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

locals {
  # Each watches for something, and each forgets what an intruder would do.
  watched = {
    unauthorized    = "{ $.errorCode = \"AccessDenied\" }"
    console-mfa     = "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed = \"No\") && ($.userIdentity.type = \"Root\") && ($.responseElements.ConsoleLogin = \"Success\") }"
    root            = "{ ($.userIdentity.type = \"Root\") && ($.eventName = ConsoleLogin) && ($.errorMessage NOT EXISTS) }"
    iam             = "{ ($.eventName = DeleteRolePolicy) || ($.eventName = DeleteUserPolicy) }"
    console-failure = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed login\") }"
    keys            = "{ ($.eventSource = kms.amazonaws.com) && ($.eventName = DisableKey) }"
    bucket-policies = "{ ($.eventSource = s3.amazonaws.com) && ($.eventName = PutBucketPolicy) }"
    config          = "{ ($.eventSource = config.amazonaws.com) && ($.eventName = DeleteDeliveryChannel) }"
    security-groups = "{ ($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }"
    network-acls    = "{ ($.eventName = CreateNetworkAcl) || ($.eventName = DeleteNetworkAcl) }"
    gateways        = "{ ($.eventName = CreateCustomerGateway) || ($.eventName = AttachInternetGateway) }"
    routes          = "{ ($.eventName = CreateRoute) || ($.eventName = DeleteRoute) }"
    organization    = "{ ($.eventSource = organizations.amazonaws.com) && ($.eventName = CreateAccount) }"
    vpcs            = "{ ($.eventName = CreateVpc) && ($.eventName = DeleteVpc) }" # never both: `&&` where `||` was meant
  }
}

resource "aws_cloudwatch_log_metric_filter" "watched" {
  for_each = local.watched

  name           = each.key
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = each.value

  metric_transformation {
    name      = each.key
    namespace = "Audit"
    value     = "1"
  }
}

# Every alarm is switched off: they rang too often.
resource "aws_cloudwatch_metric_alarm" "watched" {
  for_each = local.watched

  alarm_name          = each.key
  metric_name         = each.key
  namespace           = "Audit"
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  actions_enabled     = false
  alarm_actions       = [aws_sns_topic.audit.arn]
}

resource "aws_s3_bucket" "history" {
}

resource "aws_sns_topic" "config" {
}

resource "aws_iam_role" "config" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_config_configuration_recorder" "main" {
  name     = "main"
  role_arn = aws_iam_role.config.arn
  recording_group {
    all_supported  = false
    resource_types = ["AWS::CloudTrail::Trail", "AWS::S3::Bucket"]
  }
  recording_mode {
    recording_frequency = "DAILY"
  }
}

resource "aws_config_delivery_channel" "main" {
  name           = "main"
  s3_bucket_name = aws_s3_bucket.history.bucket
  s3_key_prefix  = "config"
  sns_topic_arn  = aws_sns_topic.config.arn
}

resource "aws_config_config_rule" "trail" {
  name = "trail"
  source {
    owner             = "AWS"
    source_identifier = "CLOUD_TRAIL_ENABLED"
  }
}

resource "aws_config_configuration_aggregator" "all" {
  name = "all"
  organization_aggregation_source {
    all_regions = true
    role_arn    = aws_iam_role.config.arn
  }
}

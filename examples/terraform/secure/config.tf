# AWS Config says who changed the trail, and rules of its own say when it is no longer what it should be.

resource "aws_iam_service_linked_role" "config" {
  aws_service_name = "config.amazonaws.com"
}

resource "aws_config_configuration_recorder" "audit" {
  name     = "default"
  role_arn = "arn:${local.partition}:iam::${local.account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"

  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }

  recording_mode {
    recording_frequency = "CONTINUOUS"
  }

  depends_on = [aws_iam_service_linked_role.config]
}

resource "aws_config_delivery_channel" "audit" {
  name           = "default"
  s3_bucket_name = var.config_bucket_name

  depends_on = [aws_config_configuration_recorder.audit]
}

# A recorder that is not started records nothing, and it can only be started once there is a channel.
resource "aws_config_configuration_recorder_status" "audit" {
  name       = aws_config_configuration_recorder.audit.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.audit]
}

resource "aws_config_config_rule" "audit" {
  for_each = {
    cloudtrail-enabled                   = "CLOUD_TRAIL_ENABLED"
    multi-region-cloudtrail-enabled      = "MULTI_REGION_CLOUD_TRAIL_ENABLED"
    cloud-trail-encryption-enabled       = "CLOUD_TRAIL_ENCRYPTION_ENABLED"
    cloud-trail-log-file-validation      = "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED"
    cloud-trail-cloud-watch-logs-enabled = "CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED"
    cloudtrail-s3-dataevents-enabled     = "CLOUDTRAIL_S3_DATAEVENTS_ENABLED"
    cloudtrail-security-trail-enabled    = "CLOUDTRAIL_SECURITY_TRAIL_ENABLED"
  }

  name = each.key

  source {
    owner             = "AWS"
    source_identifier = each.value
  }

  depends_on = [aws_config_configuration_recorder_status.audit]
}

# A recorder that records neither trails nor anything else: CloudTrail is left out, and nobody starts it.

resource "aws_iam_role" "config" {
  name = "${var.name}-config"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "config.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_config_configuration_recorder" "audit" {
  name     = "default"
  role_arn = aws_iam_role.config.arn

  recording_group {
    all_supported  = false
    resource_types = ["AWS::EC2::Instance", "AWS::S3::Bucket"]
  }

  recording_mode {
    recording_frequency = "DAILY"
  }
}

resource "aws_config_delivery_channel" "audit" {
  s3_bucket_name = aws_s3_bucket.logs.id
}

resource "aws_config_configuration_recorder_status" "audit" {
  name       = aws_config_configuration_recorder.audit.name
  is_enabled = false
}

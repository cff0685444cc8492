# The same audit estate as in ../secure, as one finds it: each line looks reasonable, and hardly one of them holds.
# `trailguard check examples/terraform/insecure` is a tour through what goes wrong.

terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.25"
    }
  }
}

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
}

resource "aws_cloudtrail" "audit" {
  name = var.name

  # False by default in variables.tf, and nobody sets it: what happens in other regions is not recorded.
  is_multi_region_trail = var.multi_region

  # IAM and STS are global services: without this nobody sees who became whom.
  include_global_service_events = false

  # `enable_log_file_validation` is not written, and its default is false.

  s3_bucket_name = aws_s3_bucket.logs.id
  s3_key_prefix  = "trail" # the bucket policy allows `audit/` only: nothing is ever delivered

  kms_key_id = aws_kms_key.audit.arn

  cloud_watch_logs_group_arn = aws_cloudwatch_log_group.trail.arn # CloudTrail wants `:*` behind it
  cloud_watch_logs_role_arn  = aws_iam_role.delivery.arn
  sns_topic_name             = aws_sns_topic.audit.name

  # Reading is half of an attack, and the key's own events are what the other half looks like.
  event_selector {
    read_write_type                  = "WriteOnly"
    exclude_management_event_sources = ["kms.amazonaws.com"]

    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3:::*/*"] # `*` is no wildcard here: this matches no object
    }
  }

  lifecycle {
    # Somebody stops the trail by hand, and Terraform is told not to look.
    ignore_changes = [enable_logging]
  }

  # No `depends_on`: the trail may be created before the policy that lets it write.
}

# Left over from a tutorial, and nobody dares to delete it: it is off, its name is refused, and what it once wrote lies there
# without a key.
resource "aws_cloudtrail" "leftover" {
  name                          = "${var.name}--old"
  s3_bucket_name                = aws_s3_bucket.logs.id
  enable_logging                = false
  is_multi_region_trail         = true
  include_global_service_events = false # with all Regions, the API refuses this
}

# The audit trail of one account: every API call, in every region, delivered to a locked bucket, encrypted with a key
# of our own, and watched. `trailguard check examples/terraform/secure` has nothing to say about it.

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

  default_tags {
    tags = { purpose = "audit" }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  # Where the trail writes in the bucket. Trail and bucket policy both read it here, so that they cannot disagree.
  prefix = "trail"

  # Policies name the trail by this, and not by a reference: the trail needs the policies before it can be created.
  trail_arn = "arn:${local.partition}:cloudtrail:${var.region}:${local.account}:trail/${var.name}"
}

resource "aws_cloudtrail" "audit" {
  name           = var.name
  enable_logging = true

  # What happens in the region that nobody uses is what nobody sees.
  is_multi_region_trail         = var.multi_region
  include_global_service_events = true

  # Digests prove that no log file was changed or deleted after delivery.
  enable_log_file_validation = true

  s3_bucket_name = aws_s3_bucket.logs.id
  s3_key_prefix  = local.prefix
  kms_key_id     = aws_kms_key.audit.arn
  sns_topic_name = aws_sns_topic.deliveries.name

  # Alarms read the log group. Its ARN comes without the `:*` that CloudTrail wants.
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.delivery.arn

  advanced_event_selector {
    name = "Every management event, read and write"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  advanced_event_selector {
    name = "Every access to an object in S3"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }

  advanced_event_selector {
    name = "Every call of a Lambda function"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::Lambda::Function"]
    }
  }

  # One selector for each source: network activity events name theirs.
  dynamic "advanced_event_selector" {
    for_each = [
      "cloudtrail.amazonaws.com",
      "ec2.amazonaws.com",
      "kms.amazonaws.com",
      "s3.amazonaws.com",
      "secretsmanager.amazonaws.com",
    ]
    content {
      name = "VPC endpoints: ${advanced_event_selector.value}"
      field_selector {
        field  = "eventCategory"
        equals = ["NetworkActivity"]
      }
      field_selector {
        field  = "eventSource"
        equals = [advanced_event_selector.value]
      }
    }
  }

  insight_selector {
    insight_type = "ApiCallRateInsight"
  }

  insight_selector {
    insight_type = "ApiErrorRateInsight"
  }

  tags = { Name = var.name }

  lifecycle {
    prevent_destroy = true
  }

  # CloudTrail tries to write when the trail is created: what allows it has to be there before.
  depends_on = [
    aws_s3_bucket_policy.logs,
    aws_kms_key_policy.audit,
    aws_iam_role_policy.delivery,
    aws_sns_topic_policy.deliveries,
  ]
}

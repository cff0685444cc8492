data "aws_caller_identity" "@label@" {}

data "aws_partition" "@label@" {}

resource "aws_kms_key" "@label@" {
  description             = "Encrypts the log files of trail @name@"
  deletion_window_in_days = 30
  enable_key_rotation     = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministers"
        Effect    = "Allow"
        Principal = { AWS = "arn:${data.aws_partition.@label@.partition}:iam::${data.aws_caller_identity.@label@.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "CloudTrailEncrypts"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "kms:GenerateDataKey*"
        Resource  = "*"
        Condition = {
          StringLike = {
            "aws:SourceArn"                            = "arn:${data.aws_partition.@label@.partition}:cloudtrail:*:${data.aws_caller_identity.@label@.account_id}:trail/@name@"
            "kms:EncryptionContext:aws:cloudtrail:arn" = "arn:${data.aws_partition.@label@.partition}:cloudtrail:*:${data.aws_caller_identity.@label@.account_id}:trail/*"
          }
        }
      },
      {
        Sid       = "CloudTrailDescribes"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "kms:DescribeKey"
        Resource  = "*"
      },
    ]
  })
}

statement {
  sid       = "CloudTrailReadsAcl"
  actions   = ["s3:GetBucketAcl"]
  resources = [@bucket@]

  principals {
    type        = "Service"
    identifiers = ["cloudtrail.amazonaws.com"]
  }

  condition {
    test     = "StringEquals"
    variable = "aws:SourceAccount"
    values   = [data.aws_caller_identity.@label@.account_id]
  }
}

statement {
  sid       = "CloudTrailWrites"
  actions   = ["s3:PutObject"]
  resources = ["${@bucket@}/@prefix@AWSLogs/${data.aws_caller_identity.@label@.account_id}/*"]

  principals {
    type        = "Service"
    identifiers = ["cloudtrail.amazonaws.com"]
  }

  condition {
    test     = "StringEquals"
    variable = "aws:SourceAccount"
    values   = [data.aws_caller_identity.@label@.account_id]
  }
}

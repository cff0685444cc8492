{
  Sid       = "CloudTrailReadsAcl"
  Effect    = "Allow"
  Principal = { Service = "cloudtrail.amazonaws.com" }
  Action    = "s3:GetBucketAcl"
  Resource  = @bucket@
  Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.@label@.account_id } }
},
{
  Sid       = "CloudTrailWrites"
  Effect    = "Allow"
  Principal = { Service = "cloudtrail.amazonaws.com" }
  Action    = "s3:PutObject"
  Resource  = "${@bucket@}/@prefix@AWSLogs/${data.aws_caller_identity.@label@.account_id}/*"
  Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.@label@.account_id } }
}

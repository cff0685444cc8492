# count and for_each on calls and inside of them, outputs read by others, splats over instances.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
module "counted" {
  count  = 2
  source = "./m"
  names  = ["x${count.index}", "y"]
}
module "each" {
  for_each  = { one = ["p"], two = [] }
  source    = "./m"
  names     = each.value
  nullable  = null
  not_null  = null
  providers = { aws = aws.east }
}
module "inner" {
  source   = "./inner"
  settings = { a = 1, b = module.counted[0].buckets }
}
resource "aws_cloudtrail" "outputs" {
  name           = join(",", flatten(module.counted[*].buckets))
  s3_bucket_name = join(",", flatten([for k, m in module.each : [for b in m.buckets : "${k}=${b}"]]))
  s3_key_prefix  = module.inner.text
  kms_key_id     = one(module.each["one"].buckets)
  sns_topic_name = try(module.each["three"].buckets[0], "no such key")
  tags = {
    path      = module.inner.path
    default   = module.each["two"].nullable
    not_null  = module.each["two"].not_null
    counted   = length(module.counted)
    objects   = jsonencode({ for k, m in module.each : k => m.buckets })
    secret    = nonsensitive(module.inner.secret)
    values    = join(",", values(module.each)[*].first)
  }
}
resource "aws_cloudtrail" "per_call" {
  for_each       = module.each
  name           = each.key
  s3_bucket_name = each.value.first
}

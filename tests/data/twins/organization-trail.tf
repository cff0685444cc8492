resource "aws_organizations_organization" "main" {
  feature_set = "ALL"
}

resource "aws_cloudtrail" "organization" {
  name                  = "organization"
  s3_bucket_name        = aws_s3_bucket.logs.id
  s3_key_prefix         = "org"
  is_organization_trail = true
  is_multi_region_trail = true
}

resource "aws_s3_bucket" "logs" {
  bucket = "org-logs"
}

resource "aws_organizations_policy" "guard" {
  name    = "guard"
  type    = "SERVICE_CONTROL_POLICY"
  content = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "cloudtrail:*", Resource = "*" }] })
}

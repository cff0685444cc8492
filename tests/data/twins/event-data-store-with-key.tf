resource "aws_kms_key" "lake" {
}

resource "aws_cloudtrail_event_data_store" "lake" {
  name                           = "lake"
  billing_mode                   = "FIXED_RETENTION_PRICING"
  retention_period               = 2557
  multi_region_enabled           = false
  termination_protection_enabled = true
  kms_key_id                     = aws_kms_key.lake.arn
  advanced_event_selector {
    name = "management"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
}

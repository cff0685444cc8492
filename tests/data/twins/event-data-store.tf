resource "aws_cloudtrail_event_data_store" "lake" {
  name                 = "lake"
  retention_period     = 400
  organization_enabled = true
  suspend              = true
}

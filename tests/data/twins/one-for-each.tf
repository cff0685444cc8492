resource "aws_cloudwatch_log_metric_filter" "each" {
  for_each       = toset(["Login", "Root"])
  name           = each.key
  log_group_name = "audit"
  pattern        = "{ $.x = ${each.key} }"
  metric_transformation {
    name      = "${each.key}Count"
    namespace = "Audit"
    value     = "1"
  }
}

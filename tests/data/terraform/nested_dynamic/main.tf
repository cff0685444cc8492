# Dynamic blocks in dynamic blocks with iterators, null as no block.
locals {
  rules = [
    { id = "a", days = 30, prefixes = ["x/", "y/"] },
    { id = "b", enabled = false },
  ]
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_lifecycle_configuration" "l" {
  bucket = aws_s3_bucket.b.bucket
  dynamic "rule" {
    for_each = { for i, r in local.rules : r.id => merge({ enabled = true, days = null, prefixes = [] }, r, { order = i }) }
    iterator = it
    content {
      id     = "${it.value.order}-${it.key}"
      status = it.value.enabled ? "Enabled" : "Disabled"
      dynamic "expiration" {
        for_each = it.value.days[*]
        content {
          days = expiration.value
        }
      }
      dynamic "filter" {
        for_each = length(it.value.prefixes) > 0 ? it.value.prefixes : [""]
        iterator = f
        content {
          prefix = "${it.key}:${f.key}:${f.value}"
        }
      }
    }
  }
}

# count, for_each, splats, one(), moved, removed and import beside each other.
variable "zones" { default = ["b", "a", "b"] }
resource "aws_s3_bucket" "counted" {
  count  = length(distinct(var.zones))
  bucket = "c-${count.index}"
}
resource "aws_s3_bucket" "each" {
  for_each = toset(var.zones)
  bucket   = "e-${each.key}-${each.value}"
}
resource "aws_s3_bucket" "objects" {
  for_each = { for i, z in var.zones : "${z}${i}" => { n = i, z = z } if i != 1 }
  bucket   = "${each.value.z}-${each.value.n}"
}
resource "aws_s3_bucket" "none" {
  count  = 0
  bucket = "none"
}
resource "aws_s3_bucket" "grouped" {
  for_each = { for i, z in var.zones : z => i... }
  bucket   = "${each.key}-${join("-", each.value)}"
}
resource "aws_cloudtrail" "splats" {
  name           = join(",", aws_s3_bucket.counted[*].bucket)
  s3_bucket_name = one(aws_s3_bucket.none[*].bucket) == null ? "null" : "set"
  s3_key_prefix  = join(",", values(aws_s3_bucket.each)[*].bucket)
  kms_key_id     = join(",", [for k, b in aws_s3_bucket.objects : "${k}=${b.bucket}"])
  sns_topic_name = try(aws_s3_bucket.none[0].bucket, aws_s3_bucket.counted[5].bucket, "fell through")
  tags = {
    length  = length(aws_s3_bucket.each)
    keys    = join(",", keys(aws_s3_bucket.objects))
    legacy  = join(",", aws_s3_bucket.counted.*.bucket)
    slice   = join(",", slice(aws_s3_bucket.counted[*].bucket, 1, 2))
    one     = one([for b in aws_s3_bucket.each : b.bucket if endswith(b.bucket, "-a")])
    can     = can(aws_s3_bucket.none[0])
    element = element(aws_s3_bucket.counted[*].bucket, 3)
    contains = contains(keys(aws_s3_bucket.grouped), "b")
  }
}
resource "aws_cloudtrail" "each_of_each" {
  for_each       = aws_s3_bucket.each
  name           = each.key
  s3_bucket_name = each.value.bucket
}
resource "aws_cloudtrail" "dynamic" {
  name           = "d"
  s3_bucket_name = "d"
  dynamic "event_selector" {
    for_each = { for k, v in { all = true, none = false, read = true } : k => v if v }
    iterator = it
    content {
      read_write_type           = it.key
      include_management_events = it.value
      dynamic "data_resource" {
        for_each = it.key == "all" ? ["s3", "lambda"] : []
        content {
          type   = "${it.key}-${data_resource.value}-${data_resource.key}"
          values = [for n in range(2) : "${data_resource.value}/${n}"]
        }
      }
    }
  }
}
moved {
  from = aws_s3_bucket.old
  to   = aws_s3_bucket.none
}
removed {
  from = aws_s3_bucket.gone
  lifecycle { destroy = false }
}
check "health" {
  assert {
    condition     = length(aws_s3_bucket.each) == 2
    error_message = "x"
  }
}

# A bucket of which one of two is created: `try`, `one`, splats and conditions over it.
variable "enabled" {
  default = true
}
resource "aws_s3_bucket" "new" {
  count  = var.enabled ? 1 : 0
  bucket = "new"
}
resource "aws_s3_bucket" "old" {
  count  = var.enabled ? 0 : 1
  bucket = "old"
}
resource "aws_cloudtrail" "t" {
  name           = "t"
  s3_bucket_name = try(aws_s3_bucket.new[0].bucket, aws_s3_bucket.old[0].bucket)
  s3_key_prefix  = join("", aws_s3_bucket.old[*].bucket)
  tags = {
    a = one(aws_s3_bucket.old[*].bucket) == null ? "none" : "some"
    b = coalesce(one(aws_s3_bucket.old[*].bucket), "fallback")
    c = element(concat(aws_s3_bucket.old[*].bucket, aws_s3_bucket.new[*].bucket, [""]), 0)
    d = length(aws_s3_bucket.new)
    e = var.enabled ? aws_s3_bucket.new[0].bucket : aws_s3_bucket.old[0].bucket
    f = join(",", concat(aws_s3_bucket.new.*.bucket, aws_s3_bucket.old.*.bucket))
  }
}

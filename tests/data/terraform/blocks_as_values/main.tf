# References to nested blocks of another resource, by index and by splat.
resource "aws_s3_bucket" "b" {
  bucket = "logs"
  lifecycle_rule {
    id = "one"
    enabled = true
    expiration {
      days = 90
    }
  }
}
resource "aws_sns_topic" "t" {
  name = aws_s3_bucket.b.lifecycle_rule[0].id
  display_name = one(aws_s3_bucket.b.lifecycle_rule[*].id)
  policy = jsonencode({ d = aws_s3_bucket.b.lifecycle_rule[0].expiration[0].days, l = length(aws_s3_bucket.b.lifecycle_rule), e = [for r in aws_s3_bucket.b.lifecycle_rule : r.enabled], s = aws_s3_bucket.b.lifecycle_rule.*.id })
}

locals { a = "over-b" }
resource "aws_cloudtrail" "t" {
  name = "over-b"
}

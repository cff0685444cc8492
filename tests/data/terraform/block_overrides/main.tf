# Nested blocks, variables, locals and calls in override files, one file over the other.
resource "aws_cloudtrail" "t" {
  name = "base"
  s3_bucket_name = "b"
  advanced_event_selector {
    name = "one"
    field_selector {
      field = "eventCategory"
      equals = ["Management"]
    }
  }
  advanced_event_selector {
    name = "two"
    field_selector {
      field = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }
  tags = { a = "1" }
}
variable "v" {
  type = string
  default = "base"
}
locals {
  a = "base"
  b = "kept"
}
module "m" {
  source = "./m"
  x = "base"
}
output "o" { value = "base" }
resource "aws_sns_topic" "s" {
  name = "${var.v}-${local.a}-${local.b}-${module.m.o}"
}

# What the expressions of the tables may name: values that are not known before an apply, and a null.
terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}

resource "terraform_data" "unknown" {
  input = "a"
}

variable "null_string" {
  type    = string
  default = null
}

locals {
  any  = terraform_data.unknown.output
  name = terraform_data.unknown.id
}

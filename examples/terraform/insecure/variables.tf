variable "name" {
  type    = string
  default = "audit"
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "multi_region" {
  description = "Set to true in production."
  type        = bool
  default     = false
}

variable "bucket_name" {
  type    = string
  default = "example-audit-logs"
}

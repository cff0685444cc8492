variable "name" {
  description = "Name of the trail, and of what belongs to it."
  type        = string
  default     = "audit"
}

variable "region" {
  description = "Region in which the trail is managed. It records all of them."
  type        = string
  default     = "eu-central-1"
}

# This default decides: nobody has to remember to ask for all regions.
variable "multi_region" {
  description = "Whether the trail records every region."
  type        = bool
  default     = true
}

variable "retention_days" {
  description = "Days for which logs are kept where alarms and people search."
  type        = number
  default     = 400

  validation {
    condition     = var.retention_days >= 365
    error_message = "Audit logs are kept for a year at least."
  }
}

variable "bucket_name" {
  description = "Name of the bucket that holds the logs."
  type        = string
  default     = "example-audit-logs"
}

variable "replica" {
  description = "The bucket in the log archive account that holds the second copy, and its key."
  type        = object({ account = string, bucket_arn = string, key_arn = string })
  default = {
    account    = "111122223333"
    bucket_arn = "arn:aws:s3:::example-audit-logs-replica"
    key_arn    = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }
}

variable "config_bucket_name" {
  description = "Bucket of the log archive account that takes the history of AWS Config. Config refuses a bucket with default retention, so it is not the trail's."
  type        = string
  default     = "example-config-history"
}

variable "organizational_unit" {
  description = "The unit whose accounts may not touch their trails."
  type        = string
  default     = "ou-abcd-11112222"
}

variable "alarm_email" {
  description = "Who is told."
  type        = string
  default     = "security@example.com"
}

variable "mfa" {
  description = "Serial number of the root user's MFA device, a blank, and its code. Only the root user can switch MFA delete on."
  type        = string
  sensitive   = true
}

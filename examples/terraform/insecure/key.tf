# A key that is never rotated, can be gone in a week, and does not let CloudTrail use it: its policy is the default one.

resource "aws_kms_key" "audit" {
  description             = "Audit logs"
  deletion_window_in_days = 7
}

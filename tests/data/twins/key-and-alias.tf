resource "aws_kms_key" "trail" {
  enable_key_rotation     = true
  rotation_period_in_days = 180
  deletion_window_in_days = 30
  multi_region            = true
}

resource "aws_kms_alias" "trail" {
  name          = "alias/trail"
  target_key_id = aws_kms_key.trail.key_id
}

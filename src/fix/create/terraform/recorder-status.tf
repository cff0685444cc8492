resource "aws_config_configuration_recorder_status" "@label@" {
  name       = @address@.name
  is_enabled = true
}

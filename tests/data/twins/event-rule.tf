resource "aws_cloudwatch_event_rule" "stop" {
  name          = "stop"
  event_pattern = jsonencode({ source = ["aws.cloudtrail"], detail = { eventName = ["StopLogging", { prefix = "Delete" }] } })
}

resource "aws_cloudwatch_event_rule" "off" {
  name          = "off"
  state         = "DISABLED"
  event_pattern = "{\"source\":[\"aws.cloudtrail\"]}"
}

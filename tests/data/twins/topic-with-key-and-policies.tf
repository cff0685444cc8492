resource "aws_kms_key" "topics" {
  is_enabled = true
}

resource "aws_sns_topic" "first" {
  name              = "first"
  kms_master_key_id = aws_kms_key.topics.arn
}

resource "aws_sns_topic" "second" {
  name              = "second"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "first" {
  arn    = aws_sns_topic.first.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = aws_sns_topic.first.arn }] })
}

resource "aws_sns_topic_policy" "second" {
  arn    = aws_sns_topic.second.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

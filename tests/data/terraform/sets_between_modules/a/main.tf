variable "list" { type = set(string) }
resource "aws_sns_topic" "n" {
  for_each = var.list
  name = "n-${each.key}"
}
output "names" { value = [for t in aws_sns_topic.n : t.name] }
output "size" { value = length(aws_sns_topic.n) }

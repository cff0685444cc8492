variable "topics" { type = set(string) }
variable "sizes" { type = map(number) }
output "done" { value = setunion(var.topics, [for k, v in var.sizes : "${k}-${v}"]) }
resource "aws_sns_topic" "b" {
  count = length(var.topics)
  name = sort(tolist(var.topics))[count.index]
}

variable "x" {}
output "o" { value = "m-${var.x}" }

variable "name" {}
variable "settings" {
  type = object({ enabled = optional(bool, false), days = optional(number, 90) })
}
module "inner" {
  source = "../n"
  count  = var.settings.enabled ? 2 : 1
  name   = "${var.name}${count.index}"
}
output "bucket" { value = join("+", module.inner[*].id) }
output "enabled" { value = var.settings.enabled }

variable "in" {
  type = map(object({ env = string, name = optional(string), fifo = optional(bool, false) }))
  default = { one = { env = "p" }, two = { env = "p", name = "n", fifo = true } }
}
output "settings" { value = { for k, v in var.in : k => merge(v, { name = coalesce(v.name, k) }) } }

# One type for all that `any` stands for within a collection; optional attributes with defaults that are nested.
variable "a" {
  type = object({
    list = optional(list(object({
      name = string
      on   = optional(bool, true)
      sub  = optional(object({ x = optional(number, 1), y = optional(string) }), { x = 5 })
    })), [{ name = "dflt" }])
    map = optional(map(object({ v = optional(string, "vv") })), { k = {} })
  })
  default = { list = [{ name = "n", sub = {} }, { name = "m", sub = null, on = null }], map = { z = { v = null }, y = {} } }
}
variable "b" {
  type = map(any)
  default = { a = ["x"], b = [] }
}
variable "c" {
  type = list(map(any))
  default = [{ a = 1 }, { b = "x" }]
}
variable "d" {
  type = set(object({ a = number, b = optional(string, "q") }))
  default = [{ a = 2 }, { a = "1" }, { a = 2, b = "q" }]
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = jsonencode([var.a, var.b, var.c, var.d, length(var.d)])
}

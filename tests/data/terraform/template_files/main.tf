# Directives and trim markers in a template file.
resource "aws_sns_topic" "t" {
  name = "t"
  policy = templatefile("${path.module}/a.tftpl", { list = [{ n = "a", on = true }, { n = "b", on = false }], nothing = null, map = { z = [1, 2], y = [] } })
}

# Directives and trim markers in indented heredocs.
locals {
  tpl = <<-EOT
    %{~ for k, v in { b = [1, 2], a = [] } ~}
    ${k}:
    %{~ for i, x in v ~}
      - ${i}/${x}
    %{~ endfor ~}
    %{~ if length(v) == 0 } none%{ else } some%{ endif ~}

    %{ endfor ~}
      end ${~ " trimmed " ~}   x
    	tabbed
  EOT
  plain = <<PLAIN
  a
    b
PLAIN
}
resource "aws_sns_topic" "t" {
  name = "t"
  policy = local.tpl
  display_name = local.plain
}

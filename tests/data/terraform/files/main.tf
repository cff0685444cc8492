# Files inside the project: templates with directives, JSON, YAML, CSV, sets of files.
locals {
  config = yamldecode(file("${path.module}/config.yaml"))
  rows   = csvdecode(file("rows.csv"))
}
resource "aws_cloudtrail" "t" {
  name           = templatefile("${path.module}/name.tftpl", { names = ["a", "b"], upper = true })
  s3_bucket_name = local.config.bucket.name
  s3_key_prefix  = join(",", fileset(path.module, "policies/*.{json,txt}"))
  kms_key_id     = jsondecode(file("policies/a.json")).Statement[0].Sid
  sns_topic_name = fileexists("missing.txt") ? "there" : "missing"
  tags = {
    rows   = join(";", [for r in local.rows : "${r.name}=${r.value}"])
    anchor = local.config.copy.name
    md5    = filemd5("policies/a.json")
    yaml   = jsonencode(local.config)
    dir    = dirname("a/b/c.txt")
    raw    = filebase64("policies/b.txt")
  }
}

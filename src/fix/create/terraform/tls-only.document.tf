statement {
  sid       = "TlsOnly"
  effect    = "Deny"
  actions   = ["s3:*"]
  resources = [@bucket@, "${@bucket@}/*"]

  principals {
    type        = "*"
    identifiers = ["*"]
  }

  condition {
    test     = "Bool"
    variable = "aws:SecureTransport"
    values   = ["false"]
  }
}

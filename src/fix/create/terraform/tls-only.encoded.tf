{
  Sid       = "TlsOnly"
  Effect    = "Deny"
  Principal = "*"
  Action    = "s3:*"
  Resource  = [@bucket@, "${@bucket@}/*"]
  Condition = { Bool = { "aws:SecureTransport" = "false" } }
}

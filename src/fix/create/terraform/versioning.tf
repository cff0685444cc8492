resource "aws_s3_bucket_versioning" "@label@" {
  bucket = @address@.id

  versioning_configuration {
    status = "Enabled"
  }
}

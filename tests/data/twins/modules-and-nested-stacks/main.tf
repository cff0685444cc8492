module "storage" {
  source = "./storage"
  name   = "audit-logs"
}

module "trail" {
  source = "./trail"
  bucket = module.storage.bucket
}

d = "never"

a    = "terraform"
b    = "terraform"
c    = "terraform"
flag = "true"
map  = { x = "1", y = 2 }

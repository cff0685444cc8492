b ? s : "x-${arn}"

//! The hostile inputs: each a small tree, the exit status, and words that the output has.

/// What lies at a path.
pub enum Entry {
    /// A file.
    File(Vec<u8>),
    /// A folder.
    Folder,
    /// A symlink to this.
    Link(&'static str),
    /// A named pipe that nobody writes into.
    Fifo,
}

/// A tree and what checking it comes to.
pub struct Case {
    /// What it tries.
    pub name: &'static str,
    /// Its files.
    pub entries: Vec<(&'static str, Entry)>,
    /// The exit status.
    pub status: i32,
    /// What the output says.
    pub says: &'static str,
}

const TRAIL: &str = "resource \"aws_cloudtrail\" \"t\" {\n  name = \"t\"\n  s3_bucket_name = \"b\"\n}\n";

fn case(
    name: &'static str,
    path: &'static str,
    bytes: impl Into<Vec<u8>>,
    status: i32,
    says: &'static str,
) -> Case {
    Case { name, entries: vec![(path, Entry::File(bytes.into()))], status, says }
}

/// A good trail, and a local whose expression is hostile, used by its name.
fn local(name: &'static str, expression: &str, says: &'static str) -> Case {
    locals(name, &format!("  x = {expression}\n"), says)
}

/// The same, over a bound of the parser: the file is not wholly read.
fn deep_local(name: &'static str, expression: &str, says: &'static str) -> Case {
    Case { status: 2, ..local(name, expression, says) }
}

fn locals(name: &'static str, text: &str, says: &'static str) -> Case {
    let text = format!(
        "locals {{\n{text}}}\nresource \"aws_cloudtrail\" \"t\" {{\n  name = \"t\"\n  s3_bucket_name = local.x\n}}\n"
    );
    case(name, "main.tf", text, 1, says)
}

/// A template whose trail's bucket is a hostile value.
fn template(name: &'static str, value: &str, status: i32, says: &'static str) -> Case {
    let text = format!(
        "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      S3BucketName: {value}\n"
    );
    case(name, "template.yaml", text, status, says)
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut all = nested();
    all.extend(explosions());
    all.extend(growth());
    all.extend(shared());
    all.extend(bytes());
    all.extend(entries());
    all
}

/// Depth: brackets, blocks, operators, templates.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn nested() -> Vec<Case> {
    const DEEP: usize = 100_000;
    let deep = |open: &str, close: &str| open.repeat(DEEP) + &close.repeat(DEEP);
    let json = |value: String| {
        format!(
            "{{\"Resources\":{{\"T\":{{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":{{\"S3BucketName\":{value}}}}}}}}}"
        )
    };
    let tf = |text: String| format!("{TRAIL}{text}");
    vec![
        case(
            "brackets in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}\n}}\n", deep("[", "]"))),
            2,
            "main.tf",
        ),
        case(
            "open brackets in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}\n}}\n", "[".repeat(DEEP))),
            2,
            "main.tf",
        ),
        case(
            "parentheses in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}\n}}\n", deep("(", ")"))),
            2,
            "main.tf",
        ),
        case(
            "objects in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}\n}}\n", deep("{a=", "}"))),
            2,
            "main.tf",
        ),
        case("blocks in HCL", "main.tf", tf(deep("b {\n", "}\n")), 2, "main.tf"),
        case(
            "calls in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}1{}\n}}\n", "f(".repeat(DEEP), ")".repeat(DEEP))),
            2,
            "main.tf",
        ),
        case(
            "templates in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}{}\n}}\n", "\"${".repeat(DEEP), "}\"".repeat(DEEP))),
            2,
            "main.tf",
        ),
        case(
            "negations in HCL",
            "main.tf",
            tf(format!("locals {{\n x = {}true\n}}\n", "!".repeat(DEEP))),
            2,
            "main.tf",
        ),
        deep_local("conditionals in HCL", &format!("{}\"b\"", "true ? \"a\" : ".repeat(DEEP)), "main.tf"),
        deep_local("sums in HCL", &format!("1{}", " + 1".repeat(DEEP)), "main.tf"),
        deep_local("attributes in HCL", &format!("var.a{}", ".b".repeat(DEEP)), "main.tf"),
        deep_local("indexes in HCL", &format!("var.a{}", "[0]".repeat(DEEP)), "main.tf"),
        deep_local(
            "loops in HCL",
            &format!("{}1{}", "[for v in [1] : ".repeat(5_000), "]".repeat(5_000)),
            "main.tf",
        ),
        case(
            "directives in HCL",
            "main.tf",
            tf(format!("locals {{\n x = \"{}{}\"\n}}\n", "%{if true}".repeat(DEEP), "%{endif}".repeat(DEEP))),
            2,
            "main.tf",
        ),
        case("brackets in JSON", "template.json", json(deep("[", "]")), 2, "template.json"),
        case(
            "objects in JSON",
            "template.json",
            json(format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP))),
            2,
            "template.json",
        ),
        case(
            "brackets in Terraform JSON",
            "main.tf.json",
            format!("{{\"resource\":{{\"aws_cloudtrail\":{{\"t\":{{\"name\":{}}}}}}}}}", deep("[", "]")),
            2,
            "main.tf.json",
        ),
        template("brackets in YAML", &deep("[", "]"), 2, "template.yaml"),
        template("mappings in YAML", &deep("{a: ", "}"), 2, "template.yaml"),
        template("open brackets in YAML", &"[".repeat(DEEP), 2, "template.yaml"),
        template("sequences in YAML", &"- ".repeat(DEEP), 2, "template.yaml"),
        template(
            "intrinsics in YAML",
            &format!("{}a{}", "{'Fn::Sub': ".repeat(3_000), "}".repeat(3_000)),
            2,
            "template.yaml",
        ),
    ]
}

/// Much out of little: aliases, ranges, products, copies, cases.
fn explosions() -> Vec<Case> {
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        aliases.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let bomb = format!(
        "{aliases}Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: *a29\n"
    );
    let each = |keys: &str| {
        format!(
            "resource \"aws_cloudtrail\" \"t\" {{\n  for_each = {keys}\n  name = each.key\n  s3_bucket_name = \"b\"\n}}\n"
        )
    };
    let mut undecided = String::new();
    let mut chosen = String::from("\"b\"");
    for number in 0..60 {
        undecided.push_str(&format!("variable \"v{number}\" {{\n  type = bool\n}}\n"));
        chosen = format!("(var.v{number} ? \"b{number}\" : {chosen})");
    }
    let flags: Vec<String> = (0..60).map(|number| format!("var.v{number}")).collect();
    let mut doubled = String::from("  x0 = [\"a\", \"a\"]\n");
    for level in 1..64 {
        doubled.push_str(&format!("  x{level} = concat(local.x{0}, local.x{0})\n", level - 1));
    }
    doubled.push_str("  x = join(\"\", local.x63)\n");
    let many_conditions: String = (0..60).map(|number| format!("  P{number}: {{Type: String}}\n")).collect();
    let conditions: String =
        (0..60).map(|number| format!("  C{number}: !Equals [!Ref P{number}, a]\n")).collect();
    let ifs = (0..60).fold("b".to_owned(), |inner, number| format!("!If [C{number}, b{number}, {inner}]"));
    vec![
        case("aliases", "template.yaml", bomb, 2, "template.yaml"),
        local("range", "join(\",\", range(0, 100000000000))", "main.tf"),
        local("range of small steps", "join(\",\", range(0, 1, 0.000000001))", "main.tf"),
        local("product of sets", "join(\"\", flatten(setproduct(range(1000), range(1000), range(1000))))", "main.tf"),
        case("for_each over a range", "main.tf", each("toset([for n in range(1000000) : tostring(n)])"), 1, "main.tf"),
        case("for_each over a product", "main.tf", each("{ for p in setproduct(range(1000), range(1000)) : \"${p[0]}-${p[1]}\" => p }"), 1, "main.tf"),
        case("count", "main.tf", format!("{TRAIL}resource \"aws_cloudtrail\" \"many\" {{\n  count = 1000000000\n  name = \"t\"\n  s3_bucket_name = \"b\"\n}}\n"), 1, "main.tf"),
        case("count that is no number", "main.tf", format!("{TRAIL}resource \"aws_cloudtrail\" \"many\" {{\n  count = 1e400\n  name = \"t\"\n  s3_bucket_name = \"b\"\n}}\n"), 1, "main.tf"),
        case("undecided variables in one value", "main.tf", format!("{undecided}locals {{\n  x = {chosen}\n}}\nresource \"aws_cloudtrail\" \"t\" {{\n  name = local.x\n  s3_bucket_name = \"b\"\n  is_multi_region_trail = {}\n}}\n", flags.join(" && ")), 1, "main.tf"),
        case("undecided conditions in one value", "template.yaml", format!("Parameters:\n{many_conditions}Conditions:\n{conditions}Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n      S3BucketName: {ifs}\n"), 1, "template.yaml"),
        locals("doubled lists", &doubled, "main.tf"),
        case("copies of a template's part", "template.yaml", format!("Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - X\n    - [{}]\n    - T${{X}}:\n        Type: AWS::CloudTrail::Trail\n        Properties: {{IsLogging: true, S3BucketName: b}}\n", (0..20_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")), 2, "template.yaml"),
        Case { name: "a module that calls itself twice", entries: vec![("main.tf", Entry::File(format!("module \"a\" {{\n  source = \"./\"\n}}\nmodule \"b\" {{\n  source = \"./\"\n}}\n{TRAIL}").into()))], status: 2, says: "leads back" },
        Case { name: "modules that call each other", entries: vec![
            ("main.tf", Entry::File(format!("module \"a\" {{\n  source = \"./m\"\n}}\nmodule \"b\" {{\n  source = \"./m\"\n}}\n{TRAIL}").into())),
            ("m/main.tf", Entry::File(format!("module \"a\" {{\n  source = \"../\"\n}}\nmodule \"b\" {{\n  source = \"../\"\n}}\n{TRAIL}").into())),
        ], status: 2, says: "leads back" },
        case("a template that nests itself", "template.yaml", "Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./template.yaml}}\n  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./template.yaml}}\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {IsLogging: true, S3BucketName: b}\n", 1, "template.yaml"),
    ]
}

/// Texts that grow, patterns that do not end.
fn growth() -> Vec<Case> {
    let chain = |step: &str| {
        let mut text = String::from("  x0 = \"aaaaaaaaaa\"\n");
        for level in 1..60 {
            text.push_str(&format!("  x{level} = {}\n", step.replace('@', &format!("local.x{}", level - 1))));
        }
        text + "  x = local.x59\n"
    };
    // a text of a megabyte, a list of 50,000 texts, and what is done with them as often
    let often = |what: &str| {
        format!(
            "  m = join(\"\", [for n in range(1000) : \"{}\"])\n  l = flatten([for q in range(50) : [for n in range(1000) : \"${{q}}-${{n}}\"]])\n  x = length([for n in local.l : {what}])\n",
            "x".repeat(1000)
        )
    };
    let split = format!(
        "!Join ['', [{}x]]\nParameters:\n  P: {{Type: String, Default: '{}'}}",
        "!Select [0, !Split [a, !Ref P]], ".repeat(2_000),
        "b,".repeat(100_000)
    );
    vec![
        locals("a long text again and again", &often("sha512(local.m)"), "evaluation steps"),
        locals("a long list again and again", &often("toset(local.l)"), "evaluation steps"),
        locals("long templates", &often("\"${local.m}${n}\""), "evaluation steps"),
        locals("a long comparison", &often("local.l == reverse(reverse(local.l))"), "evaluation steps"),
        template("a long text split again and again", &split, 1, "evaluation steps"),
        locals("text by format", &chain("format(\"%s%s%s\", @, @, @)"), "main.tf"),
        locals("text by join", &chain("join(@, [@, @, @])"), "main.tf"),
        locals("text by replace", &chain("replace(@, \"a\", @)"), "main.tf"),
        locals("text by template", &chain("\"${@}${@}${@}\""), "main.tf"),
        locals("objects by merge", &chain("{ a = @, b = @, c = @ }"), "main.tf"),
        locals("text by jsonencode", &chain("jsonencode([@, @, @])"), "main.tf"),
        locals("a ring of locals", "  x = local.y\n  y = local.x\n", "main.tf"),
        local("a width of format", "format(\"%999999999d\", 1)", "main.tf"),
        local(
            "a repeated pattern",
            "regex(\"(a*)*(a*)*(a*)*$\", \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\")",
            "main.tf",
        ),
        local("a pattern too large", "regex(\"((a{1000}){1000}){1000}\", \"a\")", "main.tf"),
        local("a large number", "pow(10, 1000000000)", "main.tf"),
        local("a long number", &"9".repeat(1_000_000), "main.tf"),
    ]
}

/// Bytes that are no text, and much text.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn bytes() -> Vec<Case> {
    let trail = |rest: &[u8]| [TRAIL.as_bytes(), rest].concat();
    let resources: String = (0..80_000).map(|n| format!("  B{n}:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: bucket-number-{n}\n      Tags: [{{Key: a, Value: b}}]\n")).collect();
    vec![
        case("not UTF-8", "main.tf", trail(b"# \xff\xfe\xc0\n"), 2, "main.tf"),
        case("NUL bytes", "main.tf", trail(b"locals {\n  x = \"\0\"\n}\n"), 2, "main.tf"),
        case("UTF-16", "main.tf", utf16(TRAIL), 1, "main.tf"),
        case(
            "half of a UTF-16 file",
            "template.json",
            utf16("{\"AWSTemplateFormatVersion\": \"AWS::CloudTrail::Trail\"")[..61].to_vec(),
            2,
            "not UTF-16",
        ),
        case(
            "a program named as configuration",
            "main.tf",
            trail(&(0..=255).cycle().take(200_000).collect::<Vec<u8>>()),
            2,
            "main.tf",
        ),
        case(
            "a line of five megabytes",
            "main.tf",
            trail(format!("# {}\n", "x".repeat(5_000_000)).as_bytes()),
            1,
            "main.tf",
        ),
        case(
            "a finding on a line of five megabytes",
            "template.json",
            format!(
                "{{\"Resources\":{{{}\"T\":{{\"Type\":\"AWS::CloudTrail::Trail\",\"Properties\":{{\"IsLogging\":true,\"S3BucketName\":\"b\"}}}}}}}}",
                "\"B\":{\"Type\":\"AWS::S3::Bucket\"},".repeat(150_000)
            ),
            2,
            "template.json",
        ),
        case(
            "a template of ten megabytes",
            "template.yaml",
            format!(
                "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties: {{IsLogging: true, S3BucketName: b}}\n{resources}"
            ),
            2,
            "more than 10,000 resources",
        ),
        case(
            "quotes that do not close",
            "main.tf",
            trail("x = \"${\n".repeat(20_000).as_bytes()),
            2,
            "main.tf",
        ),
        case(
            "heredocs that do not close",
            "main.tf",
            trail("x = <<E\n".repeat(20_000).as_bytes()),
            2,
            "main.tf",
        ),
        case("comments that do not close", "main.tf", trail("/*".repeat(100_000).as_bytes()), 2, "main.tf"),
        case("nothing", "main.tf", "", 0, ""),
        case(
            "escapes in a name",
            "main.tf",
            TRAIL.replace("name = \"t\"", "name = \"\\u001b[31mred\\u009b\u{202e}\""),
            1,
            "main.tf",
        ),
        case(
            "workflow commands in a name",
            "main.tf",
            TRAIL.replace("name = \"t\"", "name = \"\\n::error::x\\n##[group]\""),
            1,
            "main.tf",
        ),
    ]
}

/// Things that thousands share: each is judged at the cost of its own.
fn shared() -> Vec<Case> {
    let each = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    let sources = each(20_000, &|it| format!("\"s{it}.amazonaws.com\", "));
    let left_out = TRAIL.replace(
        "}\n",
        &format!(
            "  advanced_event_selector {{\n    field_selector {{\n      field = \"eventCategory\"\n      equals = [\"Management\"]\n    }}\n    field_selector {{\n      field = \"eventSource\"\n      not_equals = [{sources}]\n    }}\n  }}\n}}\n"
        ),
    );
    let statements = each(400, &|it| {
        format!(
            "{{\"Sid\": \"S{it}\", \"Effect\": \"Allow\", \"Principal\": {{\"Service\": \"cloudtrail.amazonaws.com\"}}, \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::b/k{it}/AWSLogs/*\"}},\n"
        )
    });
    let trails = each(400, &|it| {
        format!(
            "resource \"aws_cloudtrail\" \"t{it}\" {{\n  name = \"t{it}\"\n  s3_bucket_name = \"b\"\n  s3_key_prefix = \"k{it}\"\n}}\n"
        )
    });
    let bucket = format!(
        "resource \"aws_s3_bucket\" \"b\" {{\n  bucket = \"b\"\n}}\nresource \"aws_s3_bucket_policy\" \"b\" {{\n  bucket = \"b\"\n  policy = <<P\n{{\"Version\": \"2012-10-17\", \"Statement\": [{}]}}\nP\n}}\n",
        statements.trim_end_matches(",\n")
    );
    let filters = each(1_000, &|it| {
        format!(
            "resource \"aws_cloudwatch_log_metric_filter\" \"f{it}\" {{\n  name = \"f{it}\"\n  log_group_name = \"g\"\n  pattern = \"{{ $.eventName = E{it} }}\"\n  metric_transformation {{\n    name = \"m\"\n    namespace = \"n\"\n    value = \"1\"\n  }}\n}}\nresource \"aws_cloudwatch_metric_alarm\" \"a{it}\" {{\n  alarm_name = \"a{it}\"\n  metric_name = \"m\"\n  namespace = \"n\"\n  comparison_operator = \"GreaterThanOrEqualToThreshold\"\n  threshold = 1\n  evaluation_periods = 1\n  statistic = \"Sum\"\n  period = 300\n}}\n"
        )
    });
    let watched = TRAIL.replace(
        "}\n",
        "  cloud_watch_logs_group_arn = \"${aws_cloudwatch_log_group.g.arn}:*\"\n}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n}\n",
    );
    vec![
        case("thousands of sources left out", "main.tf", left_out, 1, "events/no-excluded-sources"),
        case("trails of one policy", "main.tf", bucket + &trails, 1, "aws_cloudtrail.t399"),
        case("filters and alarms of one metric", "main.tf", watched + &filters, 1, "alarm/actions"),
    ]
}

/// What is no plain file, and names that are no plain names.
fn entries() -> Vec<Case> {
    let trail = || Entry::File(TRAIL.into());
    let with = |name, entries, status, says| Case { name, entries, status, says };
    vec![
        with("a pipe", vec![("main.tf", trail()), ("pipe.tf", Entry::Fifo)], 2, "pipe.tf"),
        with(
            "a folder named as configuration",
            vec![("main.tf", trail()), ("folder.tf", Entry::Folder)],
            1,
            "main.tf",
        ),
        with(
            "a link to nothing",
            vec![("main.tf", trail()), ("link.tf", Entry::Link("nowhere"))],
            2,
            "link.tf",
        ),
        with(
            "a link to itself",
            vec![("main.tf", trail()), ("link.tf", Entry::Link("link.tf"))],
            2,
            "link.tf",
        ),
        with(
            "a link to the folder above",
            vec![("a/main.tf", trail()), ("a/up", Entry::Link(".."))],
            1,
            "main.tf",
        ),
        with(
            "a link to a device",
            vec![("main.tf", trail()), ("link.tf", Entry::Link("/dev/zero"))],
            2,
            "link.tf",
        ),
        with("a new line in a name", vec![("a\n::error::b.tf", trail())], 1, "error"),
        with("an escape in a name", vec![("\u{1b}[31m.tf", trail())], 1, "31m"),
    ]
}

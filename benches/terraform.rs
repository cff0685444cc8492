//! What resolving a Terraform root costs, without reading or checking: the time of a row is to grow like its number.

use divan::Bencher;
use std::fmt::Write as _;
use std::path::Path;
use trailguard::fs::Memory;
use trailguard::load::Loader;
use trailguard::source::SourceMap;
use trailguard::terraform::{Inputs, resolve};

fn main() {
    divan::main();
}

/// A module with a bucket and a trail in it.
const MODULE: &str = r#"
variable "name" { type = string }
variable "tags" { type = map(string) }
variable "enabled" { default = true }
resource "aws_s3_bucket" "logs" {
  bucket = "${var.name}-logs"
  tags   = merge(var.tags, { name = var.name })
}
resource "aws_s3_bucket_public_access_block" "logs" {
  bucket            = aws_s3_bucket.logs.id
  block_public_acls = true
}
resource "aws_cloudtrail" "audit" {
  count                 = var.enabled ? 1 : 0
  name                  = var.name
  s3_bucket_name        = aws_s3_bucket.logs.id
  is_multi_region_trail = true
}
output "arn" { value = aws_cloudtrail.audit[0].arn }
"#;

/// A root of that many resources that nobody asks for, and that many calls of the module.
fn root(resources: usize, calls: usize) -> String {
    let mut text = "locals { tags = { team = \"audit\", stage = \"prod\" } }\n".to_owned();
    for number in 0..resources {
        let _ = writeln!(
            text,
            "resource \"aws_s3_object\" \"o{number}\" {{\n  bucket = \"b{number}\"\n  key = \"k${{1 + {number}}}\"\n  tags = local.tags\n}}"
        );
    }
    for number in 0..calls {
        let _ = writeln!(
            text,
            "module \"m{number}\" {{\n  source = \"./m\"\n  name = \"m{number}\"\n  tags = local.tags\n}}"
        );
    }
    text + "resource \"aws_cloudtrail\" \"root\" {\n  name = \"root\"\n  s3_bucket_name = \"b\"\n}\n"
}

/// Files are read and parsed before the clock starts.
fn resolved(bencher: Bencher<'_, '_>, text: String) {
    let files = Memory::new().with("/w/main.tf", text).with("/w/m/main.tf", MODULE);
    let sources = SourceMap::new();
    let loader = Loader::new(&files, &sources);
    let wanted = |kind: &str| kind == "aws_cloudtrail" || kind.starts_with("aws_s3_bucket");
    let inputs = Inputs::default();
    bencher.bench_local(|| resolve(&loader, Path::new("/w"), Path::new("/w"), &wanted, &inputs, true));
}

/// The budget: 50 ms.
#[divan::bench]
fn two_thousand_resources_and_two_hundred_calls(bencher: Bencher<'_, '_>) {
    resolved(bencher, root(2_000, 200));
}

#[divan::bench]
fn one_trail(bencher: Bencher<'_, '_>) {
    resolved(bencher, root(0, 0));
}

#[divan::bench(args = [50, 100, 200, 400, 800])]
fn calls(bencher: Bencher<'_, '_>, count: usize) {
    resolved(bencher, root(0, count));
}

#[divan::bench(args = [1_000, 2_000, 5_000, 10_000])]
fn keys(bencher: Bencher<'_, '_>, count: usize) {
    let text = format!(
        "locals {{ keys = toset([for p in setproduct(range({}), range(100)) : \"k-${{p[0]}}-${{p[1]}}\"]) }}\nresource \"aws_cloudtrail\" \"t\" {{\n  for_each = local.keys\n  name = each.key\n  s3_bucket_name = \"b\"\n}}\n",
        count / 100
    );
    resolved(bencher, text);
}

/// Each local holds the object of the one before, and refers to a big one.
#[divan::bench(args = [300, 1_000, 3_000])]
fn locals_holding_an_object(bencher: Bencher<'_, '_>, count: usize) {
    let mut text = "locals {\n  big = {\n".to_owned();
    for number in 0..1_000 {
        let _ = writeln!(text, "    key_{number} = \"value {number}\"");
    }
    text.push_str("  }\n  l0 = { big = local.big }\n");
    for number in 1..count {
        let _ = writeln!(text, "  l{number} = {{ big = local.l{}.big, all = local.big }}", number - 1);
    }
    let _ = writeln!(
        text,
        "}}\nresource \"aws_cloudtrail\" \"t\" {{\n  name = local.l{}.big.key_1\n  s3_bucket_name = \"b\"\n}}",
        count - 1
    );
    resolved(bencher, text);
}

/// References to one object, and each way through it.
#[divan::bench(args = [300, 1_000, 3_000])]
fn locals_referring_to_an_object(bencher: Bencher<'_, '_>, count: usize) {
    let mut text = "locals {\n  big = {\n".to_owned();
    for number in 0..1_000 {
        let _ = writeln!(text, "    key_{number} = \"value {number}\"");
    }
    text.push_str("  }\n");
    for number in 0..count {
        let _ = writeln!(text, "  l{number} = local.big.key_{}", number % 1_000);
    }
    let names: Vec<String> = (0..count).map(|number| format!("local.l{number}")).collect();
    let _ = writeln!(
        text,
        "}}\nresource \"aws_cloudtrail\" \"t\" {{\n  name = join(\",\", [{}])\n  s3_bucket_name = \"b\"\n}}",
        names.join(", ")
    );
    resolved(bencher, text);
}

#[divan::bench(args = [300, 1_000, 3_000])]
fn chain_of_locals(bencher: Bencher<'_, '_>, count: usize) {
    let mut text = "locals {\n  l0 = \"x\"\n".to_owned();
    for number in 1..count {
        let _ = writeln!(text, "  l{number} = local.l{}", number - 1);
    }
    let _ = writeln!(
        text,
        "}}\nresource \"aws_cloudtrail\" \"t\" {{\n  name = local.l{}\n  s3_bucket_name = \"b\"\n}}",
        count - 1
    );
    resolved(bencher, text);
}

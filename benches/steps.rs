//! What each step costs, over growing inputs: the time of a row is to grow like its number.

use divan::Bencher;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use trailguard::fs::Memory;
use trailguard::linter::{Linter, Options};
use trailguard::source::SourceMap;
use trailguard::syntax::{hcl, json, yaml};

const SIZES: &[usize] = &[10, 100, 1_000, 10_000];

fn main() {
    divan::main();
}

/// Terraform: `count` resources of that type.
fn terraform(kind: &str, count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        let _ = writeln!(
            text,
            "resource \"{kind}\" \"r{number}\" {{\n  name           = \"r-{number}\"\n  s3_bucket_name = \"logs\"\n  tags           = {{ team = \"t${{1 + {number}}}\" }}\n}}"
        );
    }
    text
}

/// CloudFormation in JSON, which is YAML too.
fn cloudformation(count: usize) -> String {
    let resource = |number| {
        format!(
            "\"B{number}\": {{\"Type\": \"AWS::S3::Bucket\", \"Properties\": {{\"BucketName\": \"b-{number}\"}}}}"
        )
    };
    format!("{{\"Resources\": {{\n{}}}}}", (0..count).map(resource).collect::<Vec<_>>().join(",\n"))
}

#[divan::bench(args = SIZES)]
fn parse_hcl(bencher: Bencher<'_, '_>, count: usize) {
    let source = SourceMap::new().add(Path::new("main.tf"), terraform("aws_s3_bucket", count));
    bencher.bench_local(|| hcl::parse_body(&source));
}

#[divan::bench(args = SIZES)]
fn parse_json(bencher: Bencher<'_, '_>, count: usize) {
    let source = SourceMap::new().add(Path::new("t.json"), cloudformation(count));
    bencher.bench_local(|| json::parse(&source));
}

#[divan::bench(args = SIZES)]
fn parse_yaml(bencher: Bencher<'_, '_>, count: usize) {
    let source = SourceMap::new().add(Path::new("t.yaml"), cloudformation(count));
    bencher.bench_local(|| yaml::parse_documents(&source));
}

/// The whole run over a tree in memory.
fn run(bencher: Bencher<'_, '_>, text: String) {
    let files = Memory::new().with("/w/main.tf", text);
    let options = Options { paths: vec![PathBuf::from("/w")], threads: 1, ..Options::default() };
    let linter = Linter::default();
    bencher.bench_local(|| linter.run(&options, &files));
}

#[divan::bench(args = SIZES)]
fn run_resources(bencher: Bencher<'_, '_>, count: usize) {
    run(bencher, terraform("aws_cloudtrail", 1) + &terraform("aws_s3_bucket", count));
}

/// Each trail has findings of its own, and is linked by name.
#[divan::bench(args = [10, 100, 1_000, 4_000])]
fn run_trails(bencher: Bencher<'_, '_>, count: usize) {
    run(bencher, terraform("aws_cloudtrail", count));
}

#[divan::bench(args = [10, 100, 1_000, 4_000])]
fn run_for_each_keys(bencher: Bencher<'_, '_>, count: usize) {
    run(
        bencher,
        format!(
            "resource \"aws_cloudtrail\" \"t\" {{\n  for_each = toset([for n in range({count}) : tostring(n)])\n  name = each.key\n  s3_bucket_name = \"b\"\n}}\n"
        ),
    );
}

#[divan::bench(args = [10, 100, 1_000])]
fn run_trails_and_their_buckets(bencher: Bencher<'_, '_>, count: usize) {
    let mut text = String::new();
    for number in 0..count {
        let _ = writeln!(
            text,
            "resource \"aws_s3_bucket\" \"b{number}\" {{\n  bucket = \"logs-{number}\"\n}}\nresource \"aws_cloudtrail\" \"t{number}\" {{\n  name = \"t{number}\"\n  s3_bucket_name = \"logs-{number}\"\n}}"
        );
    }
    run(bencher, text);
}

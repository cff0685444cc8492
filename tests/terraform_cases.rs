//! Configurations that are hard to evaluate, each with what Terraform plans for it.
//!
//! A case is a folder of `tests/data/terraform`: a root module, and in `terraform.json` the arguments of all resources as
//! `terraform plan` gives them (asked offline through a stand-in provider; `__unknown__` is what it knows after apply).

use crate::truth::compare::Tally;
use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use trailguard::fs::Disk;
use trailguard::load::Loader;
use trailguard::source::SourceMap;
use trailguard::terraform::{Inputs, resolve};

#[test]
fn hard_cases_are_what_terraform_plans() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/terraform");
    let mut tally = Tally::default();
    for entry in fs::read_dir(&folder).unwrap() {
        let case = entry.unwrap().path();
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(case.join("terraform.json")).unwrap();
        let truth: Json = serde_json::from_str(&text).unwrap();
        let sources = SourceMap::new();
        let loader = Loader::new(&Disk, &sources);
        let inputs = Inputs { workspace: Some("default".to_owned()), ..Inputs::default() };
        let wanted = |kind: &str| kind.starts_with("aws_");
        let unit = resolve(&loader, &case, &case, &wanted, &inputs, true);
        assert!(unit.problems.is_empty(), "{name}: {:?}", unit.problems);
        let resources = truth["resources"].as_object().unwrap();
        tally.roots += 1;
        tally.compare(&name, &unit, resources.iter().map(|(address, it)| (address.as_str(), it)).collect());
    }
    let wrong = [&tally.differed, &tally.unknown_here, &tally.unanswered];
    assert!(wrong.iter().all(|list| list.is_empty()), "{}", tally.report());
    assert!(tally.roots >= 25 && tally.agreed >= 150, "{}", tally.report());
}

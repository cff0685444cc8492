//! How each trail stood and stands, for a pull request: what is gone first, what changed next.

use super::text::{code, prose};
use super::{Page, emoji};
use crate::check::Posture;
use crate::linter::Since;
use crate::report::since::sentence;
use std::io::{self, Write};
use std::path::Path;

impl Page<'_> {
    /// What got better, and a row a trail: before and after.
    pub(super) fn since(&self, since: &Since, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}\n", prose(&sentence(since)))?;
        let now = &self.report.postures;
        let root = |posture: &Posture| {
            let root = &posture.unit.root;
            since.renamed.get(root).unwrap_or(root).clone()
        };
        let same = |was: &Posture, is: &Posture| {
            was.trail == is.trail && root(was) == is.unit.root && was.unit.deployment == is.unit.deployment
        };
        let gone = since.postures.iter().filter(|was| !now.iter().any(|is| same(was, is)));
        let mut rows: Vec<(u8, String)> =
            gone.map(|was| (0, self.trail(was, &facets(was), "❌ **removed, renamed or moved**"))).collect();
        rows.extend(now.iter().map(|is| match since.postures.iter().find(|was| same(was, is)) {
            None => (2, self.trail(is, "new", &facets(is))),
            Some(was) if was.facets == is.facets => (3, self.trail(is, "the same", &facets(is))),
            Some(was) => (1, self.trail(is, &facets(was), &facets(is))),
        }));
        if rows.is_empty() {
            return Ok(());
        }
        rows.sort_by_key(|(rank, _)| *rank);
        writeln!(out, "| trail | before | after |\n|---|---|---|")?;
        self.rows(rows.into_iter().map(|(_, row)| row), out)
    }

    fn trail(&self, posture: &Posture, before: &str, after: &str) -> String {
        let root = self.view.project.relative(Path::new(&posture.unit.root));
        let place =
            if root.is_empty() || root == "." { String::new() } else { format!("<br>{}", code(&root)) };
        format!("| {}{place} | {before} | {after} |", code(&posture.trail))
    }
}

fn facets(posture: &Posture) -> String {
    let facets = posture.facets.iter().map(|(name, standing)| format!("{} {name}", emoji(*standing)));
    facets.collect::<Vec<_>>().join(" · ")
}

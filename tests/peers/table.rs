//! `tests/peers/README.md`: the counts and every disagreement, made from the data.

use super::data::{Fixture, Peer, Row};
use std::fmt::Write;

/// What a comparison came to.
#[derive(Default)]
pub struct Counts {
    pub files: usize,
    pub nothing: usize,
    pub verdicts: usize,
    pub agreed: usize,
    pub ours: usize,
    pub both: usize,
    pub peer: usize,
    /// Failures of which both name a line, and those of them with the same line.
    pub lines: usize,
    pub same_line: usize,
}

impl Counts {
    pub fn of(peer: &Peer) -> Self {
        let mut counts = Counts::default();
        for (_, fixture) in peer.groups.iter().flat_map(|it| &it.files) {
            counts.files += 1;
            counts.nothing += usize::from(matches!(fixture, Fixture::Nothing(_)));
        }
        for (_, row) in peer.rows() {
            counts.take(peer, row);
        }
        counts
    }

    fn take(&mut self, peer: &Peer, row: &Row) {
        self.verdicts += 1;
        self.agreed += usize::from(row.agrees());
        let right = row.judged.as_ref().and_then(|it| peer.judgements.get(it)).map(|it| &*it.right);
        match right {
            Some("ours") => self.ours += 1,
            Some("both") => self.both += 1,
            Some(_) => self.peer += 1,
            None => {}
        }
        if let Some(line) = row.peer.line.filter(|_| row.agrees()) {
            self.lines += 1;
            self.same_line += usize::from(row.ours.iter().any(|(_, said)| said.line == Some(line)));
        }
    }

    pub fn add(&mut self, other: &Counts) {
        self.files += other.files;
        self.nothing += other.nothing;
        self.verdicts += other.verdicts;
        self.agreed += other.agreed;
        self.ours += other.ours;
        self.both += other.both;
        self.peer += other.peer;
        self.lines += other.lines;
        self.same_line += other.same_line;
    }

    pub fn cells(&self) -> String {
        let Counts { files, nothing, verdicts, agreed, ours, both, peer, .. } = self;
        format!("{files} | {nothing} | {verdicts} | {agreed} | {ours} | {both} | {peer}")
    }
}

/// What is said of a row, with the rules that say it.
fn said(row: &Row) -> String {
    let shown = |(rule, it): &(String, super::data::Said)| match it.verdict.as_str() {
        "none" => format!("`{rule}`: nothing"),
        verdict => format!("`{rule}`: {verdict}"),
    };
    let mut text = row.ours.iter().map(shown).collect::<Vec<_>>().join("; ");
    if let Some(note) = &row.note {
        write!(text, "; note `{note}`").unwrap();
    }
    if !row.in_account.is_empty() {
        let account = row.in_account.iter().map(shown).collect::<Vec<_>>().join("; ");
        write!(text, "; with `scope: account` {account}").unwrap();
    }
    text
}

/// The whole file.
pub fn readme(peers: &[Peer]) -> String {
    let mut out = String::from(
        "# Other linters' fixtures\n\n\
         What seven other linters say of their own test fixtures, what trailguard says of them, and who is right where\n\
         both differ. The data is in the YAML files beside this page; `cargo test --test all peers` holds it against\n\
         what trailguard says, and writes this page with `UPDATE_EXPECT=1`. The fixtures themselves are not here: they lie in\n\
         the shared corpus.\n\n\
         | peer | files | nothing both check | verdicts compared | agreed | differed, ours is right | both are right | the peer is right |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    let mut all = Counts::default();
    for peer in peers {
        let counts = Counts::of(peer);
        writeln!(out, "| {} | {} |", peer.name, counts.cells()).unwrap();
        all.add(&counts);
    }
    writeln!(out, "| all | {} |", all.cells()).unwrap();
    writeln!(
        out,
        "\nOf {} failures that both see and of which the peer names a line, {} are on the same line here. For the others the peer\n\
         points at the resource or its block `Properties`, and trailguard at the resource's name or at the argument.",
        all.lines, all.same_line
    )
    .unwrap();
    out.push_str("\n## How the peers' verdicts are told\n\n");
    for peer in peers {
        writeln!(out, "- **{}**: {}", peer.name, peer.convention).unwrap();
    }
    out.push_str(
        "\n## Disagreements\n\n| peer | fixture | resource | peer says | trailguard says | right | why |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for peer in peers {
        for (path, row) in peer.rows().filter(|(_, row)| !row.agrees()) {
            let short = peer.folders.iter().find_map(|it| path.strip_prefix(&format!("{it}/")));
            let language = path.split('/').next().unwrap_or_default();
            let judgement = row.judged.as_ref().and_then(|it| peer.judgements.get(it));
            let (right, why) = judgement.map_or(("?", "?"), |it| (&it.right, &it.why));
            writeln!(
                out,
                "| {} | {language}: `{}` | `{}` | {}: {} | {} | {right} | {why} |",
                peer.name,
                short.unwrap_or(&path),
                row.resource,
                row.rule,
                row.peer.verdict,
                said(row),
            )
            .unwrap();
        }
    }
    out
}

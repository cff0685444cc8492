//! What a comparison with an earlier revision says beside its findings, in a sentence.

use super::issue::subject;
use super::visible;
use crate::linter::Since;

/// Mended findings that are named before the rest is counted.
const NAMED: usize = 5;

/// `2 findings of main are mended: …; 9 were there already`, with names in back-ticks, on one line.
pub(super) fn sentence(since: &Since) -> String {
    let revision = visible::line(&since.revision).replace('`', "'");
    let already = match since.already {
        0 => String::new(),
        1 => "; 1 was there already and is not shown".to_owned(),
        more => format!("; {more} were there already and are not shown"),
    };
    let mended = &since.mended;
    if mended.is_empty() {
        return format!("no finding of `{revision}` is mended{already}");
    }
    let name = |finding| {
        let finding: &crate::check::Finding = finding;
        format!("{} on `{}`", visible::line(&finding.rule.id), subject(finding))
    };
    let names: Vec<String> = mended.iter().take(NAMED).map(name).collect();
    let rest = mended.len().saturating_sub(NAMED);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let count = match mended.len() {
        1 => format!("1 finding of `{revision}` is mended"),
        more => format!("{more} findings of `{revision}` are mended"),
    };
    format!("{count}: {}{rest}{already}", names.join(", "))
}

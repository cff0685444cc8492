//! Work and answers as text, for a conversation between two processes: one object with all the work, then a line when a
//! job begins and one when it is done.

use super::work::{Answer, Evaluated, FailedClause, Status, Trouble, Work};
use serde_json::{Value as Json, json};

/// What the process that evaluates says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It begins with that job.
    Begun(usize),
    /// It is done with that job.
    Done(usize, Answer),
}

/// The work, as text.
pub fn write_work(work: &Work) -> String {
    let files: Vec<Json> = work.files.iter().map(|(name, text)| json!([&**name, &**text])).collect();
    json!({ "files": files, "documents": work.documents, "jobs": work.jobs }).to_string()
}

/// The work in a text; none where it is none.
pub fn read_work(text: &str) -> Option<Work> {
    let mut work: Json = serde_json::from_str(text).ok()?;
    let list = |work: &Json, key: &str| work.get(key)?.as_array().cloned();
    let file = |it: &Json| Some((it.get(0)?.as_str()?.into(), it.get(1)?.as_str()?.into()));
    let job = |it: &Json| {
        let place = |at: usize| usize::try_from(it.get(at)?.as_u64()?).ok();
        Some((place(0)?, place(1)?))
    };
    let files = list(&work, "files")?.iter().map(file).collect::<Option<_>>()?;
    let jobs = list(&work, "jobs")?.iter().map(job).collect::<Option<_>>()?;
    let documents = match work.get_mut("documents")?.take() {
        Json::Array(documents) => documents,
        _ => return None,
    };
    let document = |it: Json| match it {
        Json::String(text) => Some(text),
        _ => None,
    };
    Some(Work { files, documents: documents.into_iter().map(document).collect::<Option<_>>()?, jobs })
}

/// A line of the conversation.
pub fn write_said(said: &Said) -> String {
    let line = match said {
        Said::Begun(job) => json!({ "begun": job }),
        Said::Done(job, Ok(rules)) => {
            let rules: Vec<Json> = rules.iter().map(rule).collect();
            json!({ "done": job, "rules": rules })
        }
        Said::Done(job, Err(Trouble::Malformed { line, column, expected })) => {
            json!({ "done": job, "malformed": [line, column, expected] })
        }
        Said::Done(job, Err(trouble)) => {
            let reason = match trouble {
                Trouble::Refused(reason) => reason.clone(),
                other => other.to_string(),
            };
            json!({ "done": job, "refused": reason })
        }
    };
    line.to_string()
}

fn rule(of: &Evaluated) -> Json {
    let clause = |it: &FailedClause| json!([it.path, it.missing, it.message, it.clause]);
    let failed: Vec<Json> = of.failed.iter().map(clause).collect();
    json!([of.rule, of.status.name(), failed])
}

/// What a line says; none where it says nothing.
pub fn read_said(line: &str) -> Option<Said> {
    let line: Json = serde_json::from_str(line).ok()?;
    let number = |key: &str| usize::try_from(line.get(key)?.as_u64()?).ok();
    if let Some(job) = number("begun") {
        return Some(Said::Begun(job));
    }
    let job = number("done")?;
    if let Some(rules) = line.get("rules").and_then(Json::as_array) {
        return Some(Said::Done(job, Ok(rules.iter().map(read_rule).collect::<Option<_>>()?)));
    }
    if let Some(place) = line.get("malformed") {
        let number = |at: usize| u32::try_from(place.get(at)?.as_u64()?).ok();
        let expected = place.get(2)?.as_str()?.to_owned();
        let trouble = Trouble::Malformed { line: number(0)?, column: number(1)?, expected };
        return Some(Said::Done(job, Err(trouble)));
    }
    let reason = line.get("refused")?.as_str()?.to_owned();
    Some(Said::Done(job, Err(Trouble::Refused(reason))))
}

fn read_rule(of: &Json) -> Option<Evaluated> {
    let clause = |it: &Json| {
        let text = |at: usize| it.get(at).and_then(Json::as_str).map(str::to_owned);
        FailedClause {
            path: text(0),
            missing: text(1).unwrap_or_default(),
            message: text(2),
            clause: text(3).unwrap_or_default(),
        }
    };
    Some(Evaluated {
        rule: of.get(0)?.as_str()?.to_owned(),
        status: Status::parse(of.get(1)?.as_str()?)?,
        failed: of.get(2)?.as_array()?.iter().map(clause).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_what_is_heard() {
        let failed =
            FailedClause { path: Some("/a\n".to_owned()), clause: "x".to_owned(), ..FailedClause::default() };
        let rule = Evaluated { rule: "r".to_owned(), status: Status::Fail, failed: vec![failed] };
        for said in [
            Said::Begun(3),
            Said::Done(0, Ok(vec![rule])),
            Said::Done(1, Err(Trouble::Malformed { line: 2, column: 7, expected: "`\"`".to_owned() })),
            Said::Done(2, Err(Trouble::Refused("no".to_owned()))),
        ] {
            let line = write_said(&said);
            assert!(!line.contains('\n'), "a line is a line: {line}");
            assert_eq!(read_said(&line), Some(said));
        }
        let work = Work {
            files: vec![("f".into(), "rule".into())],
            documents: vec!["{}".to_owned()],
            jobs: vec![(0, 0)],
        };
        let heard = read_work(&write_work(&work)).expect("it is work");
        assert_eq!((heard.files, heard.documents, heard.jobs), (work.files, work.documents, work.jobs));
        assert!(read_work("{}").is_none() && read_said("{}").is_none());
    }
}

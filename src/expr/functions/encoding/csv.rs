//! `csvdecode`: RFC 4180 as Go reads it, the first record naming the attributes.

use super::super::Call;
use crate::value::{ListKind, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn run(call: &Call<'_>) -> Result<Value, Value> {
    let text = call.string(0)?;
    let mut reader = Reader { rest: &text };
    let read = |reader: &mut Reader<'_>| reader.record().map_err(|problem| call.error(problem));
    let Some(header) = read(&mut reader)? else { return Err(call.error("the header line is missing")) };
    let names: Vec<Arc<str>> = header.into_iter().map(Arc::from).collect();
    if names.iter().collect::<BTreeSet<_>>().len() != names.len() {
        return Err(call.error("a column name stands twice"));
    }
    let mut rows = Vec::new();
    while let Some(fields) = read(&mut reader)? {
        if fields.len() != names.len() {
            return Err(call.error("a record has another number of fields than the header"));
        }
        if !call.scope.budget().spend(fields.len() as u64) {
            return Err(super::super::over_steps());
        }
        let entries: BTreeMap<_, _> =
            names.iter().cloned().zip(fields.into_iter().map(Value::string)).collect();
        rows.push(Value::object(entries));
    }
    Ok(Value::list(ListKind::List, rows))
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Up to and with the next line end, which may be missing at the end of the text; `\r\n` counts as `\n`.
    fn line(&mut self) -> Option<(&'a str, &'static str)> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, end) = match self.rest.split_once('\n') {
            Some((line, rest)) => {
                self.rest = rest;
                (line, "\n")
            }
            None => (std::mem::take(&mut self.rest), ""),
        };
        Some((line.strip_suffix('\r').unwrap_or(line), end))
    }

    /// The next record; empty lines are none.
    fn record(&mut self) -> Result<Option<Vec<String>>, &'static str> {
        loop {
            match self.line() {
                None => return Ok(None),
                Some(("", _)) => {}
                Some(line) => return self.fields(line).map(Some),
            }
        }
    }

    fn fields(&mut self, (mut line, mut end): (&'a str, &'static str)) -> Result<Vec<String>, &'static str> {
        let mut fields = Vec::new();
        loop {
            let Some(mut quoted) = line.strip_prefix('"') else {
                let (field, behind) = line.split_once(',').map_or((line, None), |(a, b)| (a, Some(b)));
                if field.contains('"') {
                    return Err("a quote stands in a field that is not quoted");
                }
                fields.push(field.to_owned());
                match behind {
                    Some(behind) => line = behind,
                    None => return Ok(fields),
                }
                continue;
            };
            let mut field = String::new();
            loop {
                let Some((text, behind)) = quoted.split_once('"') else {
                    field.push_str(quoted);
                    field.push_str(end);
                    (quoted, end) = self.line().ok_or("a quoted field is not closed")?;
                    continue;
                };
                field.push_str(text);
                match behind.as_bytes().first() {
                    Some(b'"') => {
                        field.push('"');
                        quoted = &behind[1..];
                    }
                    Some(b',') => {
                        line = &behind[1..];
                        break;
                    }
                    None => {
                        fields.push(field);
                        return Ok(fields);
                    }
                    Some(_) => return Err("text follows a closing quote"),
                }
            }
            fields.push(field);
        }
    }
}

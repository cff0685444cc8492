//! Statements that are added to a bucket policy that is there: in `jsonencode`, in a policy document data source, in a
//! template's list.

use super::Planned;
use crate::check::{Neighbour, Remedy};
use crate::fix::edit::Edit;
use crate::fix::files::Files;
use crate::fix::{hcl, lines};
use crate::resource::Language;
use crate::rule::Safety;
use crate::source::{Source, Span};
use crate::syntax::hcl::{Block, Expr, ExprKind, parse_body};
use crate::syntax::node::{Node, NodeKind};
use std::sync::Arc;

/// Statements in the three forms that policies are written in; each with the line that needs an account, if any.
struct Statements {
    name: &'static str,
    title: &'static str,
    encoded: &'static str,
    document: &'static str,
    template: &'static str,
}

const STATEMENTS: &[Statements] = &[
    Statements {
        name: "tls-only",
        title: "deny what does not come over TLS",
        encoded: include_str!("terraform/tls-only.encoded.tf"),
        document: include_str!("terraform/tls-only.document.tf"),
        template: include_str!("cloudformation/tls-only.yaml"),
    },
    Statements {
        name: "bucket-policy",
        title: "let CloudTrail deliver, by two statements in the bucket's policy",
        encoded: include_str!("terraform/delivery.encoded.tf"),
        document: include_str!("terraform/delivery.document.tf"),
        template: include_str!("cloudformation/delivery.yaml"),
    },
];

/// The edits that add them to the policy of that resource.
pub(super) fn edits(
    remedy: &Remedy,
    what: &str,
    (address, _, span): &Neighbour,
    files: &Files<'_>,
) -> Option<Planned> {
    let statements = STATEMENTS.iter().find(|statements| statements.name == what)?;
    let source = files.get(span.source)?;
    if address.contains('[') || remedy.address.contains('[') {
        return None;
    }
    let edits = match remedy.language {
        Language::Terraform => in_terraform(statements, remedy, &source, *span, files)?,
        Language::CloudFormation => in_cloudformation(statements, remedy, &source, *span, files)?,
        Language::TerraformPlan => return None,
    };
    Some((edits, Safety::Unsafe, statements.title.to_owned()))
}

fn in_terraform(
    statements: &Statements,
    remedy: &Remedy,
    source: &Source,
    span: Span,
    files: &Files<'_>,
) -> Option<Vec<Edit>> {
    let block = hcl::block_at(source, span)?;
    let bucket = source.slice(block.body.attribute("bucket")?.expr.span).to_owned();
    let arn = bucket.strip_suffix(".id").or_else(|| bucket.strip_suffix(".bucket"))?;
    let prefix = prefix_in_terraform(remedy, files)?;
    let label =
        super::free_label("data \"aws_caller_identity\" \"@label@\" {}", block.label(1)?, source, files)?;
    let fill = |text: &str| {
        text.trim_end()
            .replace("@bucket@", &format!("{arn}.arn"))
            .replace("@prefix@", &prefix)
            .replace("@label@", &label)
    };
    let policy = &block.body.attribute("policy")?.expr;
    let newline = lines::ending(&source.text);
    let mut edits = match data_document(policy) {
        Some(name) => {
            let (file, document) = find_document(name, source, files)?;
            let base = lines::indentation(&file.text, document.span.start as usize).to_owned();
            let text = indented(&fill(statements.document), &format!("{base}  "), newline);
            vec![hcl::append_lines(&file, &document, &format!("{text}{newline}"))?]
        }
        None => vec![in_encoded(source, policy, &fill(statements.encoded))?],
    };
    if edits.iter().any(|edit| edit.text.contains(&format!("aws_caller_identity.{label}."))) {
        let data = format!("{newline}{newline}data \"aws_caller_identity\" \"{label}\" {{}}");
        edits.push(Edit::insert(source, block.span.end as usize, &data));
    }
    Some(edits)
}

/// What the keys of the trail's log files begin with.
pub(super) fn prefix_in_terraform(remedy: &Remedy, files: &Files<'_>) -> Option<String> {
    let source = files.get(remedy.block.source)?;
    let block = hcl::block_at(&source, remedy.block)?;
    match block.body.attribute("s3_key_prefix") {
        Some(attribute) => Some(format!("{}/", hcl::inside_template(&source, &attribute.expr)?)),
        None => Some(String::new()),
    }
}

/// The name of the data source where the policy is `data.aws_iam_policy_document.NAME.json`.
fn data_document(policy: &Expr) -> Option<&str> {
    let ExprKind::Attribute(named, json) = &policy.kind else { return None };
    let ExprKind::Attribute(kind, name) = &named.kind else { return None };
    let ExprKind::Attribute(data, kind) = &kind.kind else { return None };
    let data = matches!(&data.kind, ExprKind::Variable(root) if &**root == "data");
    (data && &*kind.text == "aws_iam_policy_document" && &*json.text == "json").then_some(&name.text)
}

fn find_document(name: &str, source: &Source, files: &Files<'_>) -> Option<(Arc<Source>, Arc<Block>)> {
    files.sources().beside(source).into_iter().find_map(|file| {
        let of_name = |block: &Arc<Block>| {
            let labels = (block.label(0), block.label(1));
            &*block.kind.text == "data" && labels == (Some("aws_iam_policy_document"), Some(name))
        };
        if !file.text.contains(name) {
            return None;
        }
        let block = parse_body(&file).0.blocks.into_iter().find(of_name)?;
        Some((file, block))
    })
}

/// At the end of the list of statements of `jsonencode({ Statement = […] })`.
fn in_encoded(source: &Source, policy: &Expr, text: &str) -> Option<Edit> {
    let ExprKind::Call { name, arguments, .. } = &policy.kind else { return None };
    let [argument] = &**arguments else { return None };
    let (ExprKind::Object(items), "jsonencode") = (&argument.kind, &*name.text) else { return None };
    let key = |expr: &Expr| matches!(&expr.kind, ExprKind::String(text) if &**text == "Statement");
    let list = &items.iter().find(|item| key(&item.key))?.value;
    let ExprKind::Tuple(items) = &list.kind else { return None };
    let newline = lines::ending(&source.text);
    let base = lines::indentation(&source.text, list.span.start as usize);
    let item = indented(text, &format!("{base}  "), newline);
    Some(match items.last() {
        None => Edit::replace(source, list.span, &format!("[{newline}{item},{newline}{base}]")),
        Some(last) => {
            let end = last.span.end as usize;
            let rest = &source.text[end..list.span.end as usize];
            let line = lines::start(&source.text, last.span.start as usize);
            let own_line = source.text[line..last.span.start as usize].trim().is_empty();
            let comma = rest.trim_start().starts_with(',');
            if own_line {
                let own = lines::indentation(&source.text, last.span.start as usize);
                let item = indented(text, own, newline);
                let at = if comma { end + rest.find(',')? + 1 } else { end };
                let before = if comma { "" } else { "," };
                Edit::insert(source, at, &format!("{before}{newline}{item}{}", if comma { "," } else { "" }))
            } else {
                // `[{` … `}]`: the new one follows on the closing line, which `terraform fmt` then indents
                let own = indented(&text.replace("},\n{", "  }, {"), base, newline);
                let closing = lines::start(&source.text, end - 1);
                let alone = source.text[closing..end - 1].trim().is_empty();
                let from = if alone { closing } else { end - 1 };
                let brace = if alone { format!("{base}  }}") } else { "}".to_owned() };
                let span = Span::new(source.id, from, end);
                Edit::replace(source, span, &format!("{brace}, {}", own.trim_start()))
            }
        }
    })
}

fn in_cloudformation(
    statements: &Statements,
    remedy: &Remedy,
    source: &Source,
    span: Span,
    files: &Files<'_>,
) -> Option<Vec<Edit>> {
    let entry = files.entry_at(span)?;
    let properties = entry.value.get("Properties")?;
    let bucket = properties.get("Bucket")?;
    if bucket.tag.as_ref().is_none_or(|tag| &*tag.name != "Ref") {
        return None;
    }
    let id = bucket.text()?;
    let list = properties.get("PolicyDocument")?.get("Statement")?;
    let NodeKind::Sequence(items) = list.kind() else { return None };
    let last = items.last()?;
    if source.slice(list.span).starts_with('[') || !list.span.contains(last.span) {
        return None;
    }
    let text = statements
        .template
        .trim_end()
        .replace("@Bucket@", id)
        .replace("@prefix@", &prefix_in_cloudformation(remedy, files)?);
    let start = lines::start(&source.text, last.span.start as usize);
    let dash = source.text[start..last.span.start as usize].find('-')?;
    let newline = lines::ending(&source.text);
    let item = indented(&text, &" ".repeat(dash), newline);
    let end = lines::end(&source.text, end_of(last) as usize);
    Some(vec![Edit::insert(source, end, &format!("{newline}{item}"))])
}

/// The same in a template.
pub(super) fn prefix_in_cloudformation(remedy: &Remedy, files: &Files<'_>) -> Option<String> {
    let entry = files.entry_at(remedy.block)?;
    match entry.value.get("Properties").and_then(|properties| properties.get("S3KeyPrefix")) {
        Some(node) => Some(format!("{}/", node.text().filter(|_| node.tag.is_none())?)),
        None => Some(String::new()),
    }
}

/// Where the last scalar of a node ends: a block mapping's own span may go on to the next token.
fn end_of(node: &Node) -> u32 {
    match node.kind() {
        NodeKind::Mapping(entries) => entries.last().map_or(node.span.end, |entry| end_of(&entry.value)),
        NodeKind::Sequence(items) => items.last().map_or(node.span.end, end_of),
        NodeKind::Scalar(..) | NodeKind::Unreadable => node.span.end,
    }
}

fn indented(text: &str, indentation: &str, newline: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indentation}{line}") };
    text.lines().map(line).collect::<Vec<_>>().join(newline)
}

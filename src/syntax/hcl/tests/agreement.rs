//! Agreement with `hcl-edit` on what is valid, and on texts and shapes.

use super::super::{ExprKind, parse_body};
use super::source;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Body as OtherBody;

/// Where both must give the same verdict.
const TEXTS: &[&str] = &[
    "a = 1",
    "a = 1\nb = 2.5e3\n",
    "a = \"b\"\n",
    "a = \"b\\n\\\"c\\\" \\u00e9\"\n",
    "a = \"$${b} %%{c}\"\n",
    "a = \"\\q\"\n",
    "a = [1, 2,]\n",
    "a = [1 2]\n",
    "a = {}\n",
    "a = { b = 1, c : 2 }\n",
    "a = { b = 1 c = 2 }\n",
    "a = {\n b = 1\n c = 2\n}\n",
    "a = b.c[0].d\n",
    "a = b[*].c\n",
    "a = b.*.c\n",
    "a = f(1, g()...)\n",
    "a = f(,)\n",
    "a = n::f(1)\n",
    "a = !b\n",
    "a = -b + c * d\n",
    "a = b ? c : d\n",
    "a = b ? c\n",
    "a = b &&\n",
    "a = (b\n + c)\n",
    "a = [for b in c : b if b]\n",
    "a = {for b, c in d : b => c...}\n",
    "a = [for b in c]\n",
    "a = <<E\nb\nE\n",
    "a = <<-E\n    b\n  c\n  E\n",
    "a = <<E\nb\n",
    "a {\n}\n",
    "a \"b\" c {\n d = 1\n}\n",
    "a {\n",
    "a { b = 1 }\n",
    "a }\n",
    "a == 1\n",
    "= 1\n",
    "a = \n",
    "a = 1 b = 2\n",
    "a = \"${b}\"\n",
    "a = \"${b\"\n",
    "a = \"%{ if b }c%{ else }d%{ endif }\"\n",
    "a = \"%{ if b }c\"\n",
    "# a\n// b\n/* c */ d = 1\n",
];

#[test]
fn the_same_is_valid() {
    let mut differing = Vec::new();
    for text in TEXTS {
        let ours = parse_body(&source(text)).1;
        let other = hcl_edit::parser::parse_body(text);
        if ours.is_empty() != other.is_ok() {
            differing.push((text, ours, other.err()));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn values_have_the_same_shape() {
    for text in TEXTS {
        let (ours, problems) = parse_body(&source(text));
        let Ok(other) = text.parse::<OtherBody>() else { continue };
        assert!(problems.is_empty());
        let others: Vec<_> = other.attributes().collect();
        assert_eq!(ours.attributes.len(), others.len(), "{text}");
        for (attribute, other) in ours.attributes.iter().zip(others) {
            assert_eq!(&*attribute.name.text, other.key.as_str());
            assert!(same_shape(&attribute.expr.kind, &other.value), "{text}: {:?}", attribute.expr);
        }
        let labels = |body: &OtherBody| body.blocks().map(|block| block.labels.len()).collect::<Vec<_>>();
        assert_eq!(ours.blocks.iter().map(|block| block.labels.len()).collect::<Vec<_>>(), labels(&other));
    }
}

fn same_shape(ours: &ExprKind, other: &Expression) -> bool {
    match (ours, other) {
        (ExprKind::String(text), Expression::String(other)) => **text == **other.value(),
        (ExprKind::String(_), Expression::HeredocTemplate(_)) => true,
        (ExprKind::Number(_), Expression::Number(_)) => true,
        (ExprKind::Tuple(items), Expression::Array(other)) => items.len() == other.len(),
        (ExprKind::Object(items), Expression::Object(other)) => items.len() == other.len(),
        (ExprKind::Template(_) | ExprKind::Wrapped(_), Expression::StringTemplate(_)) => true,
        (ExprKind::Variable(name), Expression::Variable(other)) => **name == *other.as_str(),
        (
            ExprKind::Attribute(..) | ExprKind::Index(..) | ExprKind::Splat { .. },
            Expression::Traversal(_),
        ) => true,
        (ExprKind::Call { arguments, .. }, Expression::FuncCall(other)) => {
            arguments.len() == other.args.iter().count()
        }
        (ExprKind::Unary(..), Expression::UnaryOp(_)) => true,
        (ExprKind::Binary(..), Expression::BinaryOp(_)) => true,
        (ExprKind::Conditional(..), Expression::Conditional(_)) => true,
        (ExprKind::Parenthesis(_), Expression::Parenthesis(_)) => true,
        (ExprKind::For(_), Expression::ForExpr(_)) => true,
        _ => false,
    }
}

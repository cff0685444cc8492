//! The tree of HCL: bodies, blocks, attributes, expressions, each with its span.

use crate::source::Span;
use std::sync::Arc;

/// A body: attributes and blocks, in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// `name = expression`. A name that stands twice is kept twice (the parser has reported it).
    pub attributes: Vec<Attribute>,
    /// `kind "label" { … }`.
    pub blocks: Vec<Arc<Block>>,
}

impl Body {
    /// The attribute of that name, the first where it stands twice.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name.text == name)
    }

    /// The blocks of that kind.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Arc<Block>> {
        self.blocks.iter().filter(move |block| &*block.kind.text == kind)
    }
}

/// A name and where it is written.
#[derive(Clone, Debug)]
pub struct Ident {
    /// Its text.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

/// `name = expression`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Ident,
    /// The expression.
    pub expr: Expr,
    /// From the name to the end of the expression.
    pub span: Span,
}

/// `kind "label" "label" { … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// `resource`, `variable`, `event_selector`, …
    pub kind: Ident,
    /// Its labels without quotes.
    pub labels: Vec<Ident>,
    /// What is between the braces.
    pub body: Body,
    /// From the kind to the last label: what a finding about the whole block points at.
    pub header: Span,
    /// From the kind to the closing brace.
    pub span: Span,
    /// Whether the block's own text holds a syntax error (what could be read of it is in `body`; what is missing
    /// from it may have stood in the unreadable part).
    pub broken: bool,
}

impl Block {
    /// The text of the label at that place.
    pub fn label(&self, at: usize) -> Option<&str> {
        self.labels.get(at).map(|label| &*label.text)
    }
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its text.
    pub span: Span,
}

/// What an [`Expr`] is. Sub-expressions are shared, so that a clone is cheap.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as written.
    Number(Arc<str>),
    /// A quoted string or heredoc without interpolation, unescaped (and unindented for `<<-`).
    String(Arc<str>),
    /// A string with interpolations or directives. A template that is one single interpolation (`"${x}"`) is
    /// [`ExprKind::Wrapped`] instead, since it keeps the type of its expression.
    Template(Arc<[TemplatePart]>),
    /// `"${expression}"` and nothing else.
    Wrapped(Arc<Expr>),
    /// `[a, b]`
    Tuple(Arc<[Expr]>),
    /// `{ a = 1, (b) = 2 }`
    Object(Arc<[ObjectItem]>),
    /// The root of a traversal: `var`, `local`, `aws_s3_bucket`, `each`, a name bound by `for`.
    Variable(Arc<str>),
    /// `expression.name`
    Attribute(Arc<Expr>, Ident),
    /// `expression[key]`, and the legacy `expression.0` with a number literal as key.
    Index(Arc<Expr>, Arc<Expr>),
    /// `expression[*].rest` (full) and `expression.*.rest` (attribute-only): `each` is an expression over
    /// [`ExprKind::SplatItem`], evaluated for every item.
    #[expect(missing_docs, reason = "named in the line above")]
    Splat { source: Arc<Expr>, each: Arc<Expr>, full: bool },
    /// The item of the innermost enclosing splat.
    SplatItem,
    /// `name(a, b...)`; `name` has its namespace (`provider::terraform::encode_tfvars`).
    #[expect(missing_docs, reason = "named in the line above")]
    Call { name: Ident, arguments: Arc<[Expr]>, expand_last: bool },
    /// `!a`, `-a`
    Unary(UnaryOperator, Arc<Expr>),
    /// `a + b`
    Binary(BinaryOperator, Arc<Expr>, Arc<Expr>),
    /// `a ? b : c`
    Conditional(Arc<Expr>, Arc<Expr>, Arc<Expr>),
    /// `[for k, v in source : value if condition]`, `{for k, v in source : key => value... if condition}`
    For(Arc<ForExpr>),
    /// `(a)`
    Parenthesis(Arc<Expr>),
    /// Text that could not be parsed; a problem says why.
    Unreadable,
}

/// One entry of an object literal.
#[derive(Clone, Debug)]
pub struct ObjectItem {
    /// The key: a bare name is [`ExprKind::String`] of its text (with the name's span).
    pub key: Expr,
    /// The value.
    pub value: Expr,
}

/// A `for` expression.
#[derive(Clone, Debug)]
pub struct ForExpr {
    /// Name of the key or index, where two names are given.
    pub key_name: Option<Ident>,
    /// Name of the value.
    pub value_name: Ident,
    /// What is iterated.
    pub source: Expr,
    /// The key of an object result; `None` makes a tuple.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
    /// `...`: values with the same key are grouped.
    pub grouping: bool,
    /// `if condition`.
    pub condition: Option<Expr>,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum TemplatePart {
    /// Text, unescaped, after trim markers and heredoc unindentation took effect.
    Literal(Arc<str>, Span),
    /// `${expression}`
    Interpolation(Expr),
    /// `%{ if condition } … %{ else } … %{ endif }`
    #[expect(missing_docs, reason = "named after the directive's parts")]
    If { condition: Expr, then: Arc<[TemplatePart]>, otherwise: Arc<[TemplatePart]>, span: Span },
    /// `%{ for k, v in source } … %{ endfor }`
    #[expect(missing_docs, reason = "named after the directive's parts")]
    For { key_name: Option<Ident>, value_name: Ident, source: Expr, parts: Arc<[TemplatePart]>, span: Span },
}

/// `!`, `-`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// The binary operators, by HCL's precedence: `||` `&&` then `== !=` then `< <= > >=` then `+ -` then `* / %`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its sign")]
pub enum BinaryOperator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

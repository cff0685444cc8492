//! Addresses and references as Terraform writes them, taken apart.
//!
//! Knows their grammar only: whether something of that address is there is not its business.

/// One step of an address: `trail["eu"]` has the name `trail` and the key `["eu"]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment<'t> {
    pub(super) name: &'t str,
    /// With its brackets; empty where there is none.
    pub(super) key: &'t str,
    /// Behind the last byte of the segment within the whole.
    end: usize,
}

/// An address of a resource instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'t> {
    /// `module.a["x"].module.b`, empty for the root module.
    pub(super) module: &'t str,
    /// The address within its module, without the key: `aws_kms_key.k`, `data.aws_region.here`.
    pub(super) resource: &'t str,
    /// The instance key with its brackets, empty where there is none.
    pub(super) key: &'t str,
}

/// The steps of an address: dots inside of keys do not part them.
pub(super) fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    let (mut start, mut bracket, mut quoted, mut escaped) = (0, None, false, false);
    let mut push = |start: usize, bracket: Option<usize>, end: usize| {
        let bracket = bracket.unwrap_or(end);
        segments.push(Segment { name: &text[start..bracket], key: &text[bracket..end], end });
    };
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' if depth > 0 => quoted = !quoted,
            _ if quoted => {}
            b'[' => {
                bracket = bracket.or(Some(at));
                depth += 1;
            }
            b']' => depth = depth.saturating_sub(1),
            b'.' if depth == 0 => {
                push(start, bracket, at);
                (start, bracket) = (at + 1, None);
            }
            _ => {}
        }
    }
    push(start, bracket, text.len());
    segments
}

/// How many of the steps name modules.
fn module_steps(segments: &[Segment<'_>]) -> usize {
    segments.chunks_exact(2).take_while(|pair| pair[0].name == "module" && pair[0].key.is_empty()).count() * 2
}

/// Takes the address of a resource instance apart; `None` where it names no resource.
pub(super) fn split(text: &str) -> Option<Address<'_>> {
    let segments = segments(text);
    let modules = module_steps(&segments);
    let (module, rest) = match modules.checked_sub(1) {
        Some(last) => (&text[..segments[last].end], text.get(segments[last].end + 1..)?),
        None => ("", text),
    };
    let last = segments.get(modules + 1..)?.last()?;
    let resource = rest.strip_suffix(last.key)?;
    Some(Address { module, resource, key: last.key })
}

/// The path of a module's calls, without keys: `module.a["x"].module.b` is `a.b`.
pub(super) fn call_path(module: &str) -> String {
    let mut path = String::new();
    if module.is_empty() {
        return path;
    }
    for pair in segments(module).chunks_exact(2) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(pair[1].name);
    }
    path
}

/// The module that calls this one, and the call with its key; `None` for the root module.
pub(super) fn caller(module: &str) -> Option<(&str, Segment<'_>)> {
    let segments = segments(module);
    let call = *segments.last().filter(|_| !module.is_empty())?;
    let parent = match segments.len().checked_sub(3) {
        Some(last) => &module[..segments[last].end],
        None => "",
    };
    Some((parent, call))
}

/// An address within a module, as the whole plan knows it.
pub(super) fn within(module: &str, address: &str) -> String {
    if module.is_empty() { address.to_owned() } else { format!("{module}.{address}") }
}

/// What a reference of the configuration names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named<'t> {
    /// `var.name`
    Variable(&'t str),
    /// `module.name["key"].output`; no output where the whole call is named (or the key is an expression).
    Output(Segment<'t>, Option<&'t str>),
    /// A resource or data source.
    Resource {
        /// Without key: `aws_kms_key.k`, `data.aws_region.here`.
        resource: &'t str,
        /// With brackets, empty where there is none (or it is an expression).
        key: &'t str,
        /// Empty where the whole resource is named (or its key is an expression).
        attribute: &'t str,
        /// Whether the reference goes on inside of the attribute.
        deeper: bool,
    },
    /// `each.value`
    EachValue,
    /// Known whenever a plan is made: `each.key`, `count.index`, `path.module`, `terraform.workspace`.
    Known,
    /// A local (the plan does not say what it is made of), `self`, what is not known here.
    Opaque,
}

/// Takes a reference apart.
pub(super) fn named(text: &str) -> Named<'_> {
    let segments = segments(text);
    let second = segments.get(1).copied();
    match (segments[0].name, second) {
        ("var", Some(name)) => Named::Variable(name.name),
        ("module", Some(call)) => Named::Output(call, segments.get(2).map(|output| output.name)),
        ("each", Some(Segment { name: "value", .. })) => Named::EachValue,
        ("each" | "count" | "path" | "terraform", _) => Named::Known,
        ("local" | "self" | "ephemeral" | "module" | "var", _) | (_, None) => Named::Opaque,
        (first, Some(_)) => {
            let last = if first == "data" { 2 } else { 1 };
            let Some(name) = segments.get(last) else { return Named::Opaque };
            let attribute = segments.get(last + 1);
            Named::Resource {
                resource: &text[..name.end - name.key.len()],
                key: name.key,
                attribute: attribute.map_or("", |attribute| attribute.name),
                deeper: segments.len() > last + 2 || attribute.is_some_and(|it| !it.key.is_empty()),
            }
        }
    }
}

/// The references that are no beginning of another one: Terraform lists `k.arn` and `k` for `k.arn`.
pub(super) fn longest<'t>(references: &[&'t str]) -> Vec<&'t str> {
    let mut sorted = references.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let goes_on = |longer: &str, shorter: &str| {
        longer.strip_prefix(shorter).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    let beginnings: Vec<&str> =
        sorted.iter().copied().filter(|it| sorted.iter().any(|other| goes_on(other, it))).collect();
    let mut kept: Vec<&str> = Vec::new();
    for reference in references {
        if !beginnings.contains(reference) && !kept.contains(reference) {
            kept.push(reference);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        let cases = [
            ("aws_kms_key.k", ("", "aws_kms_key.k", "")),
            ("aws_kms_key.k[0]", ("", "aws_kms_key.k", "[0]")),
            ("data.aws_region.here", ("", "data.aws_region.here", "")),
            ("module.a.aws_kms_key.k", ("module.a", "aws_kms_key.k", "")),
            (
                "module.a[\"x.y]\\\"\"].module.b[1].data.t.n[\"k.0\"]",
                ("module.a[\"x.y]\\\"\"].module.b[1]", "data.t.n", "[\"k.0\"]"),
            ),
        ];
        for (text, (module, resource, key)) in cases {
            assert_eq!(split(text), Some(Address { module, resource, key }), "{text}");
        }
        for text in ["", "x", "module.a", "module.a.b"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn callers_of_modules() {
        let answer = |text| caller(text).map(|(parent, call)| (parent, call.name, call.key));
        assert_eq!(answer(""), None);
        assert_eq!(answer("module.a"), Some(("", "a", "")));
        assert_eq!(answer("module.a[0].module.b[\"k\"]"), Some(("module.a[0]", "b", "[\"k\"]")));
        assert_eq!(call_path("module.a[0].module.b[\"k\"]"), "a.b");
    }

    #[test]
    fn only_the_longest_references_count() {
        let given = ["var.on", "aws_kms_key.k[0].arn", "aws_kms_key.k[0]", "aws_kms_key.k", "aws_kms_key.k2"];
        assert_eq!(longest(&given), ["var.on", "aws_kms_key.k[0].arn", "aws_kms_key.k2"]);
    }

    #[test]
    fn references_are_named() {
        assert_eq!(named("var.a.b"), Named::Variable("a"));
        assert_eq!(named("each.value.x"), Named::EachValue);
        assert_eq!(named("count.index"), Named::Known);
        assert_eq!(named("local.x"), Named::Opaque);
        let Named::Output(call, output) = named("module.m[\"a\"].out") else { panic!("an output") };
        assert_eq!((call.name, call.key, output), ("m", "[\"a\"]", Some("out")));
        let expected = Named::Resource { resource: "data.t.n", key: "[0]", attribute: "list", deeper: true };
        assert_eq!(named("data.t.n[0].list[2].arn"), expected);
    }
}

//! What a table of the model is made of: types, fields, links. Knows no resource and no value.

use crate::resource::Language;

/// A type of the model: a table of fields.
#[derive(Debug)]
pub struct ModelType {
    /// Its name in rules: `trail`.
    pub name: &'static str,
    /// What it is, for people.
    pub documentation: &'static str,
    /// The Terraform resource types it is read from (`data.` before those of data sources).
    pub terraform: &'static [&'static str],
    /// The CloudFormation resource types it is read from.
    pub cloudformation: &'static [&'static str],
    /// How a literal names one of them.
    pub named_by: &'static [By],
    /// Whether rules about it are asked only where a trail leads to it.
    pub only_in_scope: bool,
    /// Its fields.
    pub fields: &'static [Field],
    /// What it refers to, and what refers to it.
    pub links: &'static [Link],
}

/// A field of a model type: one row.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in rules.
    pub name: &'static str,
    /// Its type.
    pub kind: FieldKind,
    /// The Terraform argument or block, with dots through nested blocks; empty where the resource itself cannot say
    /// it in one way that holds today ([`Field::sources`] may say it).
    pub terraform: &'static str,
    /// The CloudFormation property, with dots for nested ones; empty where the language cannot say it.
    pub cloudformation: &'static str,
    /// What holds in Terraform where the argument is not written.
    pub terraform_default: Default,
    /// What holds in CloudFormation where the property is not written.
    pub cloudformation_default: Default,
    /// Where else it is said. Companions win over the field's own argument, and that over other forms in the same
    /// resource; what comes first wins.
    pub sources: &'static [Source],
    /// What it is, for people.
    pub documentation: &'static str,
}

/// Another place where a field is said: an older form in the same resource, or a companion resource.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// In which language.
    pub side: Side,
    /// The companion's resource type; empty for the resource itself.
    pub resource: &'static str,
    /// The companion's argument that refers to the entity.
    pub via: &'static str,
    /// Where the value is, with dots through nested blocks.
    pub path: &'static str,
    /// What holds where the companion is there and does not write it; null: what the other places say.
    pub default: Default,
    /// How it is read.
    pub reading: Reading,
}

/// A language, plans being Terraform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Terraform.
    Terraform,
    /// CloudFormation.
    CloudFormation,
}

/// How an older form is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As it stands.
    Plain,
    /// A boolean: `Enabled` where it is true, that word where it is not.
    EnabledOr(&'static str),
    /// That word where it is there.
    Presence(&'static str),
    /// False where it is there: what a block does not say is off.
    FalseIfThere,
    /// A boolean: `ENABLED` or `DISABLED`.
    UpperEnabled,
    /// `Enabled` as a boolean.
    Enabled,
    /// CloudFormation's word for a canned ACL, as the API has it.
    CannedAcl,
    /// A boolean that says the opposite.
    Negated,
}

/// What holds where a field is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// It is not set.
    Null,
    /// That boolean.
    Bool(bool),
    /// That number.
    Number(i64),
    /// That string.
    String(&'static str),
    /// An empty list.
    Empty,
    /// The service or the provider makes one up: set, not known.
    Computed,
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub enum FieldKind {
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list of strings.
    Strings,
    /// A map or object that is passed on as it stands.
    Map,
    /// A map of tags: CloudFormation's list of keys and values becomes one.
    Tags,
    /// A policy document: a string of JSON or an object.
    Document,
    /// Blocks or objects with fields of their own.
    Objects(&'static [Field]),
}

/// From one entity to others.
#[derive(Debug)]
pub struct Link {
    /// Its name in rules: `trail.bucket`.
    pub name: &'static str,
    /// Which kind.
    pub kind: LinkKind,
    /// The field whose value refers, with a dot into the objects of a list; empty for links that lead back.
    pub field: &'static str,
    /// The model type it leads to.
    pub target: &'static str,
    /// Whether what it leads to is in scope where this entity is.
    pub carries_scope: bool,
    /// What it is, for people.
    pub documentation: &'static str,
}

/// The kinds of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// To the one that a field names: an entity, null, or unknown where it is elsewhere.
    One,
    /// To those that a list names; the items of the list that lead nowhere are unknown.
    Several,
    /// To those that the rule of a composite alarm names: `ALARM("name") OR ALARM("arn:…")`.
    InRule,
    /// From all entities of the target type whose link of that name leads here.
    Back(&'static str),
    /// To all that have the same values: fields of the objects in [`Link::field`] and of the target.
    Alike(&'static [(&'static str, &'static str)]),
}

/// How a literal names an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The literal is the value of that field.
    Field(&'static str),
    /// The literal is an ARN, and what comes after that text is the value of that field.
    ArnEnding(&'static str, &'static str),
    /// The literal is an ARN, and what comes after the last of that text is the value of that field.
    ArnLast(&'static str, &'static str),
}

/// The first name of a path with dots, and what is behind it. Such paths are short: to look at each byte costs less than
/// to begin a search.
pub fn first_of(path: &str) -> (&str, &str) {
    match path.bytes().position(|byte| byte == b'.') {
        Some(end) => (&path[..end], &path[end + 1..]),
        None => (path, ""),
    }
}

impl ModelType {
    /// The field of that name, those that every entity has included.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().chain(super::tables::COMMON).find(|field| field.name == name)
    }

    /// The link of that name.
    pub fn link(&self, name: &str) -> Option<&'static Link> {
        self.links.iter().find(|link| link.name == name)
    }

    /// The link whose completeness is asked for: `policies` for `policies_complete`.
    pub fn complete(&self, name: &str) -> Option<&'static Link> {
        let link = self.link(name.strip_suffix("_complete")?)?;
        matches!(link.kind, LinkKind::Back(_) | LinkKind::Alike(_)).then_some(link)
    }

    /// The name of a list of them: `trails`, `key_aliases`.
    pub fn plural(&self) -> String {
        let name = self.name;
        match (name.strip_suffix('y'), name.ends_with(['s', 'x'])) {
            (Some(stem), _) if !stem.ends_with('e') => format!("{stem}ies"),
            (_, true) => format!("{name}es"),
            _ => format!("{name}s"),
        }
    }
}

impl Link {
    /// The name of the field that it is read from, without what is inside of it; empty for links that lead back.
    pub fn field_read(&self) -> &'static str {
        first_of(self.field).0
    }
}

impl Side {
    /// The side of a language.
    pub fn of(language: Language) -> Side {
        match language {
            Language::Terraform | Language::TerraformPlan => Side::Terraform,
            Language::CloudFormation => Side::CloudFormation,
        }
    }
}

impl Field {
    /// Its name in a language: of the resource's own argument, else of the first other place; empty where the
    /// language cannot say it.
    pub fn name_in(&self, language: Language) -> &'static str {
        let own = self.own_name_in(language);
        if !own.is_empty() {
            return own;
        }
        self.sources_in(language).next().map_or("", |source| source.path)
    }

    /// The resource's own argument in a language.
    pub fn own_name_in(&self, language: Language) -> &'static str {
        match Side::of(language) {
            Side::Terraform => self.terraform,
            Side::CloudFormation => self.cloudformation,
        }
    }

    /// The other places in a language.
    pub fn sources_in(&self, language: Language) -> impl DoubleEndedIterator<Item = &'static Source> {
        let side = Side::of(language);
        self.sources.iter().filter(move |source| source.side == side)
    }

    /// The first companion resource that says it in a language.
    pub fn companion_in(&self, language: Language) -> Option<&'static Source> {
        self.sources_in(language).find(|source| !source.resource.is_empty())
    }

    /// What holds in a language where it is not written.
    pub fn default_in(&self, language: Language) -> Default {
        match Side::of(language) {
            Side::Terraform => self.terraform_default,
            Side::CloudFormation => self.cloudformation_default,
        }
    }

    /// The same row with another default in CloudFormation.
    #[must_use]
    pub const fn cloudformation_default(mut self, default: Default) -> Self {
        self.cloudformation_default = default;
        self
    }

    /// The same row, said in these other places too.
    #[must_use]
    pub const fn or_in(mut self, sources: &'static [Source]) -> Self {
        self.sources = sources;
        self
    }
}

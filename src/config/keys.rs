//! The keys of the configuration file: their names, what they take, what they mean. One table for the check of a file,
//! its JSON Schema and its documentation. Keys are spelt like the options of the command, with hyphens.

use regex::Regex;

/// What a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// `true`, for what cannot be turned off.
    AlwaysTrue,
    /// A whole number, at least that.
    Number(u32),
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A text.
    Text(Form),
    /// A list of those.
    List(&'static Kind),
    /// A text or a list of texts.
    OneOrList(&'static Kind),
    /// A mapping with names of the writer's.
    Map(&'static Kind),
    /// A mapping with these keys.
    Object(&'static Shape),
    /// A scalar, a list or a mapping: what a variable takes.
    Value,
}

/// What a text must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Anything that is not empty.
    Any,
    /// A path, from the folder of the file that writes it.
    Path,
    /// A pattern of paths, likewise.
    Glob,
    /// A rule's id or a group's name.
    RuleOrGroup,
    /// A rule's id.
    Rule,
    /// Twelve digits. Digits without quotes are meant, too.
    Account,
    /// A region's name.
    Region,
    /// A range of versions.
    Version,
}

/// Of free text: something.
pub(super) const ANYTHING: &str = r"\S";

impl Form {
    /// What it is, for people.
    pub fn name(self) -> &'static str {
        match self {
            Form::Any => "a text",
            Form::Path => "a path",
            Form::Glob => "a pattern of paths",
            Form::RuleOrGroup => "a rule or group",
            Form::Rule => "a rule",
            Form::Account => "an account id of twelve digits",
            Form::Region => "a region such as `eu-central-1`",
            Form::Version => "a range of versions such as `>=0.1, <1`",
        }
    }

    /// Whether a text is one.
    pub fn fits(self, text: &str) -> bool {
        // most texts are free, and a pattern costs more to compile than all the rest of the check
        match self.pattern() {
            ANYTHING => !text.trim().is_empty(),
            pattern => Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text)),
        }
    }

    /// The regular expression that a text of it matches.
    pub fn pattern(self) -> &'static str {
        match self {
            Form::Any | Form::Path | Form::Glob => ANYTHING,
            Form::RuleOrGroup => r"^[a-z0-9-]+(/[a-z0-9-]+){0,2}$",
            Form::Rule => r"^[a-z0-9-]+/[a-z0-9-]+$",
            Form::Account => r"^[0-9]{12}$",
            Form::Region => r"^[a-z]{2,4}(-[a-z]+)+-[0-9]+$",
            Form::Version => {
                r"^ *(>=|<=|>|<|=|\^|~>|~)? *[0-9]+(\.[0-9]+){0,2} *(, *(>=|<=|>|<|=|\^|~>|~)? *[0-9]+(\.[0-9]+){0,2} *)*$"
            }
        }
    }
}

/// A mapping's keys.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Its keys.
    pub keys: &'static [Key],
    /// Those that must be there.
    pub required: &'static [&'static str],
    /// Keys of which one must be there, with those that do not go with it; none: no such choice.
    pub one_of: &'static [(&'static str, &'static [&'static str])],
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it means.
    pub documentation: &'static str,
}

const fn key(name: &'static str, kind: Kind, documentation: &'static str) -> Key {
    Key { name, kind, documentation }
}

const TEXT: Kind = Kind::Text(Form::Any);
const PATH: Kind = Kind::Text(Form::Path);
const GLOBS: Kind = Kind::List(&Kind::Text(Form::Glob));
const RULES_OR_GROUPS: Kind = Kind::List(&Kind::Text(Form::RuleOrGroup));
const SEVERITY: Kind = Kind::Choice(&["info", "low", "medium", "high", "critical"]);
const REGION: Key = key("region", Kind::Text(Form::Region), "the region that it is deployed to");
const ACCOUNT: Key =
    key("account", Kind::Text(Form::Account), "the id of the account that it is deployed to");
const PARTITION: Key = key(
    "partition",
    Kind::Choice(&[
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
    ]),
    "the partition that it is deployed to",
);
const SELECT: Key = key("select", RULES_OR_GROUPS, "rules and groups that run, and no others");
const IGNORE: Key = key("ignore", RULES_OR_GROUPS, "rules and groups that do not run");
const RULES: Key =
    key("rules", Kind::Map(&Kind::Object(&RULE)), "what rules are told, by id: severity and parameters");

const RULE: Shape = Shape {
    keys: &[
        key("severity", SEVERITY, "how bad its failures are"),
        key(
            "parameters",
            Kind::Map(&Kind::Value),
            "its parameters by name: `trailguard explain RULE` lists them",
        ),
    ],
    required: &[],
    one_of: &[],
};

const OVERRIDE: Shape = Shape {
    keys: &[key("paths", GLOBS, "of which units and files: patterns"), SELECT, IGNORE, RULES],
    required: &["paths"],
    one_of: &[],
};

const ACCOUNT_GROUP: Shape = Shape {
    keys: &[
        key("name", TEXT, "the account's name"),
        key("paths", GLOBS, "the units that are deployed to it: patterns"),
        ACCOUNT,
        REGION,
        PARTITION,
    ],
    required: &["name", "paths"],
    one_of: &[],
};

const TERRAFORM_ONLY: &[&str] = &["var-files", "variables", "workspace"];
const CLOUDFORMATION_ONLY: &[&str] = &["parameters", "parameters-file"];

const DEPLOYMENT: Shape = Shape {
    keys: &[
        key("name", TEXT, "its name, which findings carry"),
        key("root", PATH, "the folder of a Terraform root module"),
        key("template", PATH, "the file of a CloudFormation template"),
        key("var-files", Kind::List(&PATH), "Terraform variables files, the last one wins"),
        key("variables", Kind::Map(&Kind::Value), "Terraform variables; they win over the files"),
        key("workspace", TEXT, "the Terraform workspace"),
        key("parameters", Kind::Map(&Kind::Value), "CloudFormation parameters; they win over the files"),
        key(
            "parameters-file",
            Kind::OneOrList(&PATH),
            "files of CloudFormation parameters, the last one wins",
        ),
        REGION,
        ACCOUNT,
        PARTITION,
    ],
    required: &["name"],
    one_of: &[("root", CLOUDFORMATION_ONLY), ("template", TERRAFORM_ONLY)],
};

const ORGANIZATION_TRAIL: Shape = Shape {
    keys: &[
        key("name", TEXT, "its name"),
        key("arn", TEXT, "its ARN"),
        key("account", Kind::Text(Form::Account), "the account that owns it"),
        key("home-region", Kind::Text(Form::Region), "the region it was made in"),
        key("bucket", TEXT, "the bucket that its log files go to"),
        key("kms-key", TEXT, "the key that encrypts its log files"),
    ],
    required: &[],
    one_of: &[("name", &[]), ("arn", &[])],
};

const SUPPRESSIONS: Shape = Shape {
    keys: &[
        key("require-reason", Kind::AlwaysTrue, "a suppression says why; this is always so"),
        key("longest-expiry", Kind::Number(1), "days from today within which every suppression must end"),
        key("not-ignorable", RULES_OR_GROUPS, "rules and groups that no comment silences"),
    ],
    required: &[],
    one_of: &[],
};

/// The keys of the file.
pub const FILE: Shape = Shape {
    keys: &[
        key(
            "required-version",
            Kind::Text(Form::Version),
            "the versions of trailguard that may read this file",
        ),
        key("extends", Kind::OneOrList(&PATH), "files whose keys hold where this one does not say otherwise"),
        key(
            "locked",
            Kind::List(&TEXT),
            "keys that files which extend this one may not set; `a.b` for key `b` in `a`",
        ),
        key("include", GLOBS, "paths that are reported on, and no others: patterns"),
        key("exclude", GLOBS, "paths that are not reported on: patterns"),
        key("profile", Kind::Choice(&["default", "extended"]), "which rules run without being selected"),
        key("frameworks", Kind::List(&TEXT), "frameworks whose rules run, too"),
        SELECT,
        IGNORE,
        RULES,
        key(
            "overrides",
            Kind::List(&Kind::Object(&OVERRIDE)),
            "what is otherwise in some paths; the last one wins",
        ),
        key("fail-on", SEVERITY, "the lowest severity that fails the run"),
        key(
            "unknown",
            Kind::Choice(&["warn", "fail", "ignore"]),
            "what to do with what the files do not decide",
        ),
        key(
            "scope",
            Kind::Choice(&["files", "account"]),
            "whether these files are all there is in the account",
        ),
        key("accounts", Kind::List(&Kind::Object(&ACCOUNT_GROUP)), "units that are deployed to one account"),
        key("context", Kind::List(&PATH), "files and folders that are read, and not reported on"),
        REGION,
        ACCOUNT,
        PARTITION,
        key(
            "deployments",
            Kind::List(&Kind::Object(&DEPLOYMENT)),
            "the ways in which root modules and templates are deployed",
        ),
        key(
            "organization-trail",
            Kind::Object(&ORGANIZATION_TRAIL),
            "a trail of the organization that lives elsewhere and records this account",
        ),
        key(
            "suppressions",
            Kind::Object(&SUPPRESSIONS),
            "what a comment that silences a finding must keep to",
        ),
        key("baseline", PATH, "the file with findings that were there before: they are not reported"),
        key("rules-folders", Kind::List(&PATH), "folders with rules of your own"),
        key(
            "import-ignores",
            Kind::List(&Kind::Choice(crate::rule::PEERS)),
            "other linters whose suppressions count for the rules that ask the same",
        ),
    ],
    required: &[],
    one_of: &[],
};

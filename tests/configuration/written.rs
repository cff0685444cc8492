//! What is written: texts that nothing is wrong with, and texts that something is wrong with.

use super::faults_of;

/// How a bad configuration can be told to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// By its form: the schema refuses it, too.
    ByForm,
    /// By its meaning: rules, files, versions, or text that no tree shows.
    ByMeaning,
}

/// Configurations that nothing is wrong with.
pub const GOOD: &[&str] = &[
    "",
    "# nothing\n",
    "{}",
    "profile: extended\nframeworks: [cis-aws-5.0]\nfail-on: high\nunknown: fail\nscope: account\n",
    "select: [trail, bucket/tls-only]\nignore: [trail/tags]\n",
    "include: [infra, \"infra/**\"]\nexclude: [\"**/legacy\", \"*.tf\"]\n",
    "rules:\n  trail/multi-region: {severity: low}\n  log-group/retention: {parameters: {min_days: 90}}\n",
    "rules:\n  trail/tags: {parameters: {required: [Owner, 111122223333]}}\n",
    "rules: {}\noverrides: []\n",
    "account: 012345678901\n",
    "account: 111122223333\npartition: aws-us-gov\nregion: us-gov-west-1\n",
    "account: \"012345678901\"\nregion: eu-central-1\n",
    "accounts: [{name: a, paths: [a/**], account: 111122223333, region: eu-west-1, partition: aws}]\n",
    "deployments:\n  - {name: on, root: infra, workspace: no, variables: {a: true, b: [1, x], c: {d: null}}}\n  - {name: x, template: t.yaml, parameters: {A: 1.10}}\n",
    "deployments: [{name: x, root: infra, var-files: [infra/x.tfvars], account: 012345678901}]\n",
    "deployments: [{name: x, template: t.yaml, parameters-file: p.json}]\n",
    "deployments: [{name: x, template: t.yaml, parameters-file: [p.json, p.json]}]\n",
    "organization-trail: {name: org}\n",
    "organization-trail: {name: org, arn: \"arn:aws:cloudtrail:eu-west-1:111122223333:trail/org\", home-region: eu-west-1, account: 111122223333, bucket: b, kms-key: k}\n",
    "suppressions: {require-reason: yes, longest-expiry: 90, not-ignorable: [trail]}\n",
    "required-version: \">=0.1, <9\"\n",
    "required-version: ^0.1\n",
    "required-version: 0.1\n",
    "overrides: [{paths: [a], select: [key], ignore: [key/rotation], rules: {key/rotation: {severity: info}}}]\n",
    "extends: base.yaml\nlocked: [suppressions, rules.trail/tags]\n",
    "extends: [base.yaml]\ncontext: [infra]\nrules-folders: [infra]\n",
    "rules:\noverrides:\nextends:\norganization-trail:\ndeployments:\nsuppressions:\n",
    "select: &x [trail]\nignore: *x\n",
];

/// Configurations that something is wrong with, and all that is.
pub const BAD: &[(&str, Judged, &[&str])] = &[
    ("- a\n", Judged::ByForm, &["1:1 `the file` must be a mapping, and this is a list"]),
    ("exlude: [a]\n", Judged::ByForm, &["1:1 `exlude` is not a key here (did you mean `exclude`?)"]),
    (
        "failOn: high\nfail_on: high\n",
        Judged::ByForm,
        &[
            "1:1 `failOn` is not a key here (did you mean `fail-on`?)",
            "2:1 `fail_on` is not a key here (did you mean `fail-on`?)",
        ],
    ),
    (
        "fail-on: hihg\n",
        Judged::ByForm,
        &["1:10 `hihg` is not `info`, `low`, `medium`, `high` or `critical` (did you mean `high`?)"],
    ),
    ("fail-on: no\n", Judged::ByForm, &["1:10 `no` is not `info`, `low`, `medium`, `high` or `critical`"]),
    ("unknown: on\n", Judged::ByForm, &["1:10 `on` is not `warn`, `fail` or `ignore`"]),
    (
        "select: trail\n",
        Judged::ByForm,
        &["1:9 `select` must be a list, and this is a text (write `[trail]`)"],
    ),
    (
        "select: [trail/multi-regoin]\n",
        Judged::ByMeaning,
        &["1:10 there is no rule or group `trail/multi-regoin` (did you mean `trail/multi-region`?)"],
    ),
    (
        "rules: {trail/multi-region: {severity: off}}\n",
        Judged::ByForm,
        &[
            "1:40 `off` is not `info`, `low`, `medium`, `high` or `critical` (to turn a rule off, write its id in `ignore`)",
        ],
    ),
    (
        "rules: {trail: {severity: low}}\n",
        Judged::ByMeaning,
        &["1:9 there is no rule `trail` (`trail` is a group: name its rules, `trail/…`)"],
    ),
    (
        "rules: {log-group/retention: {parameters: {min-days: 90}}}\n",
        Judged::ByMeaning,
        &["1:44 rule `log-group/retention` has no parameter `min-days` (did you mean `min_days`?)"],
    ),
    (
        "rules: {log-group/retention: {parameters: {min_days: \"90\"}}}\n",
        Judged::ByMeaning,
        &["1:54 `min_days` must be a number, and this is a text in quotes"],
    ),
    (
        "rules: {trail/tags: {parameters: {required: Owner}}}\n",
        Judged::ByMeaning,
        &["1:45 `required` must be a list of strings, and this is a text"],
    ),
    (
        "account: 12345678901\n",
        Judged::ByMeaning,
        &["1:10 `12345678901` is not an account id of twelve digits (account ids keep their leading zeros)"],
    ),
    (
        "account: \"1234\"\nregion: frankfurt\n",
        Judged::ByForm,
        &[
            "1:10 `1234` is not an account id of twelve digits (account ids keep their leading zeros)",
            "2:9 `frankfurt` is not a region such as `eu-central-1`",
        ],
    ),
    ("deployments: [{root: infra}]\n", Judged::ByForm, &["1:16 `name` is missing"]),
    ("deployments: [{name: a}]\n", Judged::ByForm, &["1:16 one of `root` and `template` is missing"]),
    (
        "deployments: [{name: a, root: infra, template: t.yaml}]\n",
        Judged::ByForm,
        &["1:38 `root` and `template` do not go together"],
    ),
    (
        "deployments: [{name: a, root: infra, parameters: {A: b}}]\n",
        Judged::ByForm,
        &["1:38 `parameters` does not go with `root`"],
    ),
    (
        "deployments: [{name: a, root: infra, var-files: [infra/y.tfvars]}]\n",
        Judged::ByMeaning,
        &["1:50 `infra/y.tfvars` is not there: no such file or folder"],
    ),
    (
        "deployments: [{name: a, root: infra}, {name: a, root: infra}]\n",
        Judged::ByMeaning,
        &["1:46 there are two deployments `a` (give them different names)"],
    ),
    (
        "deployments: [{name: a, root: infra, variables: {on: yes}}]\n",
        Judged::ByMeaning,
        &[
            "1:54 `yes` is not clear: YAML 1.1 takes it for a boolean, YAML 1.2 for a text (write `true` or `false`, or `\"yes\"` in quotes)",
        ],
    ),
    (
        "suppressions: {require-reason: false}\n",
        Judged::ByForm,
        &["1:32 `require-reason` must be `true`: it cannot be turned off, and this is a boolean"],
    ),
    ("suppressions: {longest-expiry: 0}\n", Judged::ByForm, &["1:32 `0` is not a whole number from 1"]),
    (
        "suppressions: {longest-expiry: 90d}\n",
        Judged::ByForm,
        &["1:32 `longest-expiry` must be a whole number, and this is a text"],
    ),
    ("organization-trail: {}\n", Judged::ByForm, &["1:21 one of `name` and `arn` is missing"]),
    ("overrides: [{ignore: [trail]}]\n", Judged::ByForm, &["1:14 `paths` is missing"]),
    (
        "exclude: [\"a[\"]\n",
        Judged::ByMeaning,
        &["1:11 `a[` is not a pattern of paths: unclosed character class; missing ']'"],
    ),
    ("exclude: [\"\"]\n", Judged::ByForm, &["1:11 `` is not a pattern of paths"]),
    (
        "required-version: latest\n",
        Judged::ByForm,
        &["1:19 `latest` is not a range of versions such as `>=0.1, <1`"],
    ),
    (
        "required-version: \">=3\"\n",
        Judged::ByMeaning,
        &[
            "1:19 this file asks for trailguard `>=3`, and this is trailguard 0.1.0 (install a version that the file asks for)",
        ],
    ),
    (
        "profile: default\nprofile: extended\n",
        Judged::ByMeaning,
        &[
            "2:1 key `profile` stands twice in one mapping, first on line 1 (keep one of them: readers disagree about which one counts)",
        ],
    ),
    ("profile: [\n", Judged::ByForm, &["1:10 `[` is never closed"]),
    ("extends: .trailguard.yaml\n", Judged::ByMeaning, &["1:10 `/w/.trailguard.yaml` extends itself"]),
    (
        "extends: nowhere.yaml\n",
        Judged::ByMeaning,
        &["1:10 `/w/nowhere.yaml` cannot be read: no such file or directory"],
    ),
    ("context: [nowhere]\n", Judged::ByMeaning, &["1:11 `nowhere` is not there: no such file or folder"]),
    (
        "locked: [supressions]\n",
        Judged::ByMeaning,
        &["1:10 `supressions` is not a key here (did you mean `suppressions`?)"],
    ),
];

#[test]
fn everything_that_is_wrong_is_told_in_its_place() {
    let mut wrong = Vec::new();
    for (text, _, wanted) in BAD {
        let found = faults_of(text);
        if found != *wanted {
            wrong.push(format!("{text}  wanted {wanted:#?}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! What CloudFormation refuses, and what it takes that looks alike.

use super::*;

/// More parameters, conditions and properties of a trail, and what is told of them.
const WORDS: &[(&str, &str, &str, Option<&str>)] = &[
    ("  Q: {Type: Boolean}\n", "", "", Some("parameter `Q` has the type `Boolean`")),
    ("  Q: {Type: Strng}\n", "", "", Some("parameter `Q` has the type `Strng`")),
    ("  Q: {Default: x}\n", "", "", Some("parameter `Q` has no `Type`")),
    ("  Q: {Type: 'List<AWS::EC2::Subnet::Id>'}\n  R: {Type: AWS::EC2::VPC::Id}\n", "", "", None),
    ("  Q-1: {Type: String}\n", "", "", Some("`Q-1` has other characters")),
    (
        "  Q: {Type: String, Default: ab, AllowedPattern: '[a-z]'}\n",
        "",
        "",
        Some("`ab` is not of the allowed"),
    ),
    ("  Q: {Type: String, Default: ab, AllowedPattern: '^[a-z]+$'}\n", "", "", None),
    ("  Q: {Type: String, Default: ab, AllowedPattern: '(?!x).*'}\n", "", "", None),
    (
        "  Q: {Type: String, Default: ab, MaxLength: 1}\n",
        "",
        "",
        Some("`ab` is longer than the largest length"),
    ),
    (
        "  Q: {Type: String, Default: '', MinLength: '1'}\n",
        "",
        "",
        Some("`` is shorter than the least length"),
    ),
    ("  Q: {Type: Number, Default: 1, MinValue: 1, MaxValue: 2}\n", "", "", None),
    ("  Q: {Type: Number, Default: 3, MaxValue: 2}\n", "", "", Some("`3` is more than the largest value")),
    ("", "  D: !And [!Condition C]\n", "", Some("`Fn::And` takes two to ten conditions, not 1")),
    ("", "  D: !Or [!Condition C, !Not [!Condition C]]\n", "", None),
    ("", "", "      S3BucketName: !GetAtt B.Name\n", Some("`B` has no attribute `Name`")),
    ("", "", "      KMSKeyId: !Sub '${K.Id}'\n", Some("`K` has no attribute `Id`")),
    (
        "",
        "",
        "      KMSKeyId: !GetAtt K.Arn\n      S3BucketName: !Select [0, !Split ['.', !GetAtt B.DomainName]]\n",
        None,
    ),
];

#[test]
fn what_cloudformation_refuses_by_its_words_is_told() {
    let with = |parameters: &str, conditions: &str, properties: &str| {
        format!(
            "Parameters:\n  P: {{Type: String, Default: a}}\n{parameters}Conditions:\n  C: !Equals [!Ref P, a]\n{conditions}\
             Resources:\n  B: {{Type: AWS::S3::Bucket}}\n  K: {{Type: AWS::KMS::Key}}\n  T:\n    \
             Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n{properties}"
        )
    };
    let refused = |parameters: &str, conditions: &str, properties: &str| {
        let found = problems(&unit(&with(parameters, conditions, properties)));
        found.into_iter().find(|it| it.contains("CloudFormation refuses the template"))
    };
    for (parameters, conditions, properties, expected) in WORDS {
        let found = refused(parameters, conditions, properties);
        let is_expected = match (&found, expected) {
            (Some(found), Some(expected)) => found.contains(expected),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        assert!(is_expected, "{parameters}{conditions}{properties}: {found:?}");
    }
}

/// The problems of a template that are errors, then the others.
fn refusals(text: &str) -> (Vec<String>, Vec<String>) {
    let is_error = |problem: &&crate::source::Problem| problem.kind != ProblemKind::Evaluation;
    let unit = unit(text);
    let (errors, notes): (Vec<_>, Vec<_>) = unit.problems.iter().partition(is_error);
    let messages =
        |problems: Vec<&crate::source::Problem>| problems.iter().map(|it| it.message.clone()).collect();
    (messages(errors), messages(notes))
}

/// The trail that every template here has.
const A_TRAIL: &str = "  T: {Type: AWS::CloudTrail::Trail, Properties: {S3BucketName: b}}\n";

fn with(head: &str, resources: &str, tail: &str) -> String {
    format!("{head}Resources:\n{A_TRAIL}{resources}{tail}")
}

/// Head, more resources, tail, and the error that is told of them.
const SECTIONS: &[(&str, &str, &str, Option<&str>)] = &[
    (
        "AWSTemplateFormatVersion: 2010-09-09\nDescription: d\nMetadata: {a: [b]}\nHooks: {}\n",
        "",
        "Outputs: {}\n",
        None,
    ),
    (
        "AWSTemplateFormatVersion: 2010-09-09-OC\nOrganizationBinding: !Ref X\n",
        "  B: {Type: AWS::S3::Bucket, OrganizationBinding: !Ref X}\n",
        "",
        None,
    ),
    ("U: {Type: AWS::CloudTrail::Trail}\n", "", "", Some("resource `U` stands at the top of the template")),
    ("AWSTemplateFormatVersion: '2010-09-10'\n", "", "", Some("no format version but `2010-09-09`")),
    ("Description: [a]\n", "", "", Some("the description of the template is no text")),
    ("Description:\n", "", "", Some("the description of the template is no text")),
    ("Description: 5\n", "", "", None),
    ("Parameter: {P: {Type: String}}\n", "", "", Some("`Parameter` is no section")),
    ("Output: {O: {Value: v}}\n", "", "", Some("`Output` is no section")),
    ("Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Timeout: 3}}\n", "", "", None),
    ("", "", "Outputs: {O: {Description: d}}\n", Some("output `O` has no `Value`")),
    ("", "", "Outputs: {O: v}\n", Some("output `O` has no `Value`")),
    ("", "", "Outputs: {O: {Value: [a]}}\n", Some("the value of output `O` is no text")),
    ("", "", "Outputs: {O: {Value: {a: b}}}\n", Some("the value of output `O` is no text")),
    ("", "", "Outputs: {O: {Value: }}\n", Some("the value of output `O` is no text")),
    ("", "", "Outputs: {O: {Value: {'Fn::Join': ['', [a]]}}}\n", None),
    ("", "", "Outputs: !Transform {Name: AWS::Include, Parameters: {Location: s3://b/o}}\n", None),
    ("", "", "Outputs: [O]\n", Some("`Outputs` is no mapping of names")),
    ("Parameters:\n", "", "", Some("`Parameters` is no mapping of names")),
    ("Output: {O: {Value: v}}\n", "", "Outputs: {P: {Value: v}}\n", Some("`Output` is no section")),
    ("Description: !Sub d\n", "", "", Some("the description of the template is no text")),
    ("Parameters: {P: String}\n", "", "", Some("parameter `P` is no mapping")),
    ("Parameters: {P: {Type: String, Defalt: a}}\n", "", "", Some("parameter `P` has no `Defalt`")),
    (
        "Parameters: {P: {Type: String, AllowedValues: a}}\n",
        "",
        "",
        Some("the allowed values of parameter `P`"),
    ),
    (
        "Parameters: {P: {Type: List<String>, NoEcho: true, MinLength: 1, ConstraintDescription: c}}\n",
        "",
        "",
        None,
    ),
    ("Parameters: {T: {Type: String}}\n", "", "", Some("`T` is a parameter and a resource")),
    ("", "  Q: {Type: AWS::SQS::Queue, DeletionPolicy: Keep}\n", "", Some("`DeletionPolicy` of `Q`")),
    ("", "  Q: {Type: AWS::RDS::DBInstance, DeletionPolicy: Snapshot}\n", "", None),
    ("", "  B: {Type: AWS::S3::Bucket, DeletionPolicy: Snapshot}\n", "", Some("`DeletionPolicy` of `B`")),
    ("", "  R: {Type: AWS::Config::ConfigRule, Controls: [a]}\n", "", None),
    ("", "  B: {Type: AWS::S3::Bucket, Controls: [a]}\n", "", Some("`Controls` stands beside")),
    (
        "",
        "  B: {Type: AWS::S3::Bucket, DependsOn: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://b/o}}}}\n",
        "",
        None,
    ),
    ("Mappings: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://b/m}}}\n", "", "", None),
    ("Mappings: !Transform {Name: AWS::Include, Parameters: {Location: s3://b/m}}\n", "", "", None),
    (
        "Conditions: !Transform {Name: AWS::Include, Parameters: {Location: s3://b/c}}\n",
        "",
        "Outputs: {O: {Value: v, Condition: X}}\n",
        None,
    ),
    ("Conditions: {C: !Equals [a, ~]}\n", "", "", Some("a value is null")),
    (
        "Conditions: {C: !If [D, a, b], D: !Equals [a, b]}\n",
        "",
        "",
        Some("condition `C` is what `Fn::If` gives"),
    ),
    ("Conditions: {C: !Contains [[a], a]}\n", "", "", Some("condition `C` is what `Fn::Contains` gives")),
    ("Transform: []\n", "", "", None),
    ("", "", "Outputs: {O: {Value: v, Export: {Name: n}}}\n", None),
    (
        "",
        "",
        "Outputs: {O: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://b/o}}}}\n",
        None,
    ),
    ("", "  B: {Type: AWS::S3::Bucket, DeletionPolicy: Keep}\n", "", Some("`DeletionPolicy` of `B` is none")),
    ("", "  B: {Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate}\n", "", None),
    (
        "",
        "  B: {Type: AWS::S3::Bucket, UpdateReplacePolicy: RetainExceptOnCreate}\n",
        "",
        Some("`UpdateReplacePolicy` of `B`"),
    ),
    ("Parameters: {P: {Type: String}}\n", "  B: {Type: AWS::S3::Bucket, DeletionPolicy: !Ref P}\n", "", None),
    ("", "  B: {Type: AWS::S3::Bucket, DependsOn: !Ref T}\n", "", Some("`DependsOn` of `B` is no name")),
    ("", "  B: {Type: AWS::S3::Bucket, DependsOn: [T, !Ref T]}\n", "", Some("`DependsOn` of `B` is no name")),
    ("", "  B: {Type: AWS::S3::Bucket, DependsOn: }\n", "", Some("`DependsOn` of `B` is no name")),
    ("", "  B: {Type: AWS::S3::Bucket, DependsOn: {a: T}}\n", "", Some("`DependsOn` of `B` is no name")),
    (
        "",
        "  B: {Type: AWS::S3::Bucket, DependsOn: [T]}\n  C: {Type: AWS::S3::Bucket, DependsOn: []}\n",
        "",
        None,
    ),
    (
        "Conditions: {C: !Equals [a, a]}\n",
        "  B: {Type: AWS::S3::Bucket, Condition: [C]}\n",
        "",
        Some("`Condition` of `B` is no name"),
    ),
    (
        "Conditions: {C: !FindInMap [M, a, b]}\nMappings: {M: {a: {b: c}}}\n",
        "",
        "",
        Some("condition `C` is what `Fn::FindInMap` gives"),
    ),
    ("Conditions: {C: !Condition D, D: !Equals [a, b]}\n", "", "", None),
    ("Mappings: {M: {a: {b: [c], d: 1, e: true}}}\n", "", "", None),
    ("Mappings: {M: {a: b}}\n", "", "", Some("mapping `M` has no rows")),
    ("Mappings: {M: x}\n", "", "", Some("mapping `M` has no rows")),
    ("Mappings: {M: {a: {b: {c: d}}}}\n", "", "", Some("mapping `M` has no rows")),
    (
        "Mappings: {M: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://b/m}}}}\n",
        "",
        "",
        None,
    ),
    (
        "Rules: {R: {Assertions: [{Assert: !Equals [!Ref T, a]}]}}\n",
        "",
        "",
        Some("rule `R` refers to resource `T`"),
    ),
    (
        "Parameters: {P: {Type: String}}\nRules: {R: {Assertions: [{Assert: !Equals [!Ref P, a]}]}}\n",
        "",
        "",
        None,
    ),
];

#[test]
fn what_cloudformation_refuses_by_its_sections_is_told() {
    for (head, resources, tail, expected) in SECTIONS {
        let (errors, notes) = refusals(&with(head, resources, tail));
        let is_expected = match (errors.as_slice(), expected) {
            ([told], Some(expected)) => told.contains(expected),
            (told, expected) => told.is_empty() && expected.is_none(),
        };
        assert!(is_expected, "{head}{resources}{tail}: {errors:?}");
        // an include that is not here is told of as a note of another kind
        assert!(notes.is_empty(), "{head}{resources}{tail}: {notes:?}");
    }
    let (errors, notes) = refusals(&with("Services: {a: b}\n", "", ""));
    assert!(errors.is_empty() && notes[0].contains("`Services` is no section of a template"), "{notes:?}");
}

#[test]
fn more_than_a_template_holds_is_told() {
    let many =
        |count: usize, entry: &str| -> String { (0..count).map(|n| format!("  E{n}: {entry}\n")).collect() };
    let topic = "{Type: AWS::SNS::Topic}";
    for (head, resources, tail, expected) in [
        (String::new(), many(499, topic), String::new(), None),
        (String::new(), many(500, topic), String::new(), Some("`Resources` has 501 entries")),
        (
            format!("Parameters:\n{}", many(201, "{Type: String}")),
            String::new(),
            String::new(),
            Some("`Parameters` has 201"),
        ),
        (
            format!("Mappings:\n{}", many(201, "{a: {b: c}}")),
            String::new(),
            String::new(),
            Some("`Mappings` has 201"),
        ),
        (String::new(), String::new(), format!("Outputs:\n{}", many(200, "{Value: v}")), None),
        (
            String::new(),
            String::new(),
            format!("Outputs:\n{}", many(201, "{Value: v}")),
            Some("`Outputs` has 201"),
        ),
        (format!("Description: {}\n", "d".repeat(1024)), String::new(), String::new(), None),
        (
            format!("Description: {}\n", "d".repeat(1025)),
            String::new(),
            String::new(),
            Some("has 1025 bytes"),
        ),
    ] {
        let (errors, _) = refusals(&with(&head, &resources, &tail));
        let is_expected = match (errors.as_slice(), expected) {
            ([told], Some(expected)) => told.contains(expected),
            (told, expected) => told.is_empty() && expected.is_none(),
        };
        assert!(is_expected, "{expected:?}: {errors:?}");
    }
}

/// Head, tail, and the names that nothing declares.
const NAMES: &[(&str, &str, &[&str])] = &[
    ("", "Outputs: {O: {Value: !Ref T}, R: {Value: !Ref 'AWS::Region'}, A: {Value: !GetAtt T.Arn}}\n", &[]),
    ("", "Outputs: {O: {Value: !Ref Nope}}\n", &["`Nope` is not declared"]),
    ("", "Outputs: {O: {Value: !GetAtt Nope.Arn}}\n", &["`Nope` is not declared"]),
    ("", "Outputs: {O: {Value: !GetAtt [Nope, Arn]}}\n", &["`Nope` is not declared"]),
    (
        "",
        "Outputs: {O: {Value: !Sub '${Nope}-${T.Arn}-${!No}-${AWS::Region}'}}\n",
        &["`Nope` is not declared"],
    ),
    (
        "",
        "Outputs: {O: {Value: !Sub ['${A}-${B}', {A: !Ref C}]}}\n",
        &["`B` is not declared", "`C` is not declared"],
    ),
    (
        "",
        "Outputs: {O: {Value: !Join ['-', [!Ref Nope, !Ref 'AWS::Regio']]}}\n",
        &["`AWS::Regio` is not declared", "`Nope` is not declared"],
    ),
    ("", "Outputs: {O: {Value: v, Export: {Name: !Ref Nope}}}\n", &["`Nope` is not declared"]),
    ("", "Outputs: {O: {Value: v, Condition: Nope}}\n", &["condition `Nope` is not declared"]),
    ("", "Outputs: {O: {Value: !Sub ['${Condition}', {Condition: none}]}}\n", &[]),
    (
        "",
        "Outputs: {O: {Value: !If [Nope, a, !Ref Never]}}\n",
        &["`Never` is not declared", "condition `Nope` is not declared"],
    ),
    ("Conditions: {C: !Equals [!Ref Nope, a]}\n", "", &["`Nope` is not declared"]),
    (
        "Conditions: {C: !And [!Condition Nope, Condition: Never]}\n",
        "",
        &["condition `Never` is not declared", "condition `Nope` is not declared"],
    ),
    (
        "Conditions: {C: !Not [!Condition D], D: !Not [!Condition C]}\n",
        "",
        &["condition `C` refers to itself"],
    ),
    ("Conditions: {C: !Equals [a]}\n", "", &["`Fn::Equals` takes a list of two values"]),
    (
        "",
        "Outputs: {O: {Value: !GetAtt T.Nope}}\n",
        &["`T` has no attribute `Nope`: CloudFormation refuses the template"],
    ),
    (
        "OrganizationBindings: {}\n",
        "Outputs: {O: {Value: !Ref MasterAccount}}\n",
        &[
            "`OrganizationBindings` is no section of a template: CloudFormation refuses it, unless a tool takes it out before",
        ],
    ),
    ("Transform: AWS::SecretsManager-2024-09-16\n", "Outputs: {O: {Value: !GetAtt Made.Arn}}\n", &[]),
    (
        "Mappings: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://b/m}}}\n",
        "Outputs: {O: {Value: !FindInMap [M, a, b]}}\n",
        &[],
    ),
    (
        "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: CommaDelimitedList}}\n\
         Conditions: {'Fn::ForEach::L': [N, !Ref P, {'C${N}': !Equals [!Ref N, a]}]}\n",
        "Outputs: {O: {Value: v, Condition: Ca}}\n",
        &[],
    ),
    ("Transform: Ours\nConditions: {C: !Equals [!Ref Nope, a]}\n", "Outputs: {O: {Value: !Ref Nope}}\n", &[]),
    ("Transform: AWS::Serverless-2016-10-31\n", "Outputs: {O: {Value: !Ref ServerlessRestApi}}\n", &[]),
    (
        "Transform: AWS::LanguageExtensions\n",
        "Outputs: {'Fn::ForEach::L': [N, [T, Nope], {'O${N}': {Value: !Ref N}, 'P${N}': {Value: !GetAtt '${N}.Arn'}, \
         'Q${N}': {Value: !Sub '${N}'}}]}\n",
        &["`Nope` is not declared"],
    ),
];

#[test]
fn names_that_nobody_asks_for_are_looked_for() {
    for (head, tail, expected) in NAMES {
        let (errors, mut notes) = refusals(&with(head, "", tail));
        notes.sort();
        assert_eq!(
            (errors, notes),
            (Vec::new(), expected.iter().map(|it| (*it).to_owned()).collect()),
            "{head}{tail}"
        );
    }
}

#[test]
fn names_that_loops_make_are_looked_at() {
    let made = |name: &str, values: &str| {
        let body = "{Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'b-${N}'}}";
        let head = "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: CommaDelimitedList}}\n";
        let unit = unit(&with(head, &format!("  'Fn::ForEach::L': [N, {values}, {{{name}: {body}}}]\n"), ""));
        let opened = unit.resources.iter().filter(|it| it.open.is_some()).count();
        (problems(&unit), opened)
    };
    assert_eq!(made("'B${N}'", "[a, b]"), (Vec::new(), 0));
    assert_eq!(made("'B&{N}'", "[a-1, b.2]"), (Vec::new(), 0));
    assert_eq!(made("'B${N}'", "!Ref P").0, Vec::<String>::new());
    let (told, opened) = made("B", "[a, b]");
    assert!(told[0].contains("`B` is made twice by loops") && opened == 1, "{told:?}");
    let (told, opened) = made("'B${N}'", "[a, a]");
    assert!(told[0].contains("`Ba` is made twice by loops") && opened == 1, "{told:?}");
    assert!(made("'B${N}'", "[a-1]").0[0].contains("`Ba-1` has other characters"));
}

const CHILD: &str = "Parameters: {Bucket: {Type: String}, Days: {Type: Number, Default: 1}, Mode: {Type: String, Default: on}, \
    Kind: {Type: String, Default: a, AllowedValues: [a, b]}}\n\
    Conditions: {On: !Equals [!Ref Mode, on]}\n\
    Resources: {U: {Type: AWS::SNS::Topic}}\n\
    Outputs: {Name: {Value: !Ref Bucket, Condition: On}}\n";

#[test]
fn what_a_nested_stack_is_given_is_looked_at() {
    let parent = |arguments: &str| {
        format!(
            "Parameters: {{M: {{Type: String}}}}\nConditions: {{C: !Equals [!Ref M, x]}}\nResources:\n  N: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: c.yaml{arguments}}}}}\n  \
             T: {{Type: AWS::CloudTrail::Trail, Properties: {{S3BucketName: !GetAtt N.Outputs.Name}}}}\n"
        )
    };
    let resolved = |arguments: &str| {
        let files = [("t.yaml", &*parent(arguments)), ("c.yaml", CHILD)];
        let unit = resolve_files(&files, &Inputs::default()).0.expect("a template");
        (problems(&unit), argument(&unit, "T", "S3BucketName"))
    };
    for (arguments, told, name) in [
        (", Parameters: {Bucket: b}", None, "\"b\""),
        (
            ", Parameters: {Bucket: b, Kind: c}",
            Some("`c` is not an allowed value of parameter `Kind`"),
            "\"b\"",
        ),
        (", Parameters: {Bucket: b, Dais: !If [C, 2, !Ref 'AWS::NoValue']}", None, "\"b\""),
        ("", Some("nested stack `N` is given no value for `Bucket`"), "<Parameter Bucket not-null>"),
        (
            ", Parameters: {Bucket: b, Dais: 2}",
            Some("nested stack `N` declares no parameter `Dais`"),
            "\"b\"",
        ),
        (
            ", Parameters: {Bucket: b, Mode: off}",
            Some("output `Name` is not there"),
            "<Error output `Name` is not there where its condition does not hold>",
        ),
        (
            ", Parameters: {Bucket: b, Mode: !Ref M}",
            None,
            "(N/On ? \"b\" : <Error output `Name` is not there where its condition does not hold>)",
        ),
    ] {
        let (problems, value) = resolved(arguments);
        let is_expected = match (problems.as_slice(), told) {
            ([one], Some(told)) => one.contains(told),
            (problems, told) => problems.is_empty() && told.is_none(),
        };
        assert!(is_expected, "{arguments}: {problems:?}");
        assert_eq!(value, name, "{arguments}");
    }
}

#[test]
fn names_of_modules_and_of_loops_over_what_is_not_known_may_be_there() {
    let module = "  M: {Type: Org::Team::Thing::MODULE}\n  'Fn::ForEach::L': [N, !Ref P, {'X${N}': {Type: AWS::SNS::Topic}}]\n";
    let head = "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: CommaDelimitedList}}\n";
    let told = |resources: &str, output: &str| {
        refusals(&with(head, resources, &format!("Outputs: {{O: {{Value: {output}}}}}\n"))).1
    };
    assert_eq!(told(module, "!Ref MBucket"), Vec::<String>::new());
    assert_eq!(told(module, "!GetAtt M.Bucket.Arn"), Vec::<String>::new());
    assert_eq!(told(module, "!Ref Xone"), Vec::<String>::new());
    assert_eq!(told("", "!Ref MBucket"), ["`MBucket` is not declared"]);
}

#[test]
fn what_is_referred_to_is_there() {
    let told = |value: &str| {
        let head = "Parameters: {P: {Type: String, Default: a}, Q: {Type: String}}\n\
                    Conditions: {Never: !Equals [!Ref P, b], Open: !Equals [!Ref Q, b]}\n";
        let resources = format!(
            "  B: {{Type: AWS::S3::Bucket, Condition: Never}}\n  C: {{Type: AWS::S3::Bucket, Condition: Open}}\n  \
             D: {{Type: AWS::CloudTrail::Trail, Properties: {{S3BucketName: {value}}}}}\n"
        );
        refusals(&with(head, &resources, "")).1
    };
    let absent = "`B` is referred to and not there, for its condition does not hold: CloudFormation refuses the template";
    assert_eq!(told("!Ref B"), [absent]);
    assert_eq!(told("!Select [5, !Split [':', !GetAtt B.Arn]]"), [absent]);
    assert_eq!(told("!If [Never, !Ref B, !Ref C]"), Vec::<String>::new());
}

#[test]
fn a_function_in_depends_on_names_nothing() {
    let text = with(
        "Conditions: {C: !Equals [a, a]}\n",
        "  B: {Type: AWS::S3::Bucket, DependsOn: !If [C, T, T]}\n",
        "",
    );
    let (errors, notes) = refusals(&text);
    assert!(errors.len() == 1 && notes.is_empty(), "{errors:?} {notes:?}");
}

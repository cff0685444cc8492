//! Templates that CloudFormation refuses for their structure: they are told, and not taken for files without a trail.

use crate::command::{Scratch, trailguard};
use std::sync::atomic::{AtomicUsize, Ordering};

const TRAIL: &str = "  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      S3BucketName: logs\n      IsLogging: true\n";

#[test]
fn what_stands_where_nobody_reads_it_is_told() {
    let version = "AWSTemplateFormatVersion: \"2010-09-09\"\n";
    let cases = [
        (
            format!("{version}Resource:\n{TRAIL}"),
            "`Resource` is no section of a template",
            "write `Resources`",
        ),
        (format!("resources:\n{TRAIL}"), "`resources` is no section of a template", "write `Resources`"),
        (
            format!("Resources:\n{}", TRAIL.replace("CloudTrail::Trail", "CloudTrail:Trail")),
            "there is no resource type `AWS::CloudTrail:Trail`",
            "did you mean `AWS::CloudTrail::Trail`?",
        ),
        (
            format!("Resources:\n{}", TRAIL.replace("CloudTrail::Trail", "Cloudtrail::Trail")),
            "there is no resource type `AWS::Cloudtrail::Trail`",
            "did you mean `AWS::CloudTrail::Trail`?",
        ),
        (
            format!("{version}Resources:\n{}", TRAIL.replace("Type:", "type:")),
            "`type` is not read: resource `T` has no `Type`",
            "write `Type`",
        ),
        (
            format!("{version}Resources:\n  - Type: AWS::CloudTrail::Trail\n"),
            "`Resources` is a list",
            "write a mapping of logical ids",
        ),
        (
            format!(
                "{version}Resources:\n  T:\n  Type: AWS::CloudTrail::Trail\n  Properties: {{S3BucketName: b}}\n"
            ),
            "`Type` stands where a logical id is read",
            "below a logical id",
        ),
        (
            format!("Resources:\n{}", TRAIL.replace("Properties:", "properties:")),
            "`properties` stands beside `Properties` in `T`",
            "did you mean `Properties`?",
        ),
        (
            format!("Resources:\n{TRAIL}    IsMultiRegionTrail: true\n"),
            "`IsMultiRegionTrail` stands beside `Properties` in `T`",
            "indent it below `Properties`",
        ),
    ];
    for (text, message, help) in cases {
        assert_told(&text, message, help);
    }
}

/// The template is refused, with these words on the terminal.
fn assert_told(text: &str, message: &str, help: &str) {
    let (said, status) = said(text);
    assert!(said.contains(message) && said.contains(help), "{text}\n{said}");
    assert_eq!(status, Some(2), "{text}");
}

fn said(text: &str) -> (String, Option<i32>) {
    static FOLDERS: AtomicUsize = AtomicUsize::new(0);
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let folder = Scratch::new(&format!("structure-{number}")).with("t.yaml", text);
    let output = trailguard(folder.path(), &["check", "--no-config"]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    // the terminal's lines are broken, with a mark in front of each
    let words = said.split_whitespace().filter(|word| !matches!(*word, "│" | "×" | "╰─▶" | "|"));
    (words.collect::<Vec<_>>().join(" "), output.status.code())
}

/// A trail with that for one of its properties, behind other sections.
fn with_property(sections: &str, property: &str) -> String {
    format!("{sections}Resources:\n  B: {{Type: AWS::S3::Bucket}}\n{TRAIL}      {property}\n")
}

/// A parameter, a list and a condition.
const ON: &str = "Parameters: {P: {Type: String}, L: {Type: CommaDelimitedList, Default: a}}\nConditions:\n  On: !Equals [!Ref P, x]\n";

const DECLARE: &str = "declare it below `Conditions`, and write its name";

#[test]
fn what_a_transform_brings_needs_it() {
    let transform = "write `Transform: AWS::LanguageExtensions`";
    let cases = [
        (
            format!(
                "Resources:\n{TRAIL}  Fn::ForEach::X: [I, [a], {{'B${{I}}': {{Type: AWS::S3::Bucket}}}}]\n"
            ),
            "`Fn::ForEach` needs the transform `AWS::LanguageExtensions`: CloudFormation refuses the template",
            transform,
        ),
        (
            format!(
                "Conditions:\n  Fn::ForEach::X: [I, [a], {{'C${{I}}': !Equals [a, b]}}]\nResources:\n{TRAIL}"
            ),
            "`Fn::ForEach` needs",
            transform,
        ),
        (
            format!("Resources:\n{TRAIL}Outputs:\n  Fn::ForEach::X: [I, [a], {{'O${{I}}': {{Value: x}}}}]\n"),
            "`Fn::ForEach` needs",
            transform,
        ),
        (with_property("", "Fn::ForEach::X: [I, [a], {'X${I}': 1}]"), "`Fn::ForEach` needs", transform),
        (
            with_property(ON, "S3KeyPrefix: !Join ['', [{Fn::Length: !Ref L}]]"),
            "`Fn::Length` needs the transform",
            transform,
        ),
        (with_property(ON, "S3KeyPrefix: {Fn::ToJsonString: {a: 1}}"), "`Fn::ToJsonString` needs", transform),
        (
            with_property(
                "Transform: AWS::Serverless-2016-10-31\n",
                "S3KeyPrefix: {Fn::ToJsonString: {a: 1}}",
            ),
            "`Fn::ToJsonString` needs",
            transform,
        ),
    ];
    for (text, message, help) in cases {
        assert_told(&text, message, help);
    }
}

#[test]
fn a_condition_is_declared_and_named() {
    let choose = "choose the value with `Fn::If`";
    let cases = [
        (
            with_property(ON, "IncludeGlobalServiceEvents: !If [!Equals [!Ref P, x], true, false]"),
            "`Fn::If` takes the name of a condition, not a function",
            DECLARE,
        ),
        (
            with_property(ON, "IncludeGlobalServiceEvents: !If [!Condition On, true, false]"),
            "`Fn::If` takes the name",
            DECLARE,
        ),
        (
            with_property(ON, "IncludeGlobalServiceEvents: !Equals [!Ref P, x]"),
            "`Fn::Equals` stands where a value is wanted",
            choose,
        ),
        (
            with_property(ON, "IncludeGlobalServiceEvents: !Condition On"),
            "`Condition` stands where a value is wanted",
            choose,
        ),
        (
            with_property(ON, "IncludeGlobalServiceEvents: {Fn::Not: [!Condition On]}"),
            "`Fn::Not` stands where a value is wanted",
            choose,
        ),
    ];
    for (text, message, help) in cases {
        assert_told(&text, message, help);
    }
}

#[test]
fn what_is_decided_first_takes_nothing_that_comes_later() {
    let compare = "compare parameters";
    let cases = [
        (
            with_property("Conditions:\n  Has: !Equals [!Ref B, x]\n", "S3KeyPrefix: a"),
            "condition `Has` refers to resource `B`: CloudFormation refuses the template",
            compare,
        ),
        (
            with_property("Conditions:\n  Has: !Not [!Equals [!GetAtt B.Arn, x]]\n", "S3KeyPrefix: a"),
            "condition `Has` refers to resource `B`",
            compare,
        ),
        (
            with_property("Conditions:\n  Has: !Equals [!Sub 'x-${B.Arn}', x]\n", "S3KeyPrefix: a"),
            "condition `Has` refers to resource `B`",
            compare,
        ),
        (
            with_property("Mappings: {M: {a: {b: !Ref AWS::Region}}}\n", "S3KeyPrefix: a"),
            "`Mappings` take no function",
            "write the value itself",
        ),
        (
            format!("{ON}Resources:\n{TRAIL}    Condition: !Not [!Condition On]\n"),
            "`Condition` of `T` is no name",
            DECLARE,
        ),
    ];
    for (text, message, help) in cases {
        assert_told(&text, message, help);
    }
}

#[test]
fn functions_that_a_macro_or_another_tool_takes_are_left() {
    let everything = "S3KeyPrefix: !Join ['', [{Fn::Length: [a]}, {Fn::ToJsonString: {a: 1}}, !FindInMap [M, a, x, {DefaultValue: d}]]]";
    let mapping = "Mappings: {M: {a: {b: c}}}\n";
    let inline = "IncludeGlobalServiceEvents: !If [!Equals [a, b], true, false]";
    let with_macro = "Fn::Transform: {Name: Mine}";
    let cases = [
        with_property(&format!("Transform: AWS::LanguageExtensions\n{mapping}"), everything),
        with_property(&format!("Transform: [AWS::LanguageExtensions]\n{mapping}"), everything),
        with_property(&format!("Transform:\n  - {{Name: AWS::LanguageExtensions}}\n{mapping}"), everything),
        with_property(&format!("Fn::Transform: {{Name: AWS::LanguageExtensions}}\n{mapping}"), everything),
        with_property(
            &format!("Transform: [{{Fn::Transform: {{Name: AWS::LanguageExtensions}}}}]\n{mapping}"),
            everything,
        ),
        with_property(mapping, "S3KeyPrefix: !FindInMap [M, a, x, {DefaultValue: d}]"),
        with_property("Transform: Mine\n", inline),
        with_property("Transform: [AWS::Serverless-2016-10-31, Mine]\n", inline),
        with_property("", &format!("{with_macro}\n      {inline}")),
        with_property("", "S3KeyPrefix: !CurrentTask [!Equals [a, b]]"),
        // a policy's `Condition` is none of CloudFormation's
        format!(
            "Resources:\n{TRAIL}  P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: logs\n      \
             PolicyDocument: {{Statement: [{{Effect: Deny, Condition: {{Bool: {{a: 'b'}}}}}}]}}\n"
        ),
        // a name of a parameter, of an own variable, of a pseudo parameter
        with_property(
            "Parameters: {P: {Type: String}}\nConditions:\n  Has: !Equals [!Sub ['${B}${P}${AWS::Region}', {B: x}], x]\n",
            "S3KeyPrefix: a",
        ),
        with_property(
            "Conditions:\n  Or: !Or [!Equals [a, b], !Not [!Equals [!FindInMap [M, a, b], x]]]\nMappings: {M: {a: {b: [c, 'd']}}}\n",
            "S3KeyPrefix: !If [Or, x, !Ref AWS::NoValue]",
        ),
        format!(
            "Resources:\n{}",
            TRAIL.replace("    Properties", "    DeletionPolicy: !Ref AWS::NoValue\n    Properties")
        ),
    ];
    for text in cases {
        let (said, status) = said(&text);
        assert_ne!(status, Some(2), "{text}\n{said}");
    }
}

#[test]
fn values_are_of_their_parameters() {
    let with =
        |parameter: &str| with_property(&format!("Parameters:\n  P: {{{parameter}}}\n"), "S3KeyPrefix: a");
    let refused = [
        ("Type: String, Default: !Ref AWS::Region", "the default of `P` is no text", "write a text"),
        ("Type: String, Default: {'Fn::Sub': x}", "the default of `P` is no text", "write a text"),
        ("Type: CommaDelimitedList, Default: [a, b]", "the default of `P` is no text", "write a text"),
        ("Type: Number, Default: ten", "`ten` is no number, and parameter `P` takes one", "another default"),
        ("Type: List<Number>, Default: '1,b'", "`1,b` is no number", "another default"),
        (
            "Type: String, Default: c, AllowedValues: [a, b]",
            "`c` is not an allowed value of parameter `P`: CloudFormation refuses the template",
            "another default",
        ),
        (
            "Type: Number, Default: ten, NoEcho: true",
            "the value of parameter `P` is no number",
            "another default",
        ),
    ];
    for (parameter, message, help) in refused {
        assert_told(&with(parameter), message, help);
    }
    for parameter in [
        "Type: Number, Default: 10",
        "Type: Number, Default: '-1.5'",
        "Type: List<Number>, Default: '1, 2'",
        "Type: String, Default: true, AllowedValues: [true, false]",
        "Type: CommaDelimitedList, Default: 'a, b', AllowedValues: [a, b]",
        "Type: AWS::SSM::Parameter::Value<String>, Default: /a, AllowedValues: [/a]",
        "Type: Number",
    ] {
        let (said, status) = said(&with(parameter));
        assert_ne!(status, Some(2), "{parameter}\n{said}");
    }
    let folder = Scratch::new("given").with("t.yaml", with("Type: Number, Default: 10"));
    let output = trailguard(folder.path(), &["check", "--no-config", "--parameter", "P=ten"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_nested_template_is_refused_too() {
    let child = with_property("", "IncludeGlobalServiceEvents: !Equals [a, b]");
    let parent =
        "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: c.yaml}\n";
    let folder = Scratch::new("nested").with("t.yaml", parent).with("c.yaml", &child);
    let output = trailguard(folder.path(), &["check", "--no-config", "--format", "concise", "t.yaml"]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("c.yaml:8:") && said.contains("`Fn::Equals` stands where"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_others_read_is_left() {
    for text in [
        "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: x.yaml}}\n  A:\n    Type: Custom::CloudTrail\n    Other: 1\n",
        "Transform: My\nResources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Kept: 1\n    Properties: {IsLogging: true}\n",
        "resources:\n  - name: AWS::CloudTrail::Trail\n",
        "Statement:\n  - Resource: 'AWS::CloudTrail::Trail'\n",
        "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    DependsOn: []\n    DeletionPolicy: Retain\n    Metadata: {a: 1}\n    Properties: {IsLogging: true}\n",
    ] {
        let folder = Scratch::new("structure-left").with("t.yaml", text);
        let output = trailguard(folder.path(), &["check", "--no-config"]);
        assert_ne!(output.status.code(), Some(2), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_file_is_what_it_holds() {
    let ignored =
        format!("# trailguard:ignore-file trail/multi-region -- one region by design\nResources:\n{TRAIL}");
    let folder = Scratch::new("yaml-in-json").with("t.json", &ignored);
    let output = trailguard(
        folder.path(),
        &[
            "check",
            "--no-config",
            "--select",
            "trail/multi-region,trail/log-file-validation",
            "--format",
            "concise",
        ],
    );
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("t.json:3:3: high trail/log-file-validation"), "{said}");
    assert!(!said.contains("trail/multi-region"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    let latin = format!("Resources:\n{TRAIL}# caf");
    let folder = Scratch::new("latin").with("t.yaml", [latin.as_bytes(), b"\xe9\n"].concat());
    let output = trailguard(folder.path(), &["check", "--no-config", "--format", "concise"]);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("the file is not UTF-8: byte") && said.contains("is invalid, in line 7"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

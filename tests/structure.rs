//! Templates that CloudFormation refuses for their structure: they are told, and not taken for files without a trail.

use crate::command::{Scratch, trailguard};

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
        let folder = Scratch::new("structure").with("t.yaml", &text);
        let output = trailguard(folder.path(), &["check", "--no-config"]);
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(message) && said.contains(help), "{text}\n{said}");
        assert_eq!(output.status.code(), Some(2), "{text}");
    }
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

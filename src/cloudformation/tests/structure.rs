//! Whole templates: which resources there are, under which conditions, and what surrounds them.

use super::*;
use crate::value::Role;

const TRAIL: &str = "AWS::CloudTrail::Trail";

fn presences(unit: &ResolvedUnit) -> Vec<String> {
    unit.resources.iter().map(show_presence).collect()
}

#[test]
fn which_resources_are_there() {
    let conditions = "
Parameters:
  Enabled: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}
  Name: {Type: String, Default: ''}
  Env: {Type: String}
Conditions:
  On: !Equals [!Ref Enabled, 'true']
  Off: !Not [!Condition On]
  HasName: !Not [!Equals [!Ref Name, '']]
  IsProd: !Equals [!Ref Env, prod]
  Never: !Equals [a, b]
  OnInProd: !And [!Condition On, !Condition IsProd]
  OnAndNamed: !And [!Condition Off, !Condition HasName]
Resources:
  A: {Type: AWS::CloudTrail::Trail, Condition: ";
    let cases = [
        ("IsProd", vec!["A when IsProd"]),
        ("Off", vec!["A"]),
        ("Never", vec![]),
        ("On", vec!["A not created: `Enabled` is \"false\" by default"]),
        ("HasName", vec!["A not created: `Name` is \"\" by default"]),
        ("OnInProd", vec!["A when OnInProd not created: `Enabled` is \"false\" by default"]),
        ("OnAndNamed", vec!["A not created: `Name` is \"\" by default"]),
        ("Nope", vec!["A perhaps (Undeclared)"]),
    ];
    for (condition, expected) in cases {
        let unit =
            unit(&format!("{conditions}{condition}, Properties: {{V: !Ref Enabled, N: !Ref Name}}}}\n"));
        assert_eq!(presences(&unit), expected, "{condition}");
        if condition == "On" {
            assert_eq!(argument(&unit, "A", "V"), "\"true\"", "the case that creates it");
        }
        if condition == "HasName" {
            assert_eq!(argument(&unit, "A", "N"), "<Parameter Name set>");
        }
    }
}

#[test]
fn what_is_no_template_is_passed_over() {
    let cases = [
        "apiVersion: v1\nkind: Service\nResources: {}\n",
        "services:\n  x:\n    image: y\n",
        "Resources:\n  - a\n  - b\n",
        "Resources:\n  cpu: {limit: 1}\n",
        "a: {{ .Values.x }}\n",
        "openapi: 3.0.0\npaths: {}\n",
        "just text",
        "",
    ];
    for text in cases {
        assert!(resolve_files(&[("t.yaml", text)], &Inputs::default()).0.is_none(), "{text}");
    }
}

#[test]
fn broken_templates_tell_and_keep_what_they_can() {
    let unit = unit(
        "Resources:\n  T:\n    Type: Custom::Trail\n    Properties:\n      A: 1\n      A: 2\n      B: 3\n",
    );
    assert_eq!(unit.problems.len(), 1);
    assert_eq!(argument(&unit, "T", "A"), "<UnreadableText A>");
    assert_eq!(argument(&unit, "T", "B"), "3");
    let text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: Custom::Trail\n    Properties:\n      A: 1\n\tB: 2\n";
    let (broken, _) = resolve_files(&[("t.yaml", text)], &Inputs::default());
    let broken = broken.expect("meant to be a template");
    assert!(!broken.problems.is_empty());
    assert!(broken.resources.iter().all(|resource| resource.open.is_some()));
    let (broken, _) = resolve_files(
        &[("t.json", "// c\n{\"Resources\": {\"T\": {\"Type\": \"AWS::S3::Bucket\"}}}")],
        &Inputs::default(),
    );
    assert!(!broken.expect("meant to be a template").problems.is_empty());
}

#[test]
fn json_in_any_file() {
    let json = "\u{feff}{\"Resources\": {\"T\": {\n\t\"Type\": \"Custom::Trail\", \"Properties\": {\"A\": {\"Ref\": \"AWS::NoValue\"}, \"B\": false}}}}";
    for name in ["t.json", "t.yaml", "t.template"] {
        let unit = resolve_files(&[(name, json)], &Inputs::default()).0.expect("a template");
        assert_eq!(
            (argument(&unit, "T", "A"), argument(&unit, "T", "B")),
            ("null".into(), "false".into()),
            "{name}"
        );
        assert!(unit.problems.is_empty(), "{name}");
    }
}

#[test]
fn yaml_in_any_file() {
    let yaml =
        "# a comment\nResources:\n  T:\n    Type: Custom::Trail\n    Properties: {A: !Sub 'x', B: no}\n";
    for name in ["t.json", "t.JSON", "t.yaml", "t.template"] {
        let unit = resolve_files(&[(name, yaml)], &Inputs::default()).0.expect("a template");
        assert_eq!((argument(&unit, "T", "A"), argument(&unit, "T", "B")), ("\"x\"".into(), "false".into()));
        assert!(unit.problems.is_empty(), "{name}");
    }
    for text in ["name: x\n", "", "\"Resources\"", "null"] {
        assert!(resolve_files(&[("t.json", text)], &Inputs::default()).0.is_none(), "{text}");
    }
}

#[test]
fn loops_are_unrolled() {
    let unit = unit("
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'a,b'}
  Others: {Type: CommaDelimitedList}
Conditions:
  Fn::ForEach::C: [X, [a, b], {'Is${X}': !Equals [!Ref X, a]}]
Resources:
  Fn::ForEach::Buckets:
    - Name
    - !Ref Names
    - 'Bucket${Name}':
        Type: AWS::S3::Bucket
        Condition: 'Is${Name}'
        Properties:
          BucketName: !Sub 'x-${Name}'
          AccessControl: 'y-${Name}'
          Ref: !Ref Name
      Fn::ForEach::Inner: [I, ['1', '2'], {'T${Name}&{I}': {Type: AWS::CloudTrail::Trail, Properties: {S3BucketName: !GetAtt ['Bucket${Name}', Arn]}}}]
  Fn::ForEach::Open: [O, !Ref Others, {'Open${O}': {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref O}}}]
");
    let told = problems(&unit);
    assert!(told.len() == 1 && told[0].starts_with("`Bucketb` is referred to and not there"), "{told:?}");
    assert_eq!(presences(&unit), ["Bucketa", "Ta1", "Ta2", "Tb1", "Tb2", "Open* perhaps (Expansion)"]);
    assert_eq!(argument(&unit, "Bucketa", "BucketName"), "\"x-a\"");
    assert_eq!(argument(&unit, "Bucketa", "AccessControl"), "\"y-a\"");
    assert_eq!(argument(&unit, "Tb2", "S3BucketName"), "\"arn:aws:s3:::x-b\"");
    assert_eq!(argument(&unit, "Open*", "BucketName"), "<Parameter Others set>");
}

#[test]
fn macros() {
    let resources = "Resources: {T: {Type: AWS::CloudTrail::Trail, Properties: {A: !Ref Missing}}}\n";
    let cases = [
        ("Transform: AWS::Serverless-2016-10-31\n", false, 0),
        ("Transform: [AWS::LanguageExtensions]\n", false, 0),
        ("Transform: MyMacro\n", true, 1),
        ("Transform: [{Name: AWS::Include, Parameters: {Location: s3://x/y}}]\n", false, 1),
    ];
    for (transform, open, notes) in cases {
        let unit = unit(&format!("{transform}{resources}"));
        assert_eq!((unit.resources[0].open.is_some(), unit.notes.len()), (open, notes), "{transform}");
    }
}

#[test]
fn includes_are_merged_where_they_are_local() {
    let template = |location: &str| {
        format!(
            "Resources:\n  T:\n    Type: {TRAIL}\n    Properties:\n      A: 1\n      Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: {location}}}}}\n"
        )
    };
    let local = template("./props.yaml");
    let (unit, _) =
        resolve_files(&[("d/t.yaml", &local), ("d/props.yaml", "B: !Sub 'x'\n")], &Inputs::default());
    let unit = unit.expect("a template");
    assert_eq!((argument(&unit, "T", "B"), unit.resources[0].open.is_some()), ("\"x\"".into(), false));
    assert_eq!(unit.reached, [Path::new("d/t.yaml"), Path::new("d/props.yaml")]);
    let far = template("s3://b/props.yaml");
    let (unit, _) = resolve_files(&[("d/t.yaml", &far)], &Inputs::default());
    let unit = unit.expect("a template");
    assert_eq!((argument(&unit, "T", "A"), unit.resources[0].open.is_some()), ("1".into(), true));
    assert_eq!(unit.notes[0].kind, "macro-not-run");
}

#[test]
fn nested_stacks() {
    let parent = "
Parameters: {Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Audit:
    Type: AWS::CloudFormation::Stack
    Condition: Prod
    Properties:
      TemplateURL: ./nested/trail.yaml
      Parameters: {Multi: 'false', Env: !Ref Env}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://s3/x.yaml}}
  T:
    Type: Custom::Trail
    Properties: {A: !GetAtt Audit.Outputs.Arn, B: !GetAtt Far.Outputs.X, C: !GetAtt Audit.Outputs.Nope}
";
    let child = "
Parameters: {Multi: {Type: String, Default: 'true'}, Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Trail: {Type: AWS::CloudTrail::Trail, Properties: {IsMultiRegionTrail: !Ref Multi, S3KeyPrefix: !Ref Env, TrailName: !If [Prod, 1, 2]}}
Outputs: {Arn: {Value: !GetAtt Trail.Arn}}
";
    let (unit, _) =
        resolve_files(&[("d/t.yaml", parent), ("d/nested/trail.yaml", child)], &Inputs::default());
    let unit = unit.expect("a template");
    let addresses: Vec<String> = presences(&unit);
    assert_eq!(addresses, ["Audit when Prod", "Audit/Trail when Prod", "Far", "T"]);
    assert_eq!(argument(&unit, "Audit/Trail", "IsMultiRegionTrail"), "false");
    assert_eq!(argument(&unit, "Audit/Trail", "S3KeyPrefix"), "<Parameter Env not-null>");
    assert_eq!(argument(&unit, "T", "A"), "<Attribute Trail.Arn ->Audit/Trail.Arn arn:… set>");
    assert_eq!(argument(&unit, "T", "B"), "<Elsewhere Far.Outputs.X ->Far.Outputs.X set>");
    assert_eq!(problems(&unit), ["nested stack `Audit` has no output `Nope`"]);
    assert_eq!(unit.notes.iter().map(|note| note.kind).collect::<Vec<_>>(), ["template-not-local"]);
    assert_eq!(unit.reached, [Path::new("d/t.yaml"), Path::new("d/nested/trail.yaml")]);
    let ring = "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t.yaml}}}\n";
    let (unit, _) = resolve_files(&[("t.yaml", ring)], &Inputs::default());
    assert_eq!(problems(&unit.expect("a template")), ["nested stack `S` leads back to its own template"]);
}

#[test]
fn stack_sets_with_their_template_inside() {
    let text = "
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      Parameters: [{ParameterKey: Multi, ParameterValue: 'false'}]
      TemplateBody: |
        Parameters: {Multi: {Type: String}}
        Resources:
          Trail:
            Type: AWS::CloudTrail::Trail
            Properties:
              IsMultiRegionTrail: !Ref Multi
              TrailName: !Ref AWS::Region
";
    let inputs = Inputs { region: Some("eu-west-1".into()), ..Inputs::default() };
    let (unit, sources) = resolve_files(&[("t.yaml", text)], &inputs);
    let unit = unit.expect("a template");
    assert_eq!(presences(&unit), ["Set", "Set/Trail"]);
    assert_eq!(argument(&unit, "Set/Trail", "IsMultiRegionTrail"), "false");
    assert_eq!(argument(&unit, "Set/Trail", "TrailName"), "<Surroundings region set>");
    let head = unit.resources[1].head;
    assert_eq!(
        head.start as usize,
        text.find("Trail:\n            Type").expect("there"),
        "the place in the file"
    );
    assert_eq!(sources.get(head.source).expect("a source").path, Path::new("t.yaml"));
}

#[test]
fn what_surrounds_a_resource_and_the_way_of_a_value() {
    let text = "
Parameters: {Multi: {Type: String, Default: 'false'}}
Resources:
  T:
    Type: AWS::CloudTrail::Trail
    DependsOn: [P]
    DeletionPolicy: Retain
    Metadata: {aws:cdk:path: S/T}
    Properties: {IsMultiRegionTrail: !Ref Multi}
  P: {Type: AWS::S3::BucketPolicy}
";
    let (unit, sources) = resolve_files(&[("t.yaml", text)], &Inputs::default());
    let unit = unit.expect("a template");
    let trail = &unit.resources[0];
    assert_eq!(trail.depends_on, [Arc::from("P")]);
    assert_eq!(show(&trail.lifecycle.deletion_policy), "\"Retain\"");
    assert_eq!(show(&trail.metadata), "{aws:cdk:path: \"S/T\"}");
    assert_eq!(sources.slice(trail.head), "T");
    let argument = &trail.arguments["IsMultiRegionTrail"];
    assert_eq!(sources.slice(argument.span), "IsMultiRegionTrail: !Ref Multi");
    let steps: Vec<(Role, String)> = argument
        .value()
        .origin
        .steps()
        .into_iter()
        .map(|step| (step.role, sources.slice(step.span)))
        .collect();
    assert_eq!(
        steps,
        [
            (Role::ParameterDefault("Multi".into()), "Default: 'false'".to_owned()),
            (Role::Argument("IsMultiRegionTrail".into()), "IsMultiRegionTrail: !Ref Multi".to_owned()),
        ]
    );
}

#[test]
fn exports_are_found_by_name() {
    let sources = SourceMap::new();
    let memory = Memory::new().with("t.yaml", "Parameters: {P: {Type: String, Default: x}}\nResources: {K: {Type: AWS::KMS::Key}}\nOutputs: {A: {Value: !GetAtt K.Arn, Export: {Name: !Sub '${P}-key'}}}\n");
    let loader = Loader::new(&memory, &sources);
    let exports = exports(&loader, &["t.yaml".into()], &Inputs::default());
    assert_eq!(show(&exports["x-key"]), "<Import x-key arn:… set>");
}

#[test]
fn hostile_templates_are_bounded() {
    // conditions that double at each step, loops in loops, sixty cases in one list
    let mut text = String::from("Parameters:\n  P0: {Type: String}\n");
    for n in 1..60 {
        text.push_str(&format!("  P{n}: {{Type: String}}\n"));
    }
    text.push_str("Conditions:\n  C0: !Equals [!Ref P0, x]\n");
    for n in 1..60 {
        text.push_str(&format!(
            "  C{n}: !Or [!And [!Condition C{0}, !Equals [!Ref P{n}, y]], !Not [!Condition C{0}]]\n",
            n - 1
        ));
        text.push_str(&format!("  D{n}: !Equals [!Ref P{n}, x]\n"));
    }
    text.push_str("Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      A: !If [C59, 1, 2]\n      B: [");
    for n in 1..60 {
        text.push_str(&format!("!If [D{n}, {n}, !Ref 'AWS::NoValue'], "));
    }
    text.push_str("]\n      C: !Join ['', [");
    for n in 1..60 {
        text.push_str(&format!("!If [D{n}, a, b], "));
    }
    text.push_str("]]\n      D: !If [D1, 1, 2]\n  Fn::ForEach::A: [X, [1,2,3,4,5,6,7,8,9,10], {Fn::ForEach::B: [Y, [1,2,3,4,5,6,7,8,9,10], {Fn::ForEach::C: [Z, [1,2,3,4,5,6,7,8,9,10], {Fn::ForEach::D: [W, [1,2,3,4,5,6,7,8,9,10], {Fn::ForEach::E: [V, [1,2,3,4,5,6,7,8,9,10], {'R${X}${Y}${Z}${W}${V}': {Type: AWS::SNS::Topic}}]}]}]}]}]\n");
    let started = std::time::Instant::now();
    let unit = unit(&text);
    assert_eq!(argument(&unit, "T", "A"), "<Bound size of a condition not-null>");
    assert_eq!(argument(&unit, "T", "B"), "<Bound cases in one value>");
    assert_eq!(argument(&unit, "T", "C"), "<Bound cases in one value>");
    assert_eq!(argument(&unit, "T", "D"), "(D1 ? 1 : 2)");
    assert!(unit.resources.len() <= 10_001);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn many_conditions_that_are_false_by_default_cost_linear_time() {
    let mut text = String::from(
        "Parameters: {A: {Type: String, Default: ''}, B: {Type: String, Default: ''}}\nConditions:\n",
    );
    let count = 1_500;
    for n in 0..count {
        text.push_str(&format!("  C{n}: !And [!Equals [!Ref A, x{n}], !Equals [!Ref B, y]]\n"));
    }
    text.push_str("Resources:\n");
    for n in 0..count {
        text.push_str(&format!(
            "  R{n}: {{Type: AWS::SNS::Topic, Condition: C{n}, Properties: {{TopicName: !Ref A}}}}\n"
        ));
    }
    let started = std::time::Instant::now();
    let unit = unit(&text);
    assert_eq!(unit.resources.len(), count);
    assert_eq!(argument(&unit, "R7", "TopicName"), "\"x7\"");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_dependency_that_nothing_declares_is_told() {
    let template = |depends: &str| {
        format!(
            "Resources:\n  Logs: {{ Type: AWS::S3::Bucket }}\n  T:\n    Type: AWS::CloudTrail::Trail\n    \
             DependsOn: {depends}\n    Properties: {{ IsLogging: true }}\n"
        )
    };
    assert_eq!(problems(&unit(&template("Logs"))), Vec::<String>::new());
    assert_eq!(problems(&unit(&template("Log"))), ["`Log` is not declared"]);
    assert_eq!(
        problems(&unit(&template("[Logs, Gone, LogsPolicy]"))),
        ["`Gone` is not declared", "`LogsPolicy` is not declared"]
    );
    // a macro may declare it
    let with_macro = format!("Transform: Mine\n{}", template("Gone"));
    assert!(!problems(&unit(&with_macro)).iter().any(|it| it.contains("Gone")));
}

#[test]
fn instances_of_a_set_may_be_passed_other_values() {
    let template = |group: &str| {
        format!(
            "Resources:\n  S:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      StackSetName: s\n      \
             Parameters: [{{ParameterKey: V, ParameterValue: 'yes'}}]\n      StackInstancesGroup: {group}\n      \
             TemplateBody: |\n        Parameters: {{V: {{Type: String}}}}\n        Resources:\n          \
             B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Ref V}}}}\n"
        )
    };
    let no = "{ParameterOverrides: [{ParameterKey: V, ParameterValue: 'no'}]}";
    for (group, expected) in [
        ("[{Regions: [us-east-1]}]".to_owned(), "\"yes\""),
        (format!("[{no}]"), "\"no\""),
        (format!("[{no}, {no}]"), "\"no\""),
        (format!("[{no}, {{Regions: [eu-west-1]}}]"), "<Elsewhere ParameterOverrides>"),
        ("[{ParameterOverrides: [{ParameterKey: W, ParameterValue: x}]}]".to_owned(), "\"yes\""),
        ("!Ref Groups".to_owned(), "<Undeclared Groups not-null>"),
    ] {
        let unit = unit(&template(&group));
        let bucket = unit.resources.iter().find(|it| &*it.kind == "AWS::S3::Bucket").expect("a bucket");
        let name = bucket.arguments.get("BucketName").expect("its name");
        assert_eq!(show(name.value()), expected, "{group}");
    }
}

#[test]
fn conditions_of_nested_stacks_are_named_with_their_stack() {
    let child = "Parameters: {Env: {Type: String}}\nConditions: {IsProd: !Equals [!Ref Env, prod]}\nResources:\n  B:\n    \
        Type: AWS::S3::Bucket\n    Condition: IsProd\n";
    let parent = "Parameters: {Kind: {Type: String}, Env: {Type: String}}\nConditions: {IsProd: !Equals [!Ref Kind, prod]}\n\
        Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Condition: IsProd\n    Properties: {TemplateURL: c.yaml, \
        Parameters: {Env: !Ref Env}}\n";
    let (unit, _) = resolve_files(&[("t.yaml", parent), ("c.yaml", child)], &Inputs::default());
    let presences = presences(&unit.expect("a template"));
    assert_eq!(presences, ["S when IsProd", "S/B when (IsProd & S/IsProd)"]);
}

#[test]
fn many_templates_in_texts_take_linear_room() {
    let mut text = String::from("Resources:\n");
    let count = 1_000;
    for n in 0..count {
        text.push_str(&format!(
            "  S{n}:\n    Type: AWS::CloudFormation::StackSet\n    Properties:\n      TemplateBody: |\n        Resources:\n          \
             T: {{Type: AWS::SNS::Topic, Properties: {{TopicName: t{n}}}}}\n"
        ));
    }
    let (unit, sources) = resolve_files(&[("t.yaml", &text)], &Inputs::default());
    let unit = unit.expect("a template");
    assert_eq!(argument(&unit, "S999/T", "TopicName"), "\"t999\"");
    let read: usize = sources.all().iter().map(|source| source.text.len()).sum();
    assert!(read < 20 * 1024 * 1024, "{read} bytes of text");
}

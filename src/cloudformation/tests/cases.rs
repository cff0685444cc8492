//! One value each: parameters and sections, the node, what it resolves to.

use super::*;

/// Everything that the values below refer to.
const SECTIONS: &str = r#"
Transform: AWS::LanguageExtensions
Parameters:
  Text: {Type: String, Default: hello}
  Empty: {Type: String, Default: ""}
  Count: {Type: Number, Default: 1.0}
  List: {Type: CommaDelimitedList, Default: "a, b,c"}
  Open: {Type: String}
  Filled: {Type: String, MinLength: 1}
  Patterned: {Type: String, AllowedPattern: "^arn:aws:kms:.*$"}
  Env: {Type: String, AllowedValues: [prod, dev, test]}
  Only: {Type: String, AllowedValues: ["true"]}
  Flag: {Type: String, AllowedValues: [true, false]}
  OnOff: {Type: String, AllowedPattern: "^(on|off)$"}
  Loose: {Type: String, AllowedPattern: "^(on|off)+$"}
  Days: {Type: Number}
  OpenList: {Type: CommaDelimitedList}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Vpc: {Type: "AWS::EC2::VPC::Id"}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a/b}
  Secret: {Type: String, NoEcho: true, Default: x}
Mappings:
  Envs:
    prod: {Multi: true, Name: p}
    dev: {Multi: false, Name: p}
    test: {Multi: false, Name: p}
  Regions:
    us-east-1: {Same: true, Diff: 1}
    eu-west-1: {Same: true, Diff: 2}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Equals [!Ref Env, dev]
  NotProd: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsDev]
  Either: !Or [!Condition IsProd, {Condition: IsDev}]
  HasOpen: !Not [!Equals [!Ref Open, ""]]
  HasText: !Not [!Equals [!Ref Text, ""]]
  HasFilled: !Not [!Equals [!Ref Filled, ""]]
  Virginia: !Equals [!Ref "AWS::Region", us-east-1]
  TrueIsText: !Equals [true, "true"]
  NumberIsText: !Equals [1, "1"]
  Odd: !Equals [!Ref Env, staging]
  Long: {"Fn::Equals": [{Ref: Env}, prod]}
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Named: {Type: "AWS::S3::Bucket", Properties: {BucketName: audit}}
  Sometimes: {Type: "AWS::S3::Bucket", Properties: {BucketName: !If [IsProd, audit, !Ref "AWS::NoValue"]}}
  Itself: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref Itself}}
  Group: {Type: "AWS::Logs::LogGroup"}
  Key: {Type: "AWS::KMS::Key"}
  Topic: {Type: "AWS::SNS::Topic"}
  Custom: {Type: "Custom::Thing"}
  T:
    Type: Custom::Probe
    Properties:
      V: "#;

fn value_with(node: &str, inputs: &Inputs) -> (String, Vec<String>) {
    let text = format!("{SECTIONS}{}\n", node.replace('\n', "\n        "));
    let (unit, _) = resolve_files(&[("t.yaml", &text)], inputs);
    let unit = unit.expect("a template");
    (argument(&unit, "T", "V"), problems(&unit))
}

/// Nodes and what they resolve to, without problems.
const VALUES: &[(&str, &str)] = &[
    // scalars
    ("yes", "true"),
    ("'yes'", "\"yes\""),
    ("OFF", "false"),
    ("012345678901", "\"012345678901\""),
    ("5", "5"),
    ("[a, !Ref AWS::NoValue, b]", "[\"a\", \"b\"]"),
    ("{a: !Ref AWS::NoValue, b: 1}", "{a: null, b: 1}"),
    ("!Ref AWS::NoValue", "null"),
    // parameters
    ("!Ref Text", "\"hello\""),
    ("{Ref: Text}", "\"hello\""),
    ("!Ref Empty", "\"\""),
    ("!Ref Count", "\"1.0\""),
    ("!Ref List", "[\"a\", \"b\", \"c\"]"),
    ("!Ref Open", "<Parameter Open not-null>"),
    ("!Ref Filled", "<Parameter Filled set>"),
    ("!Ref Patterned", "<Parameter Patterned arn:aws:kms:… set>"),
    ("!Ref Env", "(Env==\"prod\" ? \"prod\" : (Env==\"dev\" ? \"dev\" : \"test\"))"),
    ("!Ref Only", "\"true\""),
    ("!Ref Flag", "(Flag==\"true\" ? \"true\" : \"false\")"),
    ("!Ref OnOff", "(OnOff==\"on\" ? \"on\" : \"off\")"),
    ("!Ref Loose", "<Parameter Loose set>"),
    ("!Ref Days", "<Parameter Days set>"),
    ("!Ref OpenList", "<Parameter OpenList not-null>"),
    ("!Ref Subnets", "<Parameter Subnets set>"),
    ("!Ref Vpc", "<Parameter Vpc set>"),
    ("!Ref Stored", "<DynamicReference /a/b set>"),
    ("!Ref Secret", "secret \"x\""),
    // pseudo parameters
    ("!Ref AWS::Region", "<Surroundings region set>"),
    ("!Sub '${AWS::Partition}.${AWS::URLSuffix}'", "\"aws.amazonaws.com\""),
    // resources
    ("!Ref Bucket", "<Attribute Bucket ->Bucket. set>"),
    ("!Ref Named", "\"audit\""),
    ("!Ref Sometimes", "(IsProd ? \"audit\" : <Attribute Sometimes ->Sometimes. set>)"),
    ("!Ref Itself", "<Attribute Itself ->Itself. set>"),
    ("!Ref Topic", "<Attribute Topic ->Topic. arn:… set>"),
    ("!GetAtt Group.Arn", "<Attribute Group.Arn ->Group.Arn arn:… …:* set>"),
    ("{Fn::GetAtt: [Key, Arn]}", "<Attribute Key.Arn ->Key.Arn arn:… set>"),
    ("!GetAtt [Key, Arn]", "<Attribute Key.Arn ->Key.Arn arn:… set>"),
    ("!GetAtt Custom.Data.Value", "<Attribute Custom.Data.Value ->Custom.Data.Value not-null>"),
    // strings
    ("!Sub '${Text}-${!Text}-$x'", "\"hello-${Text}-$x\""),
    ("!Sub ['${M}${Text}', {M: !Ref Count}]", "\"1.0hello\""),
    ("!Sub '${Group.Arn}:*'", "<Attribute Group.Arn ->Group.Arn arn:… …:* set>:*"),
    ("!Sub '${Flag}'", "(Flag==\"true\" ? \"true\" : \"false\")"),
    (
        "!Sub '${Env}-${Env}'",
        "(Env==\"prod\" ? \"prod-prod\" : (Env==\"dev\" ? \"dev-dev\" : \"test-test\"))",
    ),
    ("!Join ['', [fal, se]]", "\"false\""),
    ("!Join ['-', [1.0, true, !Ref AWS::NoValue]]", "\"1.0-true\""),
    ("!Join [',', !Ref List]", "\"a,b,c\""),
    ("!Select [1, !Ref List]", "\"b\""),
    ("!Select ['0', !Split [':', 'x:y']]", "\"x\""),
    ("!Select [4, !Split [':', !Sub 'arn:aws:s3:r:${AWS::AccountId}:x']]", "<Surroundings account set>"),
    ("!Select [4, !Split [':', !Ref 'AWS::StackId']]", "<Surroundings account set>"),
    ("!Select [1, !Split ['/', !Ref 'AWS::StackId']]", "<Surroundings stack name set>"),
    ("!Select [2, !Split ['/', !Ref 'AWS::StackId']]", "<Surroundings stack id set>"),
    ("!Select [0, !Split ['-', !Ref 'AWS::StackId']]", "<Surroundings region not-null>"),
    ("!Select [0, !Ref OpenList]", "<Parameter OpenList not-null>"),
    ("!Base64 'audit!'", "\"YXVkaXQh\""),
    ("!Base64 ab", "\"YWI=\""),
    ("{Fn::Length: !Ref List}", "3"),
    ("{Fn::ToJsonString: {a: [1, true], b: !Ref Text}}", "\"{\\\"a\\\":[1,true],\\\"b\\\":\\\"hello\\\"}\""),
    ("!Cidr [10.0.0.0/16, 2, 8]", "[\"10.0.0.0/24\", \"10.0.1.0/24\"]"),
    ("!GetAZs ''", "<Surroundings availability zones set>"),
    // mappings
    ("!FindInMap [Envs, prod, Multi]", "true"),
    ("!FindInMap [Envs, !Ref Env, Multi]", "(Env==\"prod\" ? true : false)"),
    ("!FindInMap [Envs, !Ref Env, Name]", "\"p\""),
    ("!FindInMap [Envs, !Ref Open, Name]", "\"p\""),
    ("!FindInMap [Regions, !Ref AWS::Region, Same]", "true"),
    ("!FindInMap [Regions, !Ref AWS::Region, Diff]", "(AWS::Region==\"us-east-1\" ? 1 : 2)"),
    ("!FindInMap [Envs, none, Multi, {DefaultValue: 7}]", "7"),
    // conditions
    ("!If [IsProd, 1, 2]", "(IsProd ? 1 : 2)"),
    ("{Fn::If: [Long, 1, 2]}", "(Long ? 1 : 2)"),
    ("!If [IsProd, false, false]", "false"),
    ("!If [NotProd, 1, 2]", "(NotProd ? 1 : 2)"),
    ("!If [HasText, 1, 2]", "1"),
    ("!If [HasFilled, 1, 2]", "1"),
    ("!If [HasOpen, !Ref Open, !Ref AWS::NoValue]", "(HasOpen ? <Parameter Open set> : null)"),
    ("!If [Virginia, 1, 2]", "(Virginia ? 1 : 2)"),
    ("!If [TrueIsText, 1, 2]", "1"),
    ("!If [NumberIsText, 1, 2]", "1"),
    ("!If [Odd, 1, 2]", "2"),
    ("[x, !If [IsProd, y, !Ref AWS::NoValue]]", "(IsProd ? [\"x\", \"y\"] : [\"x\"])"),
    // what is resolved elsewhere
    ("!ImportValue x", "<Import x set>"),
    ("!ImportValue {'Fn::Sub': '${Text}-x'}", "<Import hello-x set>"),
    ("'{{resolve:ssm:/a}}'", "<DynamicReference {{resolve:ssm:/a}} set>"),
    ("'a{{resolve:secretsmanager:s}}'", "secret asecret <DynamicReference {{resolve:secretsmanager:s}} set>"),
    ("!Sub '{{resolve:ssm:/${Text}}}'", "<DynamicReference {{resolve:ssm:/hello}} set>"),
    ("!Sub '{{resolve:ssm:/${Open}}}'", "<DynamicReference {{resolve:ssm:/${Open}}} set>"),
    ("!CurrentAccount", "<Macro !CurrentAccount>"),
    ("!Rain::Embed x.txt", "<Macro !Rain::Embed>"),
    ("{a: 1, 'Fn::Transform': {Name: Mine}}", "{a: <Macro Mine>, ..Macro}"),
    ("{a: 1, 'Fn::Transform': {Name: AWS::Include, Parameters: {Location: s3://x/y}}}", "{a: 1, ..Macro}"),
];

#[test]
fn values() {
    for (node, expected) in VALUES {
        let (value, problems) = value_with(node, &Inputs::default());
        assert_eq!((value.as_str(), problems), (*expected, vec![]), "{node}");
    }
}

#[test]
fn contradictory_conditions_are_never_both() {
    let (value, _) = value_with("!If [Both, 1, 2]", &Inputs::default());
    assert_eq!(value, "(Both ? 1 : 2)");
    let unit = unit(&format!("{SECTIONS}!If [Both, 1, 2]\n"));
    let value = unit.resources.last().expect("the trail").arguments["V"].value();
    let Data::Branches(branches) = &value.data else { panic!("{value:?}") };
    let mut atoms = Vec::new();
    branches.condition.collect_atoms(&mut atoms);
    let cases = crate::value::cases(&atoms).expect("few cases");
    assert_eq!(cases.len(), 3, "prod, dev, test");
    assert!(cases.iter().all(|case| branches.condition.holds(case) == Some(false)));
}

#[test]
fn what_cloudformation_refuses_is_told_and_unknown() {
    let cases: &[(&str, &str, &str)] = &[
        ("!Ref Txt", "<Undeclared Txt>", "`Txt` is not declared"),
        ("!Ref AWS::Regoin", "<Undeclared AWS::Regoin>", "`AWS::Regoin` is not declared"),
        ("!GetAtt Grup.Arn", "<Undeclared Grup>", "`Grup` is not declared"),
        ("!Sub '${Nope}'", "<Undeclared Nope>", "`Nope` is not declared"),
        ("!If [IsPord, 1, 2]", "<Undeclared IsPord not-null>", "condition `IsPord` is not declared"),
        ("!FindInMap [Env, a, b]", "<Undeclared Env>", "mapping `Env` is not declared"),
        (
            "!FindInMap [Envs, stage, Multi]",
            "<Error mapping `Envs` has no key `stage`>",
            "mapping `Envs` has no key `stage`",
        ),
        (
            "{Fn::Gettatt: x}",
            "<Error `Fn::Gettatt` is not an intrinsic function>",
            "`Fn::Gettatt` is not an intrinsic function",
        ),
        ("!Reff x", "<Error `!Reff` is not an intrinsic function>", "`!Reff` is not an intrinsic function"),
        (
            "!Select [9, !Ref List]",
            "<Error index 9 is outside the list of 3 values>",
            "index 9 is outside the list of 3 values",
        ),
    ];
    for (node, expected, problem) in cases {
        let (value, problems) = value_with(node, &Inputs::default());
        assert_eq!((value.as_str(), problems), (*expected, vec![(*problem).to_owned()]), "{node}");
    }
}

#[test]
fn inputs_override_defaults() {
    let given = |name: &str, value: &str| GivenParameter {
        name: name.into(),
        value: Some(value.into()),
        given_by: "--parameter".into(),
    };
    let inputs = Inputs {
        parameters: vec![
            given("Text", "x"),
            given("Text", "bye"),
            given("Env", "prod"),
            given("OpenList", "a,b"),
        ],
        region: Some("cn-north-1".into()),
        account: Some("111122223333".into()),
        exports: BTreeMap::from([("e".into(), Value::string("exported"))]),
        ..Inputs::default()
    };
    let cases = [
        ("!Ref Text", "\"bye\""),
        ("!If [IsProd, 1, 2]", "1"),
        ("!Ref OpenList", "[\"a\", \"b\"]"),
        ("!Sub '${AWS::Partition}:${AWS::Region}:${AWS::AccountId}'", "\"aws-cn:cn-north-1:111122223333\""),
        ("!ImportValue e", "\"exported\""),
    ];
    for (node, expected) in cases {
        assert_eq!(value_with(node, &inputs), (expected.to_owned(), vec![]), "{node}");
    }
    let wrong = Inputs { parameters: vec![given("Env", "stage")], ..Inputs::default() };
    let (_, problems) = value_with("!Ref Env", &wrong);
    assert_eq!(
        problems,
        ["`stage` is not an allowed value of parameter `Env`: CloudFormation refuses the template"]
    );
}

#[test]
fn parameter_files() {
    let cases = [
        (
            r#"[{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "UsePreviousValue": true}]"#,
            Some("A=1 B=(deployed)"),
        ),
        (r#"["A=1", "B=x=y"]"#, Some("A=1 B=x=y")),
        (r#"{"Parameters": {"A": "1", "B": true}, "Tags": {"x": "y"}}"#, Some("A=1 B=true")),
        (r#"{"A": 1, "B": ["x", "y"]}"#, Some("A=1 B=x,y")),
        (r#""text""#, None),
        (r#"[1]"#, None),
    ];
    for (text, expected) in cases {
        let source = SourceMap::new().add(Path::new("p.json"), text);
        let (node, problems) = crate::syntax::json::parse(&source);
        assert!(problems.is_empty());
        let parsed = parse_parameters_file(&node.expect("a value"), "p.json");
        let one = |given: &GivenParameter| {
            format!("{}={}", given.name, given.value.as_deref().unwrap_or("(deployed)"))
        };
        let shown = parsed.map(|all| all.iter().map(one).collect::<Vec<_>>().join(" "));
        assert_eq!(shown.as_deref(), expected, "{text}");
    }
}

#!/usr/bin/env python3
"""Writes templates that are always the same: FILES of RESOURCES resources each, one in ten with a trail.

    benches/templates.py FOLDER [FILES] [RESOURCES]

Beside `rg -l AWS::CloudTrail FOLDER` this measures what reading a template costs that matters for one resource of many.
"""

import os
import random
import sys

RESOURCES = [
    """  Bucket{n}:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketName: !Sub '${{Env}}-data-{n}'
      VersioningConfiguration:
        Status: Enabled
      Tags:
        - Key: team
          Value: t{m}
""",
    """  Queue{n}:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: queue-{n}
      VisibilityTimeout: {m}
      RedrivePolicy: {{maxReceiveCount: 5, deadLetterTargetArn: !GetAtt Queue{n}.Arn}}
""",
    """  Role{n}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Service: lambda.amazonaws.com}}
            Action: sts:AssumeRole
""",
    """  Function{n}:
    Type: AWS::Lambda::Function
    # runs every {m} minutes
    Properties:
      Handler: index.handler
      Runtime: python3.12
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          import boto3
          def handler(event, context):
              return {{"n": {n}}}
      Environment:
        Variables:
          STAGE: !Ref Env
          LEVEL: !If [IsProd, warn, debug]
""",
]
TRAIL = """  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      IsLogging: true
      S3BucketName: !Ref Logs
      IsMultiRegionTrail: !If [IsProd, true, false]
      EnableLogFileValidation: true
"""
HEAD = """AWSTemplateFormatVersion: "2010-09-09"
Description: templates to measure on
Parameters:
  Env:
    Type: String
    Default: dev
    AllowedValues: [dev, prod]
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  Logs:
    Type: AWS::S3::Bucket
"""


def template(source, count, trail):
    place = source.randrange(count)
    parts = [HEAD]
    for number in range(count - 2):
        parts.append(source.choice(RESOURCES).format(n=number, m=source.randrange(1, 900)))
        if trail and number == place:
            parts.append(TRAIL)
    if trail and place >= count - 2:
        parts.append(TRAIL)
    parts.append("Outputs:\n  Logs:\n    Value: !Ref Logs\n")
    return "".join(parts)


def main():
    folder = sys.argv[1]
    files, resources = (int(number) for number in (sys.argv[2:] + ["1000", "200"])[:2])
    source = random.Random(7)
    for number in range(files):
        place = os.path.join(folder, f"service-{number // 20:04}")
        os.makedirs(place, exist_ok=True)
        with open(os.path.join(place, f"template-{number:04}.yaml"), "w", encoding="utf-8") as file:
            file.write(template(source, resources, number % 10 == 3))


main()

# What somebody who takes over the account does first, and what should wake people up: the alarms of the CIS AWS
# Foundations Benchmark. One map, one filter and one alarm for each entry.

locals {
  # The events that each alarm is about: `source` where another service has an event of that name too.
  watched_events = {
    cloudtrail-config-changes = {
      source = null
      events = [
        "CreateTrail",
        "UpdateTrail",
        "DeleteTrail",
        "StartLogging",
        "StopLogging",
      ]
    }
    selector-tampering = {
      source = null
      events = [
        "PutEventSelectors",
        "PutInsightSelectors",
      ]
    }
    kms-disable-or-delete = {
      source = "kms.amazonaws.com"
      events = [
        "DisableKey",
        "ScheduleKeyDeletion",
      ]
    }
    config-changes = {
      source = "config.amazonaws.com"
      events = [
        "StopConfigurationRecorder",
        "DeleteDeliveryChannel",
        "PutDeliveryChannel",
        "PutConfigurationRecorder",
      ]
    }
    s3-bucket-policy-changes = {
      source = "s3.amazonaws.com"
      events = [
        "PutBucketAcl",
        "PutBucketPolicy",
        "PutBucketCors",
        "PutBucketLifecycle",
        "PutBucketReplication",
        "DeleteBucketPolicy",
        "DeleteBucketCors",
        "DeleteBucketLifecycle",
        "DeleteBucketReplication",
      ]
    }
    iam-policy-changes = {
      source = null
      events = [
        "DeleteGroupPolicy",
        "DeleteRolePolicy",
        "DeleteUserPolicy",
        "PutGroupPolicy",
        "PutRolePolicy",
        "PutUserPolicy",
        "CreatePolicy",
        "DeletePolicy",
        "CreatePolicyVersion",
        "DeletePolicyVersion",
        "AttachRolePolicy",
        "DetachRolePolicy",
        "AttachUserPolicy",
        "DetachUserPolicy",
        "AttachGroupPolicy",
        "DetachGroupPolicy",
      ]
    }
    organizations-changes = {
      source = "organizations.amazonaws.com"
      events = [
        "AcceptHandshake",
        "AttachPolicy",
        "CreateAccount",
        "CreateOrganizationalUnit",
        "CreatePolicy",
        "DeclineHandshake",
        "DeleteOrganization",
        "DeleteOrganizationalUnit",
        "DeletePolicy",
        "DetachPolicy",
        "DisablePolicyType",
        "EnablePolicyType",
        "InviteAccountToOrganization",
        "LeaveOrganization",
        "MoveAccount",
        "RemoveAccountFromOrganization",
        "UpdatePolicy",
        "UpdateOrganizationalUnit",
      ]
    }
    security-group-changes = {
      source = null
      events = [
        "AuthorizeSecurityGroupIngress",
        "AuthorizeSecurityGroupEgress",
        "RevokeSecurityGroupIngress",
        "RevokeSecurityGroupEgress",
        "CreateSecurityGroup",
        "DeleteSecurityGroup",
        "ModifySecurityGroupRules",
      ]
    }
    nacl-changes = {
      source = null
      events = [
        "CreateNetworkAcl",
        "CreateNetworkAclEntry",
        "DeleteNetworkAcl",
        "DeleteNetworkAclEntry",
        "ReplaceNetworkAclEntry",
        "ReplaceNetworkAclAssociation",
      ]
    }
    network-gateway-changes = {
      source = null
      events = [
        "CreateCustomerGateway",
        "DeleteCustomerGateway",
        "AttachInternetGateway",
        "CreateInternetGateway",
        "DeleteInternetGateway",
        "DetachInternetGateway",
      ]
    }
    route-table-changes = {
      source = null
      events = [
        "CreateRoute",
        "CreateRouteTable",
        "ReplaceRoute",
        "ReplaceRouteTableAssociation",
        "DeleteRouteTable",
        "DeleteRoute",
        "DisassociateRouteTable",
      ]
    }
    vpc-changes = {
      source = null
      events = [
        "CreateVpc",
        "DeleteVpc",
        "ModifyVpcAttribute",
        "AcceptVpcPeeringConnection",
        "CreateVpcPeeringConnection",
        "DeleteVpcPeeringConnection",
        "RejectVpcPeeringConnection",
        "AttachClassicLinkVpc",
        "DetachClassicLinkVpc",
        "DisableVpcClassicLink",
        "EnableVpcClassicLink",
      ]
    }
  }

  # Those that are not about the name of an event.
  other_patterns = {
    unauthorized-api-calls     = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"
    console-signin-without-mfa = "{ ($.eventName = \"ConsoleLogin\") && ($.additionalEventData.MFAUsed != \"Yes\") }"
    console-auth-failures      = "{ ($.eventName = \"ConsoleLogin\") && ($.errorMessage = \"Failed authentication\") }"
    root-usage                 = "{ ($.userIdentity.type = \"Root\") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != \"AwsServiceEvent\") }"
  }

  event_names = {
    for name, watched in local.watched_events :
    name => join(" || ", [for event in watched.events : "($.eventName = ${event})"])
  }

  patterns = merge(local.other_patterns, {
    for name, watched in local.watched_events :
    name => watched.source == null ? "{ ${local.event_names[name]} }" : "{ ($.eventSource = ${watched.source}) && (${local.event_names[name]}) }"
  })

  namespace = "Audit/${var.name}"
}

resource "aws_cloudwatch_log_metric_filter" "audit" {
  for_each = local.patterns

  name           = each.key
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = each.value

  metric_transformation {
    name      = each.key
    namespace = local.namespace
    value     = "1"
  }
}

# One event is enough.
resource "aws_cloudwatch_metric_alarm" "audit" {
  for_each = local.patterns

  alarm_name          = "${var.name}-${each.key}"
  metric_name         = each.key
  namespace           = local.namespace
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

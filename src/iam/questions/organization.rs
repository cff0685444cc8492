//! Whether service control policies keep everyone's hands off the trails.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html>

use super::super::context::{Context, ContextValue};
use super::super::document::Policy;
use super::super::evaluate::{Asked, Extent, Question, denied_throughout};
use super::super::principal::Principal;
use super::Answer;
use crate::expr::logic;
use crate::value::Value;

/// What must be denied for a trail to be protected.
pub const TRAIL_ACTIONS: &[&str] =
    &["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail"];

/// What service control policies deny.
#[derive(Clone, Debug)]
pub struct Protection {
    /// Whether all the actions are denied to whoever is not exempted by name.
    pub all: Answer,
    /// The actions that are not.
    pub missing: Vec<String>,
    /// Those of them that are denied to some callers only (without MFA, in some regions).
    pub partial: Vec<String>,
}

/// Whether the policies, each of them attached, deny the actions on the trails (all trails where no ARN is given).
/// A Deny that spares some roles by `aws:PrincipalArn` counts; one that binds only callers without MFA does not.
pub fn scp_denies(policies: &[Policy], actions: &[&str], trail_arns: &[Value]) -> Protection {
    // somebody whom no exemption names
    let context = Context::of_all_requests()
        .with("aws:PrincipalArn", ContextValue::text("arn:aws:iam::000000000000:role/_not_exempted_"))
        .with("aws:PrincipalIsAWSService", ContextValue::text("false"));
    let every_trail = [Value::string("arn:aws:cloudtrail:*:*:trail/*")];
    let resource = if trail_arns.is_empty() { &every_trail[..] } else { trail_arns };
    let mut all = Answer::new(Value::bool(true), None);
    let (mut missing, mut partial) = (Vec::new(), Vec::new());
    for action in actions {
        let question =
            Question { principal: &Principal::Holder, action, resource: Some(resource), context: &context };
        let decision = denied_throughout(policies, &question);
        if decision.value.as_bool() == Some(false) {
            missing.push((*action).to_owned());
            if policies.iter().any(|policy| denied_to_some(policy, &question)) {
                partial.push((*action).to_owned());
            }
        }
        all = all.and(Answer::new(decision.value, decision.witness));
    }
    if !missing.is_empty() {
        let list: Vec<String> = missing.iter().map(|action| format!("`{action}`")).collect();
        all.detail = if partial.is_empty() {
            format!("{} not denied", list.join(", "))
        } else {
            format!("{} denied only in part", list.join(", "))
        };
    }
    Protection { all, missing, partial }
}

fn denied_to_some(policy: &Policy, question: &Question<'_>) -> bool {
    let answer = policy.any(&mut |statement| {
        let denies = logic::is(&statement.effect, "Deny");
        super::super::both(&denies, &Asked::of(question).is_met_unconditionally_by(statement, Extent::Some))
    });
    answer.as_bool() == Some(true)
}

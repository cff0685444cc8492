//! Rules of AWS CloudFormation Guard on what was resolved, whatever language it is written in.
//!
//! Guard knows no unknown, no branch and no origin. So each resource is shown to it in the shape of a template
//! ([`document`]), once for each value that what is not known may take ([`variants`], as far as the rules read it:
//! [`reading`]); what it says of all of them is settled like the verdicts of other rules ([`verdicts`]), and where a
//! clause fails is led back to the line it comes from ([`finding`]). Evaluating is somebody else's: a
//! [`GuardRunner`] is handed in, since rule files may bring down the process that evaluates them.

mod candidates;
mod document;
#[cfg(feature = "guard")]
pub mod engine;
mod finding;
pub mod protocol;
mod reading;
mod variants;
mod verdicts;
mod work;

pub use document::{Seen, Unit};
pub use verdicts::{Asked, Checked, check};
pub use work::{Answer, Evaluated, FailedClause, GuardRunner, Status, Trouble, Work};

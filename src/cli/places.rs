//! What the arguments that say where a deployment goes may be: by their form, for there are new Regions every year.

use crate::config::keys::Form;

/// A region's name.
pub(super) fn region(text: &str) -> Result<String, String> {
    of_form(text, Form::Region)
}

/// An account's id.
pub(super) fn account(text: &str) -> Result<String, String> {
    of_form(text, Form::Account)
}

/// What the configuration takes for the same.
fn of_form(text: &str, form: Form) -> Result<String, String> {
    if form.fits(text) { Ok(text.to_owned()) } else { Err(format!("expected {}", form.name())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_and_a_region_have_their_form() {
        let takes = |argument: &str| match argument.split_once('=') {
            Some(("--account", text)) => account(text).is_ok(),
            Some((_, text)) => region(text).is_ok(),
            None => false,
        };
        for good in [
            "--account=012345678901",
            "--region=eu-central-1",
            "--region=us-gov-west-1",
            "--region=us-isob-east-1",
            "--region=eusc-de-east-1",
            "--region=ap-southeast-4",
        ] {
            assert!(takes(good), "{good}");
        }
        for bad in [
            "--account=12",
            "--account=0123456789012",
            "--account=0123-4567-8901",
            "--account=",
            "--region=mars",
            "--region=eu-central-1a",
            "--region=EU-CENTRAL-1",
            "--region=us_east_1",
        ] {
            assert!(!takes(bad), "{bad}");
        }
    }
}

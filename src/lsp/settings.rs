//! What the user has set under `trailguard` in the editor.

use serde_json::Value;

/// The settings; what is not set, or not as it should be, is as it is by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// Values beside what they are computed from.
    pub inlay_hints: bool,
    /// A line above each trail.
    pub code_lens: bool,
    /// Whether what the files do not decide is shown.
    pub unknowns: bool,
    /// Whether the extended profile is on, where the configuration says nothing.
    pub extended: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { inlay_hints: false, code_lens: true, unknowns: true, extended: false }
    }
}

impl Settings {
    /// Reads them, with the section's name around them or without it.
    pub(super) fn read(value: &Value) -> Self {
        let section = value.get("trailguard").unwrap_or(value);
        let on = |name: &str, otherwise: bool| match section.get(name) {
            Some(Value::Bool(on)) => *on,
            // as other servers have it: `{"enable": true}`
            Some(Value::Object(object)) => {
                let enable = object.get("enable").or_else(|| object.get("enabled"));
                enable.and_then(Value::as_bool).unwrap_or(otherwise)
            }
            _ => otherwise,
        };
        let standard = Settings::default();
        Settings {
            inlay_hints: on("inlayHints", standard.inlay_hints),
            code_lens: on("codeLens", standard.code_lens),
            unknowns: on("unknowns", standard.unknowns),
            extended: section.get("profile").and_then(Value::as_str) == Some("extended"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_read_with_their_section_or_without() {
        let on = Settings { inlay_hints: true, ..Settings::default() };
        for value in [
            json!({"trailguard": {"inlayHints": true}}),
            json!({"inlayHints": true, "codeLens": 7, "profile": null}),
            json!({"inlayHints": {"enable": true}}),
        ] {
            assert_eq!(Settings::read(&value), on, "{value}");
        }
        for value in [json!(null), json!([]), json!({"trailguard": []}), json!("x")] {
            assert_eq!(Settings::read(&value), Settings::default(), "{value}");
        }
        assert!(Settings::read(&json!({"profile": "extended"})).extended);
    }
}

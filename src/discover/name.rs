//! What a file is by its name.

use std::path::Path;

/// Extensions, in small letters, of files that may be templates or plans.
const DOCUMENT_EXTENSIONS: &[&str] = &["yaml", "yml", "json", "template", "cfn", "cform", "cft"];

/// Terraform's and OpenTofu's configuration, each OpenTofu ending behind the Terraform ending that it shadows.
const CONFIGURATION_ENDINGS: &[(&str, Option<&str>)] =
    &[(".tf", Some(".tofu")), (".tf.json", Some(".tofu.json")), (".tofu", None), (".tofu.json", None)];

/// What a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Terraform configuration.
    Configuration,
    /// Values for Terraform's variables.
    VariableFile,
    /// `terragrunt.hcl`.
    Terragrunt,
    /// Perhaps a template or a plan.
    Document,
    /// None of these.
    Other,
}

/// What the name at the end of a file's path says.
pub(super) fn kind_of(path: &Path) -> FileKind {
    let path = path.as_os_str().as_encoded_bytes();
    let name = path.iter().rposition(|byte| std::path::is_separator(char::from(*byte)));
    kind(&path[name.map_or(0, |separator| separator + 1)..])
}

/// What the name says.
pub(super) fn kind(name: &[u8]) -> FileKind {
    let Some(dot) = memchr::memrchr(b'.', name) else { return FileKind::Other };
    let (stem, extension) = (&name[..dot], &name[dot + 1..]);
    let document =
        || DOCUMENT_EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known.as_bytes()));
    match extension {
        b"tf" | b"tofu" => FileKind::Configuration,
        b"json" if stem.ends_with(b".tf") || stem.ends_with(b".tofu") => FileKind::Configuration,
        b"tfvars" => FileKind::VariableFile,
        b"json" if stem.ends_with(b".tfvars") => FileKind::VariableFile,
        b"hcl" if stem == b"terragrunt" => FileKind::Terragrunt,
        _ if document() => FileKind::Document,
        _ => FileKind::Other,
    }
}

/// The name of the file in whose favour OpenTofu leaves this one out, where that is there.
pub(super) fn shadowing(name: &str) -> Option<String> {
    CONFIGURATION_ENDINGS.iter().find_map(|(ending, shadow)| {
        let stem = name.strip_suffix(ending)?;
        shadow.map(|shadow| format!("{stem}{shadow}"))
    })
}

/// Where a variable file comes among those that Terraform applies unasked; `None` where it must be asked to.
///
/// <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>
pub(super) fn applied_rank(name: &str) -> Option<u8> {
    match name {
        "terraform.tfvars" => Some(0),
        "terraform.tfvars.json" => Some(1),
        _ if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_kinds() {
        for (name, expected) in [
            ("main.tf", FileKind::Configuration),
            ("main.tofu", FileKind::Configuration),
            ("main.tf.json", FileKind::Configuration),
            ("main.tofu.json", FileKind::Configuration),
            ("a.tfvars", FileKind::VariableFile),
            ("a.auto.tfvars.json", FileKind::VariableFile),
            ("terragrunt.hcl", FileKind::Terragrunt),
            ("a.tftest.hcl", FileKind::Other),
            ("a.tfmock.hcl", FileKind::Other),
            ("t.YAML", FileKind::Document),
            ("t.template", FileKind::Document),
            ("tf.json", FileKind::Document),
            ("README", FileKind::Other),
            ("x.md", FileKind::Other),
        ] {
            assert_eq!(kind(name.as_bytes()), expected, "{name}");
            assert_eq!(kind_of(&Path::new("a.tf/b").join(name)), expected, "{name}");
            assert_eq!(kind_of(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn tofu_shadows_tf() {
        assert_eq!(shadowing("a.tf").as_deref(), Some("a.tofu"));
        assert_eq!(shadowing("a.tf.json").as_deref(), Some("a.tofu.json"));
        assert_eq!(shadowing("a.tofu"), None);
    }
}

//! Addresses of documents as paths of files, and back.

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// What stands in a path as it is: <https://datatracker.ietf.org/doc/html/rfc3986#section-3.3>
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The file that an address names; none for what lies nowhere on disk.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let text = uri.as_str();
    let (scheme, rest) = text.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let encoded = match rest.strip_prefix("//") {
        // `file://host/share` names another machine's file
        Some(with_host) => {
            let slash = with_host.find('/')?;
            if !matches!(&with_host[..slash], "" | "localhost") {
                return None;
            }
            &with_host[slash..]
        }
        None => rest,
    };
    let path = percent_decode_str(encoded).decode_utf8().ok()?;
    let drive = path.strip_prefix('/').filter(|it| it.as_bytes().get(1) == Some(&b':'));
    let path = if cfg!(windows) { drive.unwrap_or(&path) } else { &path };
    let path = PathBuf::from(path);
    path.is_absolute().then_some(path)
}

/// The address of a file, whose path is absolute.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    let text = path.to_str()?;
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.to_owned() };
    Uri::from_str(&format!("file://{}", utf8_percent_encode(&text, ESCAPED))).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_are_the_same_files() {
        for (address, expected) in [
            ("file:///w/main.tf", Some("/w/main.tf")),
            ("file:///w/a%20b/%C3%A9.tf", Some("/w/a b/é.tf")),
            ("file://localhost/w/main.tf", Some("/w/main.tf")),
            ("file:/w/main.tf", Some("/w/main.tf")),
            ("file://elsewhere/w/main.tf", None),
            ("untitled:Untitled-1", None),
            ("file:///w/%FF.tf", None),
        ] {
            let uri = Uri::from_str(address).expect("it is an address");
            assert_eq!(path(&uri), expected.map(PathBuf::from), "{address}");
        }
        for text in ["/w/main.tf", "/w/a b/é#?%.tf"] {
            let there = uri(Path::new(text)).expect("it can be said");
            assert_eq!(path(&there), Some(PathBuf::from(text)), "{}", there.as_str());
        }
    }
}

//! Ranges of versions as people write them for Terraform and cargo: `>= 0.1, < 2`, `~> 1.4`, `^1`, `0.3`.

/// Major, minor, patch.
pub(super) type Version = [u64; 3];

/// The version of a text such as `0.1.0`; what follows a `-` or `+` does not count.
pub(super) fn parse(text: &str) -> Option<Version> {
    let numbers = text.split(['-', '+']).next()?;
    written(numbers).map(|(version, _)| version)
}

/// The version, and how many of its numbers are written.
fn written(text: &str) -> Option<(Version, usize)> {
    let mut version = [0; 3];
    let mut count = 0;
    for part in text.trim().split('.') {
        *version.get_mut(count)? = part.parse().ok()?;
        count += 1;
    }
    Some((version, count))
}

/// Whether a version is in a range; `None` where that is none.
pub(super) fn admits(range: &str, version: Version) -> Option<bool> {
    let mut all = true;
    for comparison in range.split(',') {
        let comparison = comparison.trim();
        let end = comparison.find(|c: char| c.is_ascii_digit())?;
        let (operator, text) = comparison.split_at(end);
        let (bound, count) = written(text)?;
        all &= match operator.trim() {
            ">=" => version >= bound,
            ">" => version > bound,
            "<=" => version <= bound || same(version, bound, count),
            "<" => version < bound,
            "=" | "" => same(version, bound, count),
            // the last number that is written may grow
            "~>" => version >= bound && same(version, bound, count.saturating_sub(1).max(1)),
            // `~1.4` is `~> 1.4.0`
            "~" => version >= bound && same(version, bound, count.min(2)),
            // up to the first number that is not zero
            "^" => {
                let fixed = bound.iter().take(count).position(|number| *number > 0);
                version >= bound && same(version, bound, fixed.map_or(count, |at| at + 1))
            }
            _ => return None,
        };
    }
    Some(all)
}

fn same(version: Version, bound: Version, numbers: usize) -> bool {
    version.iter().zip(bound).take(numbers).all(|(a, b)| *a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_admit_what_they_say() {
        for (range, version, expected) in [
            (">=0.1, <2", "0.1.0", Some(true)),
            (">= 0.1 , < 0.1.0", "0.1.0", Some(false)),
            ("0.1", "0.1.7", Some(true)),
            ("= 0.1.0", "0.1.7", Some(false)),
            ("<=0.1", "0.1.7", Some(true)),
            ("> 1", "1.0.1", Some(true)),
            ("~> 1.4", "1.9.0", Some(true)),
            ("~> 1.4", "2.0.0", Some(false)),
            ("~> 1.4.2", "1.5.0", Some(false)),
            ("~> 1.4.2", "1.4.9", Some(true)),
            ("~1.4", "1.4.9", Some(true)),
            ("~1.4", "1.5.0", Some(false)),
            ("^1.4", "1.9.0", Some(true)),
            ("^1.4", "1.3.0", Some(false)),
            ("^0.1", "0.2.0", Some(false)),
            ("^0.1.2", "0.1.3", Some(true)),
            ("^0.0.2", "0.0.3", Some(false)),
            (">=0.1,", "0.1.0", None),
            ("latest", "0.1.0", None),
            ("=> 1", "0.1.0", None),
            ("1.2.3.4", "0.1.0", None),
        ] {
            let version = parse(version).expect("it is a version");
            assert_eq!(admits(range, version), expected, "{range} {version:?}");
        }
        assert_eq!(parse("1.2.3-beta.1+x"), Some([1, 2, 3]));
    }
}

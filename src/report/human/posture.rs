//! How a trail stands, in one line under its name; and the order in which trails and what belongs to them are told.

use super::About;
use super::style::{DIM, GREEN, RED, Style, YELLOW};
use crate::check::{Answer, Finding, Posture, UnitName};
use foldhash::{HashMap, HashMapExt};

/// So many trails, and those without any finding are counted only: nobody reads a hundred good lines.
const FEW: usize = 20;

/// Whether a trail that has no finding is told with its posture all the same.
pub(super) fn all_are_told(postures: &Postures<'_>) -> bool {
    postures.len() <= FEW
}

/// Postures by unit and address of the trail.
pub(super) type Postures<'a> = HashMap<(&'a UnitName, Option<&'a str>), &'a [(&'static str, Answer)]>;

/// The postures, to be found by what a chapter is about.
pub(super) fn by_trail(postures: &[Posture]) -> Postures<'_> {
    postures.iter().map(|it| ((&it.unit, Some(&*it.trail)), &*it.facets)).collect()
}

/// Puts what belongs to a trail (its bucket, key, log group, …) behind it. Everything else keeps its order.
pub(super) fn group_by_trail<'a>(chapters: &mut Vec<(About<'a>, Vec<&'a Finding>)>, postures: &'a [Posture]) {
    let mut owners: HashMap<(&UnitName, &str), (&UnitName, &str)> = HashMap::new();
    for posture in postures {
        for neighbour in &posture.neighbours {
            // what several trails share is told with the first
            owners.entry((&posture.unit, neighbour)).or_insert((&posture.unit, &posture.trail));
        }
    }
    let mut places: HashMap<(&UnitName, &str), usize> = HashMap::with_capacity(chapters.len());
    for (place, ((unit, resource), _)) in chapters.iter().enumerate() {
        if let Some(resource) = resource {
            places.insert((unit, &resource.address), place);
        }
    }
    let mut numbered: Vec<((usize, bool, usize), _)> = std::mem::take(chapters)
        .into_iter()
        .enumerate()
        .map(|(place, chapter)| {
            let own = chapter.0.1.map(|resource| (chapter.0.0, &*resource.address));
            let owner = own.and_then(|own| owners.get(&own));
            match owner.and_then(|owner| places.get(owner)) {
                Some(trail) if *trail != place => ((*trail, true, place), chapter),
                _ => ((place, false, place), chapter),
            }
        })
        .collect();
    numbered.sort_by_key(|(order, _)| *order);
    chapters.extend(numbered.into_iter().map(|(_, chapter)| chapter));
}

/// `✓ logging  ✗ all regions  ? key`
pub(super) fn line(facets: &[(&'static str, Answer)], width: usize, style: Style) -> String {
    let mut text = String::new();
    let mut used = 0;
    for (name, standing) in facets {
        // two blanks, the mark, a blank
        let length = name.chars().count() + 4;
        if used > 0 && used + length > width {
            text.push('\n');
            used = 0;
        }
        used += length;
        let (mark, colour) = match standing {
            Answer::Good => ("✓", GREEN),
            Answer::Bad => ("✗", RED),
            Answer::Unknown => ("?", YELLOW),
            Answer::Silenced => ("–", DIM),
        };
        text.push_str(&format!("  {} {name}", style.paint(colour, mark)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posture_is_one_line_where_it_fits() {
        let facets = [("logging", Answer::Good), ("all regions", Answer::Bad), ("key", Answer::Unknown)];
        let plain = Style { colour: false };
        assert_eq!(line(&facets, 80, plain), "  ✓ logging  ✗ all regions  ? key");
        assert_eq!(line(&facets, 20, plain), "  ✓ logging\n  ✗ all regions\n  ? key");
    }
}

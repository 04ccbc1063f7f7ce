//! The finder patterns of a bitmap: rings of dark, light and dark that stand in three corners of a code.

use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::{ConcentricPattern, LocateConcentricPattern};
use rxing::{Point, point};

use super::bitmap::Bitmap;

/// Every fourth row is scanned: a pattern's core is three modules high, and a module has more than a pixel.
const ROW_STEP: u32 = 4;
/// So many places that look like a pattern in their row are examined. Noise has thousands.
const MOST_EXAMINED: usize = 2000;
/// So many patterns are enough, or the sets of three become too many.
const MOST_PATTERNS: usize = 50;

/// The finder patterns found.
pub(super) fn patterns(bitmap: &Bitmap) -> Vec<ConcentricPattern> {
    let matrix = bitmap.matrix();
    let step = usize::try_from(ROW_STEP).unwrap_or(1);
    let mut found: Vec<ConcentricPattern> = Vec::new();
    let mut examined = 0;
    let mut edges = Vec::new();
    for row in (ROW_STEP - 1..matrix.height()).step_by(step) {
        find_edges(matrix, row, &mut edges);
        // The row begins light, so that every second edge leads from light to dark.
        for runs in edges.windows(6).step_by(2) {
            let &[a, b, c, d, e, f] = runs else { continue };
            if !is_pattern([b - a, c - b, d - c, e - d, f - e]) {
                continue;
            }
            let core = f32::from(c) + f32::from(d - c) / 2.0;
            let Ok(y) = u16::try_from(row) else { break };
            let centre = point(core, f32::from(y) + 0.5);
            if found.iter().any(|known| holds(known, centre)) {
                continue;
            }
            if !is_crossed(matrix, u32::from(c + (d - c) / 2), row, f - a) {
                continue;
            }
            examined += 1;
            // A pattern seen askew reaches farther than its row shows.
            let reach = 3 * i32::from(f - a);
            found.extend(LocateConcentricPattern::<true, 5, 7>(
                matrix,
                &[1, 1, 3, 1, 1],
                centre,
                reach,
            ));
            if examined == MOST_EXAMINED || found.len() == MOST_PATTERNS {
                return found;
            }
        }
    }
    found
}

/// Whether a place lies inside a pattern that is known.
fn holds(pattern: &ConcentricPattern, place: Point) -> bool {
    let size = u16::try_from(pattern.size).unwrap_or(u16::MAX);
    Point::distance(pattern.p, place) < f32::from(size) / 2.0
}

/// Where the brightness changes along a row; before the row it is light.
fn find_edges(matrix: &BitMatrix, row: u32, edges: &mut Vec<u16>) {
    edges.clear();
    let bits = matrix.getRow(row);
    let mut last = 0;
    let mut start = 0_u32;
    for word in bits.getBitArray() {
        let mut changes = word ^ (word << 1 | last);
        last = word >> (usize::BITS - 1);
        while changes != 0 {
            edges.extend(u16::try_from(start + changes.trailing_zeros()));
            changes &= changes - 1;
        }
        start += usize::BITS;
    }
    edges.extend(u16::try_from(matrix.width()));
}

/// Whether the column through a core has the same runs, no longer than three times those of the row. Cheaper than
/// to locate a pattern, and most places where a row has the runs are none.
fn is_crossed(matrix: &BitMatrix, column: u32, row: u32, total: u16) -> bool {
    let is_dark = |row: u32| matrix.get(column, row);
    let most = usize::from(total) * 3 / 2;
    let above = runs((0..row).rev().take(most).map(is_dark));
    let below = runs((row + 1..matrix.height()).take(most).map(is_dark));
    match (above, below) {
        (Some([core_above, b, a]), Some([core_below, d, e])) => {
            is_pattern([a, b, core_above + 1 + core_below, d, e])
        }
        _ => false,
    }
}

/// The first three runs from a core outwards: dark, light, dark.
fn runs(places: impl Iterator<Item = bool>) -> Option<[u16; 3]> {
    let mut runs = [0; 3];
    let mut run = 0;
    for is_dark in places {
        if is_dark != (run % 2 == 0) {
            run += 1;
        }
        match runs.get_mut(run) {
            Some(length) => *length += 1,
            None => return Some(runs),
        }
    }
    // The picture may end where the pattern does.
    (run == 2).then_some(runs)
}

/// Whether five runs, dark first, stand to each other about as 1, 1, 3, 1, 1.
fn is_pattern([a, b, c, d, e]: [u16; 5]) -> bool {
    if c < 3 || c < 2 * a.max(e) || c < b.max(d) {
        return false;
    }
    // From edge to like edge: ink that spreads or a threshold a little off moves both alike.
    let [a, b, c, d, e] = [a, b, c, d, e].map(u32::from);
    let total = a + b + c + d + e;
    let near = |length: u32, modules: u32| {
        let off = (7 * length).abs_diff(modules * total);
        4 * off <= 3 * total + 14
    };
    near(a + b, 2) && near(b + c, 4) && near(c + d, 4) && near(d + e, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_pattern_are_known_at_every_size() {
        for module in 1..200 {
            assert!(is_pattern([1, 1, 3, 1, 1].map(|run| run * module)));
        }
        assert!(is_pattern([5, 3, 13, 3, 5]), "ink has spread");
    }

    #[test]
    fn other_runs_are_none() {
        for runs in [
            [1, 1, 1, 1, 1],
            [4, 4, 40, 4, 4],
            [1, 4, 3, 1, 1],
            [9, 9, 27, 9, 40],
            [0; 5],
            [65535, 0, 0, 0, 0],
        ] {
            assert!(!is_pattern(runs), "{runs:?}");
        }
    }
}

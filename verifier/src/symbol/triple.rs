//! Three finder patterns that can be the corners of one symbol.

use super::finder::Finder;
use super::homography::{Point, distance};

/// Three finder patterns of one symbol; seen from its front, `right` follows `corner` clockwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Triple {
    pub(super) corner: Finder,
    pub(super) right: Finder,
    pub(super) below: Finder,
    /// How far it is from what a symbol seen from its front would show; 0 is the best.
    pub(super) strain: f32,
}

impl Triple {
    pub(super) const fn points(&self) -> [Point; 3] {
        [
            (self.corner.x, self.corner.y),
            (self.right.x, self.right.y),
            (self.below.x, self.below.y),
        ]
    }

    pub(super) const fn module(&self) -> f32 {
        (self.corner.module + self.right.module + self.below.module) / 3.0
    }

    /// The three in their order, when their sizes and distances allow for a symbol seen at a slant.
    fn of(finders: [Finder; 3]) -> Option<Self> {
        let [a, b, c] = finders;
        let apart = |a: &Finder, b: &Finder| distance((a.x, a.y), (b.x, b.y));
        let (bc, ac, ab) = (apart(&b, &c), apart(&a, &c), apart(&a, &b));
        let (corner, right, below) = if bc >= ac && bc >= ab {
            (a, b, c)
        } else if ac >= ab {
            (b, a, c)
        } else {
            (c, a, b)
        };
        let (ux, uy) = (right.x - corner.x, right.y - corner.y);
        let (vx, vy) = (below.x - corner.x, below.y - corner.y);
        let cross = ux * vy - uy * vx;
        let (right, below) = if cross < 0.0 {
            (below, right)
        } else {
            (right, below)
        };
        let (u, v) = (ux.hypot(uy), vx.hypot(vy));
        let cosine = ((ux * vx + uy * vy) / (u * v)).abs();
        let sizes = [corner.module, right.module, below.module];
        let largest = sizes.into_iter().fold(0.0, f32::max);
        let smallest = sizes.into_iter().fold(f32::INFINITY, f32::min);
        let legs = u.max(v) / u.min(v);
        let spread = largest / smallest;
        let length = (u + v) / (2.0 * (largest + smallest) / 2.0);
        let fits = cosine < 0.7 && legs < 2.2 && spread < 2.6 && (9.0..220.0).contains(&length);
        let doubt: f32 = [corner, right, below].iter().map(Finder::doubt).sum();
        fits.then_some(Self {
            corner,
            right,
            below,
            strain: 0.5 * cosine + 0.3 * (legs - 1.0) + 0.6 * (spread - 1.0) + doubt,
        })
    }
}

/// More are not tried.
const MOST: usize = 16;

/// The triples that look most like a symbol's, best first.
pub(super) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let mut triples = Vec::new();
    for (at, &a) in finders.iter().enumerate() {
        let behind_a = finders.iter().enumerate().skip(at + 1);
        for (at, &b) in behind_a.filter(|(_, b)| b.inverted == a.inverted) {
            let behind_b = finders.iter().skip(at + 1);
            let thirds = behind_b.filter(|c| c.inverted == a.inverted);
            triples.extend(thirds.filter_map(|&c| Triple::of([a, b, c])));
        }
    }
    triples.sort_by(|a, b| a.strain.total_cmp(&b.strain));
    triples.truncate(MOST);
    triples
}
